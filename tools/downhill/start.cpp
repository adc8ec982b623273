// downhill alone: where a learner is, and the next step. downhill list: the chapters.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "markdown.hpp"
#include "ops/utf8.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

// The mark and the words for how far an exercise has got.
struct Standing {
  std::string mark, words;
};

Standing standing(const Exercise& exercise, const Progress& progress) {
  if (progress.has_any(exercise.number, "passed")) return {paint(Colour::green, "✓"), "passed"};
  const std::size_t right = progress.count(exercise.number, "right");
  const std::size_t tasks = read_hints(exercise.hints()).size();
  if (right > 0) return {"·", fmt::format("{} of {} tasks right", right, tasks)};
  if (progress.has(exercise.number, "gave-up")) return {"·", "solution seen"};
  return {"·", ""};
}

void print_line(const Exercise& exercise, const Progress& progress, bool here) {
  const Standing now = standing(exercise, progress);
  const std::string mark = here ? paint(Colour::yellow, "→") : now.mark;
  const std::string line = spread("  . " + exercise.title(), now.words);
  fmt::print("  {}{}\n", mark, line.substr(3));
}

// The task that comes next: the first that was not right at the last check.
std::string next_task(const Exercise& exercise, const Progress& progress) {
  for (const Hints& hints : read_hints(exercise.hints()))
    if (!progress.has(exercise.number, "right " + hints.task)) return hints.task;
  return "";
}

void print_next_step(const Exercise& exercise, const Progress& progress) {
  const std::string& n = exercise.number;
  const auto step = [](const std::string& what, const std::string& why) {
    fmt::print("  {}  {}\n", paint(Colour::bold, pad(what, 44)), why);
  };
  fmt::print("\nThe next step:\n");
  if (!progress.has(n, "run")) {
    fmt::print("  read {}, its lesson; then\n", shown(exercise.folder / "README.md"));
    step(command("run " + n), "its worked run");
    return;
  }
  const std::string task = next_task(exercise, progress);
  fmt::print("  open {}\n  in your editor and write task {}; then\n", shown(exercise.file()), task);
  step(command("check " + n), "is it right?");
  fmt::print("\n");
  step(command("watch " + n), "the same at every save");
  step(command("hint " + n), "if you are stuck");
}

}  // namespace

int start_command() {
  const std::vector<Exercise> exercises = find_exercises();
  const Progress progress;
  std::size_t passed = 0;
  for (const Exercise& exercise : exercises) passed += progress.has_any(exercise.number, "passed");
  fmt::print("{}\n\n", spread("downhill, beside the text The Learning Process",
                              fmt::format("{} of {} exercises passed", passed, exercises.size())));
  if (exercises.empty()) return fine;
  const Exercise here = current_exercise();
  const bool over = passed == exercises.size();
  for (const Exercise& exercise : exercises)
    print_line(exercise, progress, exercise.number == here.number && !over);
  if (over)
    fmt::print("\nAll exercises passed. Explain a formula of your own:\n  {}\n",
               command("explain 'y = (a + b) * c' a=2 b=3 c=4"));
  else
    print_next_step(here, progress);
  fmt::print("\nEverything else: {}\n", command("--help"));
  return fine;
}

int list_command() {
  const Progress progress;
  const std::vector<Exercise> exercises = find_exercises();
  for (const ChapterFolder& chapter : find_chapters()) {
    const auto exercise = std::find_if(exercises.begin(), exercises.end(), [&](const Exercise& e) {
      return e.chapter.name == chapter.name;
    });
    const std::string number = chapter.name.substr(0, 2), title = number + "  " + chapter.section;
    fmt::print("{}\n", exercise == exercises.end()
                           ? shortened(title, terminal_width)
                           : spread(title, standing(*exercise, progress).words));
  }
  return fine;
}

}  // namespace downhill::tool
