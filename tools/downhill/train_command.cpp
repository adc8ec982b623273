// downhill train: a network learns a data set, and leaves its curve, its weights and one step
// traced whole.
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "files/files.hpp"
#include "optimizer_settings.hpp"
#include "page/report.hpp"
#include "trace/chapter.hpp"
#include "train_data.hpp"
#include "train_model.hpp"
#include "train_progress.hpp"
#include "train_trace.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// Another optimizer than the data set's has its own rate.
Method method_of(const OptimizerSettings& by, const TrainDefaults& defaults) {
  if (!by.optimizer.empty() && by.optimizer != defaults.optimizer)
    return with_settings(method_named(by.optimizer), by);
  Method method = method_named(defaults.optimizer);
  set(method, "rate", Real(defaults.rate));
  return with_settings(method, by);
}

// Where the results go; refused now rather than after the training if nothing can be written there.
fs::path folder_for(const TrainSettings& settings, const std::string& name) {
  const fs::path folder =
      settings.out.empty() ? fs::path("build/train") / name : fs::path(settings.out);
  TemporaryFile(folder / "curve.csv");
  return folder;
}

void check_trace_step(int step, std::size_t examples, const FitSettings& settings) {
  const std::size_t in_epoch = (examples + settings.batch_size - 1) / settings.batch_size;
  const std::size_t steps = in_epoch * std::size_t(settings.epochs);
  if (step >= 0 && std::size_t(step) > steps)
    throw UsageError(fmt::format("--trace-step {}: this training has {} steps ({} epochs of {})",
                                 step, steps, settings.epochs, in_epoch));
}

void print_verdict(const FitResult& result, bool has_classes) {
  for (const CurvePoint& point : result.curve)
    if (!std::isfinite(point.loss)) {
      fmt::print(
          "It diverged: at step {} the loss is {}. Try a smaller --rate; --anomaly names the "
          "operation.\n",
          point.step, point.loss);
      return;
    }
  const Score &out = result.held_out, &in = result.trained;
  if (has_classes) {
    fmt::print("held out: {} of {} right, {:.2f} %; trained on: {} of {}, {:.2f} %\n", out.right,
               out.of, 100 * out.accuracy(), in.right, in.of, 100 * in.accuracy());
  } else {
    fmt::print("mean squared error: held out {:.10g}, trained on {:.10g}\n", double(out.loss),
               double(in.loss));
  }
}

}  // namespace

int train_command(const TrainSettings& settings) {
  const TrainTask task = train_task(settings.data, settings.split, settings.seed);
  const std::string words = settings.model.empty() ? task.defaults.model : settings.model;
  const Dataset& examples = task.split.train;
  const bool has_classes = !examples.classes.empty();
  const Mlp model = model_in_words(words, examples);
  Parameters parameters(model, settings.seed);
  if (!settings.resume.empty()) load_weights(settings.resume, parameters.named());

  FitSettings fitting;
  fitting.method = method_of(settings.by, task.defaults);
  fitting.schedule = Schedule::parse(settings.by.schedule);
  fitting.epochs = settings.epochs > 0 ? settings.epochs : task.defaults.epochs;
  fitting.batch_size = settings.batch > 0 ? settings.batch : task.defaults.batch;
  fitting.seed = settings.seed;
  fitting.clip_norm = Real(settings.by.clip_norm);
  fitting.clip_value = Real(settings.by.clip_value);
  fitting.anomaly = settings.anomaly;
  if (settings.threads > 0) omp_set_num_threads(settings.threads);
  check_trace_step(settings.trace_step, examples.size(), fitting);
  const fs::path folder = folder_for(settings, task.name);

  const std::string recipe =
      fmt::format("{}, {} parameters; {}, rate {}, batch {}, seed {}", words, parameters.count(),
                  name_of(fitting.method), double(get(fitting.method, "rate")), fitting.batch_size,
                  settings.seed);
  fmt::print("{}: {} examples to train on, {} held out\n{}\n", task.name, examples.size(),
             task.split.test.size(), recipe);
  std::fflush(stdout);

  const std::string trace_name = fmt::format("step-{}", settings.trace_step);
  TrainProgress progress(examples.size(), has_classes);
  FitWatch watch;
  watch.progress = [&](const FitEpoch& now) { progress.update(now); };
  const std::size_t steps_in_epoch =
      (examples.size() + fitting.batch_size - 1) / fitting.batch_size;
  page::GradientFlow flow(parameters, steps_in_epoch * std::size_t(fitting.epochs));
  watch.before_update = [&](const FitStep& step) {
    flow.watch(step);
    if (step.step != settings.trace_step) return;
    Trace trace = trace_of_step(step, model, examples, clipping_of(settings.by));
    trace.titles.insert(trace.titles.begin(), fmt::format("training on {}: {}", task.name, recipe));
    write_trace(trace, folder, trace_name);
  };
  const FitResult result = fit(model, parameters, task.split, fitting, watch);
  progress.finish();

  write_file(folder / "curve.csv", curve_text(result.curve));
  save_weights(folder / "weights.txt", parameters.named());
  print_verdict(result, has_classes);
  const std::string report = page::report_page(
      {"Training on " + task.name, recipe, model, parameters, task.split.test, result, flow});
  if (!report.empty()) write_file(folder / "report.html", report);
  if (settings.trace_step > 0)
    fmt::print("trace    {}\n", (folder / (trace_name + ".txt")).string());
  fmt::print("curve    {}\nweights  {}\n", (folder / "curve.csv").string(),
             (folder / "weights.txt").string());
  if (!report.empty()) fmt::print("report   {}\n", (folder / "report.html").string());
  return fine;
}

}  // namespace downhill::tool
