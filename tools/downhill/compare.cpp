// downhill compare: a learner's values beside the reference's.
#include "compare/compare.hpp"

#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "source.hpp"

namespace downhill::tool {

void add_compare(CLI::App& app, int& status) {
  struct Settings {
    std::string mine, reference;
    CompareOptions options;
    bool json = false;
  };
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("compare", "find the first wrong value of a trace");
  command
      ->add_option("mine", settings->mine,
                   "your values: a trace, or name = number lines (-: stdin)")
      ->required();
  command->add_option("reference", settings->reference, "the trace to compare with")->required();
  command->add_option("--rtol", settings->options.rtol, "the largest relative difference")
      ->check(CLI::Range(0.0, 1.0));
  command->add_flag("--json", settings->json, "the result as JSON");
  command->callback([settings, &status] {
    const Source mine = read_source(settings->mine), reference = read_source(settings->reference);
    const Comparison comparison =
        compare(read_trace(mine.text, mine.name), read_trace(reference.text, reference.name),
                settings->options);
    fmt::print("{}", settings->json ? comparison_json(comparison) : report(comparison));
    status = comparison.matches() ? fine : differs;
  });
}

}  // namespace downhill::tool
