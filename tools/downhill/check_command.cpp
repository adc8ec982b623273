// downhill check: how the learner's part of a chapter is going.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "commands.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "verdict.hpp"

namespace downhill::tool {
namespace {

struct Settings {
  std::string chapter, file;
  bool all = false, solution = false, compiler = false;
};

// All exercises, one line each.
int check_all(bool solution) {
  std::size_t passed = 0, exercises = 0;
  for (const Exercise& exercise : find_exercises()) {
    const Checked checked = check_exercise(exercise, solution);
    if (!solution) note_progress(exercise, checked);
    fmt::print("{}\n", summary_line(exercise, checked));
    std::fflush(stdout);
    passed += checked.passed();
    ++exercises;
  }
  fmt::print("{} of {} exercises passed\n", passed, exercises);
  return passed == exercises ? fine : differs;
}

int check_one(const Settings& settings) {
  const Exercise exercise =
      settings.chapter.empty() ? current_exercise() : find_exercise(settings.chapter);
  const Checked checked = check_exercise(exercise, settings.solution);
  if (settings.compiler) {
    fmt::print("{}", checked.compiled.output);
  } else {
    fmt::print("{}", report(exercise, checked));
  }
  if (!settings.solution) note_progress(exercise, checked);
  return checked.passed() ? fine : differs;
}

}  // namespace

void add_check(CLI::App& app, int& status) {
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("check", "check your exercise");
  command->add_option("chapter", settings->chapter, "06 …; left out: the one you are at");
  command->add_flag("--all", settings->all, "every exercise, a line each");
  command->add_flag("--solution,--solutions", settings->solution, "the solution instead of yours");
  command->add_flag("--compiler", settings->compiler, "what the compiler said, in full");
  command->callback([settings, &status] {
    status = settings->all ? check_all(settings->solution) : check_one(*settings);
  });
}

}  // namespace downhill::tool
