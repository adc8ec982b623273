// downhill hint: the next hint of the task that a learner is at, three for each, one at a time.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "markdown.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

// The task that was asked for, or the first that is not right yet; nothing if all are.
const Hints* task_of(const std::vector<Hints>& all, const Exercise& exercise,
                     const std::string& wanted, const Progress& progress) {
  std::string known;
  for (const Hints& hints : all) {
    if (wanted.empty() ? !progress.has(exercise.number, "right " + hints.task)
                       : hints.task == wanted)
      return &hints;
    known += (known.empty() ? "" : ", ") + hints.task;
  }
  if (wanted.empty()) return nullptr;
  throw Error(
      fmt::format("exercise {} has no task {}; its tasks are {}", exercise.number, wanted, known));
}

}  // namespace

int hint_command(const std::string& chapter, const std::string& wanted) {
  const Exercise exercise = chapter.empty() ? current_exercise() : find_exercise(chapter);
  const std::vector<Hints> all = read_hints(exercise.hints());
  Progress progress;
  const Hints* hints = task_of(all, exercise, wanted, progress);
  if (!hints) {
    fmt::print("All tasks of {} were right when they were last checked: {}\n", exercise.number,
               command("check " + exercise.number));
    return fine;
  }
  const std::string fact = "hint " + hints->task;
  const std::size_t seen = progress.count(exercise.number, fact);
  const std::size_t level = std::min(seen + 1, hints->hints.size());
  fmt::print("{}\n", spread(exercise.title(), fmt::format("{}: hint {} of {}", hints->task, level,
                                                          hints->hints.size())));
  for (std::size_t i = 0; i < level; ++i)
    fmt::print("{}", wrapped(fmt::format("  {}. ", i + 1), hints->hints[i]));
  if (level < hints->hints.size())
    fmt::print("Another one: {}\n", command("hint " + exercise.number));
  progress.add(exercise.number, fmt::format("{} {}", fact, level));
  progress.save();
  return fine;
}

}  // namespace downhill::tool
