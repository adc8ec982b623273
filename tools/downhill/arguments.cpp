#include "arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "commands.hpp"
#include "ops/error.hpp"
#include "train_data.hpp"

namespace downhill::tool {
namespace {

using Run = std::function<int()>;

// A command whose settings are filled in by its options; when it is typed, `chosen` runs it.
template <typename Settings>
struct Command {
  CLI::App& app;
  std::shared_ptr<Settings> settings = std::make_shared<Settings>();

  Settings* operator->() const { return settings.get(); }
  CLI::Option* option(const char* name, auto& value, const std::string& words) const {
    return app.add_option(name, value, words);
  }
  void flag(const char* name, bool& value, const std::string& words) const {
    app.add_flag(name, value, words);
  }
};

class Commands {
 public:
  Commands(CLI::App& app, Run& chosen) : app_(app), chosen_(chosen) {}

  template <typename Settings, typename Function>
  Command<Settings> add(const char* name, const char* words, Function run) {
    Command<Settings> command{*app_.add_subcommand(name, words)};
    command.app.callback([&chosen = chosen_, run, settings = command.settings] {
      chosen = [run, settings] { return run(*settings); };
    });
    return command;
  }

 private:
  CLI::App& app_;
  Run& chosen_;
};

const char* const chapter_words = "06 …; left out: the one you are at";

void add_formulas(Commands& commands) {
  const auto explain = commands.add<ExplainSettings>(
      "explain", "the graph and the gradients of a formula", explain_command);
  explain.option("program", explain->program, "a formula, a file with one, or - for stdin")
      ->required();
  explain.option("values", explain->values,
                 "name=number or name=[[1, 2], [3, 4]] for each name without a value");
  explain.option("--of", explain->of, "the value to differentiate (the last one named)");
  explain.option("--upstream", explain->upstream,
                 "the gradient to start from, for a value that is not one number");
  explain.flag("--check", explain->check, "compare each gradient with finite differences");
  explain.option("--out", explain->out, "write trace and drawings into this folder");
  explain.option("--format", explain->format, "what to print: trace or json")
      ->check(CLI::IsMember({"trace", "json"}));
  explain.flag("--svg", explain->svg, "draw images, too (with --out)");
  explain.flag("--png", explain->png, "draw images as PNG (with --out)");

  const auto compare = commands.add<CompareSettings>(
      "compare", "find the first wrong value of a trace", compare_command);
  compare.option("mine", compare->mine, "your values: a trace, or name = number lines (-: stdin)")
      ->required();
  compare.option("reference", compare->reference, "the trace to compare with")->required();
  compare.option("--rtol", compare->rtol, "the largest relative difference")
      ->check(CLI::Range(0.0, 1.0));
  compare.flag("--json", compare->json, "the result as JSON");

  const auto render =
      commands.add<RenderSettings>("render", "make images of DOT files", render_command);
  render.option("files", render->files, "FILE.dot …")->required();
  render.option("--out", render->out, "the folder for the images (beside each file)");
  render.flag("--png", render->png, "PNG instead of SVG");
}

// Settings of the optimizers, as options: --weight-decay is weight_decay.
struct NumberSetting {
  const char *name, *words;
};
constexpr NumberSetting number_settings[] = {
    {"rate", "the learning rate (the data set's, or PyTorch's)"},
    {"momentum", "of sgd and rmsprop (0)"},
    {"dampening", "of sgd: the part of the gradient that momentum leaves out (0)"},
    {"weight_decay", "how fast weights shrink by themselves (adamw 0.01, else 0)"},
    {"beta1", "of adam and adamw: the part of the mean gradient that is kept (0.9)"},
    {"beta2", "and of the mean square (0.999)"},
    {"epsilon",
     "what is added to a root, so that nothing is divided by zero (1e-8; adagrad 1e-10)"},
    {"alpha", "of rmsprop: the part of the mean square that is kept (0.99)"},
    {"rate_decay", "of adagrad: how fast its rate shrinks (0)"},
    {"initial_accumulator", "of adagrad: what its sum of squares starts from (0)"},
};
constexpr NumberSetting switch_settings[] = {
    {"nesterov", "of sgd: momentum that looks ahead"},
    {"amsgrad", "of adam and adamw: the largest mean square so far"},
    {"centered", "of rmsprop: the mean gradient taken from the mean square"},
};

std::string option_name(std::string setting) {
  std::replace(setting.begin(), setting.end(), '_', '-');
  return "--" + setting;
}

void add_optimizer(CLI::App& command, OptimizerSettings& by) {
  command.add_option("--optimizer", by.optimizer, "sgd, adam, adamw, rmsprop or adagrad");
  const auto note = [&by](const char* name) {
    return [&by, name](double number) { by.numbers.emplace_back(name, number); };
  };
  for (const auto& [name, words] : number_settings)
    command.add_option_function<double>(option_name(name), note(name), words);
  for (const auto& [name, words] : switch_settings)
    command.add_flag_callback(
        option_name(name), [set = note(name)] { set(1); }, words);
  command.add_option("--schedule", by.schedule,
                     "of the rate, in steps: step:500:0.5, exponential:0.99, cosine:1000, "
                     "warmup:50 or warmup-cosine:50:1000");
  CLI::Option* norm = command.add_option("--clip-norm", by.clip_norm,
                                         "the longest that all gradients together may be");
  norm->check(CLI::PositiveNumber);
  command.add_option("--clip-value", by.clip_value, "the largest that a gradient may be")
      ->check(CLI::PositiveNumber)
      ->excludes(norm);
}

void add_training(Commands& commands) {
  const auto descend =
      commands.add<DescendSettings>("descend", "minimise a formula, step by step", descend_command);
  descend.option("program", descend->program, "a formula, a file with one, or - for stdin")
      ->required();
  descend.option("values", descend->values, "name=number or name=[[1, 2], [3, 4]]: the start");
  add_optimizer(descend.app, descend->by);
  descend.option("--steps", descend->steps, "how many updates")->check(CLI::Range(0, 100'000'000));
  descend.option("--of", descend->of, "the value to minimise (the last one named)");
  descend.option("--train", descend->train, "what to move: x,y (every input)")->delimiter(',');
  descend.option("--format", descend->format, "what to print: table, trace or json")
      ->check(CLI::IsMember({"table", "trace", "json"}));
  descend.option("--out", descend->out, "write trace, drawings and JSON into this folder");

  const auto train =
      commands.add<TrainSettings>("train", "train a network on a data set", train_command);
  train.option("data", train->data, "a data set, or a folder in MNIST's format")->required();
  train.option("--model", train->model,
               "layer sizes, and an activation if not relu: mlp:64-32-10:tanh");
  add_optimizer(train.app, train->by);
  const CLI::Range counts(1, 100'000'000);
  train.option("--batch", train->batch, "examples in a mini-batch")->check(counts);
  train.option("--epochs", train->epochs, "times through all examples")->check(counts);
  train
      .option("--threads", train->threads,
              "how many; the results are the same for any number (OMP_NUM_THREADS)")
      ->check(CLI::Range(1, 1024));
  train.option("--seed", train->seed, "of the split, the first weights and the order");
  train
      .option("--split", train->split,
              "random: hold out a fifth; writers: the last 360 digits, drawn by other hands")
      ->check(CLI::IsMember({"random", "writers"}));
  train.option("--trace-step", train->trace_step, "the step to trace whole (1; 0: none)")
      ->check(CLI::Range(0, 2'000'000'000));
  train.flag("--anomaly", train->anomaly, "stop at the first operation with nan or inf");
  train.option("--resume", train->resume, "start from these weights");
  train.option("--out", train->out, "the folder of the results (build/train/DATA)");
  train.app.footer("Data sets and their defaults:\n" + data_sets());
}

struct Nothing {};
struct OfChapter {
  std::string chapter, task;
  bool flag = false;
};

void add_chapters(Commands& commands) {
  commands.add<Nothing>("list", "the chapters, and how far you are",
                        [](const Nothing&) { return list_command(); });
  const auto run =
      commands.add<RunSettings>("run", "run chapters, compare their traces", run_command);
  run.option("chapters", run->chapters, "06 …");
  run.flag("--all", run->all, "every chapter, as a table");
  run.flag("--update", run->update, "write the references in traces/ anew");

  const auto page =
      commands.add<std::string>("page", "the chapters as pages, with a step player", page_command);
  page.option("--out", *page.settings, "the folder of the pages, made anew (build/page)");

  commands.add<Nothing>("doctor", "is everything here that is needed?",
                        [](const Nothing&) { return doctor_command(); });
  commands.add<Nothing>("stubs", "write exercise.cpp from solution.cpp",
                        [](const Nothing&) { return stubs_command(); });
}

void add_exercises(Commands& commands) {
  const auto check = commands.add<CheckSettings>("check", "check your exercise", check_command);
  check.option("chapter", check->chapter, chapter_words);
  check.option("file", check->file,
               "answers from paper or any language, name = number lines (-: stdin)");
  check.flag("--all", check->all, "every exercise, a line each");
  check.flag("--solution,--solutions", check->solution, "the solution instead of yours");
  check.flag("--compiler", check->compiler, "what the compiler said, in full");

  const auto watch = commands.add<OfChapter>(
      "watch", "check your exercise whenever it is saved",
      [](const OfChapter& of) { return watch_command(of.chapter, of.flag); });
  watch.option("chapter", watch->chapter, chapter_words);
  watch.flag("--poll", watch->flag, "look at the file, where the system tells of no changes");

  const auto hint = commands.add<OfChapter>(
      "hint", "the next hint for your exercise",
      [](const OfChapter& of) { return hint_command(of.chapter, of.task); });
  hint.option("chapter", hint->chapter, chapter_words);
  hint.option("task", hint->task, "left out: the first that is not right yet");

  const auto quiz =
      commands.add<std::string>("quiz", "predict, then see: the section's questions", quiz_command);
  quiz.option("chapter", *quiz.settings, chapter_words);

  const auto graph = commands.add<std::string>(
      "graph", "draw your own values, the first wrong one marked", graph_command);
  graph.option("chapter", *graph.settings, chapter_words);

  const auto reset = commands.add<OfChapter>(
      "reset", "begin an exercise again, keeping yours",
      [](const OfChapter& of) { return reset_command(of.chapter, of.flag); });
  reset.option("chapter", reset->chapter, "06 …")->required();
  reset.flag("--yes", reset->flag, "do not ask");

  const auto solution = commands.add<OfChapter>(
      "solution", "the solution of an exercise you have passed",
      [](const OfChapter& of) { return solution_command(of.chapter, of.flag); });
  solution.option("chapter", solution->chapter, "06 …")->required();
  solution.flag("--give-up", solution->flag, "see it without having passed");
}

}  // namespace

std::function<int()> read_arguments(int argc, char** argv) {
  CLI::App app{"downhill: an autograd to read, trace and draw", "downhill"};
  app.require_subcommand(0, 1);
  Run chosen = start_command;
  Commands commands(app, chosen);
  add_formulas(commands);
  add_training(commands);
  add_chapters(commands);
  add_exercises(commands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0)
      throw UsageError(
          fmt::format("{}\n  For the commands and options: downhill --help", error.what()));
    app.exit(error);  // prints what --help asked for
    return [] { return fine; };
  }
  return chosen;
}

}  // namespace downhill::tool
