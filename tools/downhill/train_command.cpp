// downhill train: a network learns a data set, and leaves its curve, its weights and one step
// traced whole.
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "files/files.hpp"
#include "page/report.hpp"
#include "trace/chapter.hpp"
#include "train_data.hpp"
#include "train_model.hpp"
#include "train_progress.hpp"
#include "train_trace.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::string data, model, optimizer, schedule = "constant", split, out, resume;
  std::vector<std::pair<std::string, double>> numbers;  // of the optimizer, as given
  int epochs = 0, threads = 0, trace_step = 1;          // 0: the default of the data set
  std::size_t batch = 0;
  std::uint64_t seed = 0;
  double clip_norm = 0, clip_value = 0;
  bool anomaly = false;
};

// Settings of the optimizers, as options: --weight-decay is weight_decay.
struct NumberSetting {
  const char *name, *words;
};
constexpr NumberSetting number_settings[] = {
    {"rate", "the learning rate; the data set's, or PyTorch's for another optimizer"},
    {"momentum", "of sgd and rmsprop (0)"},
    {"weight_decay", "how fast weights shrink by themselves; PyTorch's"},
    {"beta1", "of adam and adamw: the part of the mean gradient that is kept (0.9)"},
    {"beta2", "and of the mean square (0.999)"},
};

Method method_of(const Settings& settings, const TrainDefaults& defaults) {
  const bool other = !settings.optimizer.empty() && settings.optimizer != defaults.optimizer;
  Method method = method_named(other ? settings.optimizer : defaults.optimizer);
  if (!other) set(method, "rate", Real(defaults.rate));  // another optimizer: its own rate
  for (const auto& [name, number] : settings.numbers) set(method, name, Real(number));
  check_settings(method);
  return method;
}

Clipping clipping_of(const Settings& settings) {
  if (settings.clip_norm > 0) return {Clipping::Kind::norm, Real(settings.clip_norm)};
  if (settings.clip_value > 0) return {Clipping::Kind::value, Real(settings.clip_value)};
  return {};
}

// Where the results go; refused now rather than after the training if nothing can be written there.
fs::path folder_for(const Settings& settings, const std::string& name) {
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

int train(const Settings& settings) {
  const TrainTask task = train_task(settings.data, settings.split, settings.seed);
  const std::string words = settings.model.empty() ? task.defaults.model : settings.model;
  const Dataset& examples = task.split.train;
  const bool has_classes = !examples.classes.empty();
  const Mlp model = model_in_words(words, examples);
  Parameters parameters(model, settings.seed);
  if (!settings.resume.empty()) load_weights(settings.resume, parameters.named());

  FitSettings fitting;
  fitting.method = method_of(settings, task.defaults);
  fitting.schedule = Schedule::parse(settings.schedule);
  fitting.epochs = settings.epochs > 0 ? settings.epochs : task.defaults.epochs;
  fitting.batch_size = settings.batch > 0 ? settings.batch : task.defaults.batch;
  fitting.seed = settings.seed;
  fitting.clip_norm = Real(settings.clip_norm);
  fitting.clip_value = Real(settings.clip_value);
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
    Trace trace = trace_of_step(step, model, examples, clipping_of(settings));
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

void add_optimizer_options(CLI::App& command, const std::shared_ptr<Settings>& settings) {
  command.add_option("--optimizer", settings->optimizer, "sgd, adam, adamw, rmsprop or adagrad");
  for (const auto& [name, words] : number_settings) {
    std::string option = fmt::format("--{}", name);
    std::replace(option.begin(), option.end(), '_', '-');
    command.add_option_function<double>(
        option,
        [settings, setting = name](double number) {
          settings->numbers.emplace_back(setting, number);
        },
        words);
  }
  for (const char* name : {"nesterov", "amsgrad"})
    command.add_flag_callback(
        fmt::format("--{}", name), [settings, name] { settings->numbers.emplace_back(name, 1); },
        "this variant of the optimizer");
  command.add_option("--schedule", settings->schedule,
                     "of the rate, in steps: step:500:0.5, exponential:0.99, cosine:1000, "
                     "warmup:50 or warmup-cosine:50:1000");
  CLI::Option* norm = command.add_option("--clip-norm", settings->clip_norm,
                                         "the longest that all gradients together may be");
  norm->check(CLI::PositiveNumber);
  command.add_option("--clip-value", settings->clip_value, "the largest that a gradient may be")
      ->check(CLI::PositiveNumber)
      ->excludes(norm);
}

}  // namespace

void add_train(CLI::App& app, int& status) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("train", "train a network on a data set");
  command->add_option("data", settings->data, "a data set, or a folder in MNIST's format")
      ->required();
  command->add_option("--model", settings->model,
                      "layer sizes, and an activation if not relu: mlp:64-32-10:tanh");
  add_optimizer_options(*command, settings);
  const CLI::Range counts(1, 100'000'000);
  command->add_option("--batch", settings->batch, "examples in a mini-batch")->check(counts);
  command->add_option("--epochs", settings->epochs, "times through all examples")->check(counts);
  command
      ->add_option("--threads", settings->threads,
                   "how many; the results are the same for any number (OMP_NUM_THREADS)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--seed", settings->seed, "of the split, the first weights and the order");
  command
      ->add_option("--split", settings->split,
                   "random: hold out a fifth; writers: the last 360 digits, drawn by other hands")
      ->check(CLI::IsMember({"random", "writers"}));
  command->add_option("--trace-step", settings->trace_step, "the step to trace whole (1; 0: none)")
      ->check(CLI::Range(0, 2'000'000'000));
  command->add_flag("--anomaly", settings->anomaly, "stop at the first operation with nan or inf");
  command->add_option("--resume", settings->resume, "start from these weights");
  command->add_option("--out", settings->out, "the folder of the results (build/train/DATA)");
  command->footer("Data sets and their defaults:\n" + data_sets());
  command->callback([settings, &status] { status = train(*settings); });
}

}  // namespace downhill::tool
