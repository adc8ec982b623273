// downhill descend: rolls any formula downhill with any optimizer.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "objective.hpp"
#include "source.hpp"
#include "trace/chapter.hpp"
#include "trace/text.hpp"

namespace downhill::tool {
namespace {

struct Settings {
  std::string program, optimizer = "sgd", schedule = "constant", of, out, format = "table";
  std::vector<std::string> values, train;
  std::vector<std::pair<std::string, double>> numbers;  // settings of the optimizer, as given
  int steps = 10;
  double clip_norm = 0, clip_value = 0;
};

// The options that are settings of some optimizer: --weight-decay is weight_decay.
constexpr const char* number_settings[] = {
    "rate",  "momentum", "dampening", "weight_decay", "beta1",
    "beta2", "epsilon",  "alpha",     "rate_decay",   "initial_accumulator"};
constexpr const char* switch_settings[] = {"nesterov", "amsgrad", "centered"};

std::string option_name(std::string setting) {
  for (char& c : setting)
    if (c == '_') c = '-';
  return "--" + setting;
}

Method method_of(const Settings& settings) {
  Method method = method_named(settings.optimizer);
  for (const auto& [name, number] : settings.numbers) set(method, name, Real(number));
  check_settings(method);
  return method;
}

Clipping clipping_of(const Settings& settings) {
  if (settings.clip_norm > 0) return {Clipping::Kind::norm, Real(settings.clip_norm)};
  if (settings.clip_value > 0) return {Clipping::Kind::value, Real(settings.clip_value)};
  return {};
}

int descend_program(const Settings& settings) {
  const Source source = read_program(settings.program);
  const Method method = method_of(settings);
  const auto objective =
      make_objective(expr::parse(source.text, source.name),
                     {read_values(settings.values), settings.of, settings.train});
  Descent descent = descend(*objective, method, Schedule::parse(settings.schedule),
                            clipping_of(settings), settings.steps);
  descent.trace.titles.push_back(
      fmt::format("descent by {}, {} steps", settings.optimizer, settings.steps));
  if (!settings.out.empty()) {
    write_trace(descent.trace, settings.out, "descent");
    write_file(std::filesystem::path(settings.out) / "descent.json", descent_json(descent));
  }
  const std::string text = settings.format == "json"    ? descent_json(descent)
                           : settings.format == "trace" ? write_text(descent.trace)
                                                        : descent_table(descent);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return fine;
}

}  // namespace

void add_descend(CLI::App& app, int& status) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("descend", "minimise a formula, step by step");
  command->add_option("program", settings->program, "a formula, a file with one, or - for stdin")
      ->required();
  command->add_option("values", settings->values,
                      "name=number or name=[[1, 2], [3, 4]]: the start");
  command->add_option("--optimizer", settings->optimizer, "sgd, adam, adamw, rmsprop or adagrad");
  command->add_option("--steps", settings->steps, "how many updates")
      ->check(CLI::Range(0, 100'000'000));
  for (const char* name : number_settings)
    command->add_option_function<double>(
        option_name(name),
        [settings, name](double number) { settings->numbers.emplace_back(name, number); },
        "a setting of the optimizer; the default is PyTorch's");
  for (const char* name : switch_settings)
    command->add_flag_callback(
        option_name(name), [settings, name] { settings->numbers.emplace_back(name, 1); },
        "switches this variant of the optimizer on");
  command->add_option("--schedule", settings->schedule,
                      "step:5:0.5, exponential:0.9, cosine:20, warmup:5 or warmup-cosine:5:20");
  CLI::Option* norm = command->add_option("--clip-norm", settings->clip_norm,
                                          "the longest that all gradients together may be");
  norm->check(CLI::PositiveNumber);
  command->add_option("--clip-value", settings->clip_value, "the largest that a gradient may be")
      ->check(CLI::PositiveNumber)
      ->excludes(norm);
  command->add_option("--of", settings->of, "the value to minimise (the last one named)");
  command->add_option("--train", settings->train, "what to move: x,y (every input)")
      ->delimiter(',');
  command->add_option("--format", settings->format, "what to print: table, trace or json")
      ->check(CLI::IsMember({"table", "trace", "json"}));
  command->add_option("--out", settings->out, "write trace, drawings and JSON into this folder");
  command->callback([settings, &status] { status = descend_program(*settings); });
}

}  // namespace downhill::tool
