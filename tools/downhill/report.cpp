#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "ops/error.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += indent + line + "\n";
  return result;
}

// One line a task: ✓ right, ✗ not, · not started.
std::string task_line(const Verdict& task, std::size_t width) {
  const std::string name = pad(task.name, width) + "  ";
  if (task.state == State::right) return paint(Colour::green, "  ✓ ") + name + task.title + "\n";
  if (task.state == State::not_started) return "  · " + name + "not started\n";
  return paint(Colour::red, "  ✗ ") + name + task.title + "\n";
}

bool holds(const PrintedValue& value, bool (*what)(Real)) {
  return std::any_of(value.value.data.begin(), value.value.data.end(), what);
}
bool holds_nan(const PrintedValue& value) {
  return holds(value, [](Real number) { return std::isnan(number); });
}
bool holds_inf(const PrintedValue& value) {
  return holds(value, [](Real number) { return std::isinf(number); });
}
// g++ fills variables that are not set with -5e303 (a float: -2e38), as chapters/CMakeLists.txt
// asks it to; what is computed from them is about as large.
bool holds_never_set(const PrintedValue& value) {
  constexpr Real large = std::numeric_limits<Real>::max() / Real(1e9);
  return holds(value,
               [](Real number) { return std::isfinite(number) && std::abs(number) > large; });
}

bool has_power(const Difference& wrong) {
  return std::any_of(wrong.forward.begin(), wrong.forward.end(), [](const Statement& line) {
    return line.expression.find("**") != std::string::npos;
  });
}

// What a number that no mistake explains is usually a sign of in C++.
std::string sign_of(const Difference& first) {
  const auto& mine = first.mine.value.data;
  const auto& reference = first.reference.value.data;
  if (mine.empty()) return first.name + " came back empty: nothing was put into it.";
  if (holds_nan(first.mine) && !holds_nan(first.reference) && !holds_inf(first.reference))
    return first.name +
           " is nan, not a number. That comes from 0 / 0, from inf - inf, from the root or the "
           "logarithm of a negative number, or from a value that was never set.";
  if (holds_inf(first.mine) && !holds_inf(first.reference))
    return first.name +
           " is infinite, more than a number can hold. That comes from a division by 0, from "
           "log(0), which is -inf, or from the exponential of a large number: e^710 is too large.";
  if (holds_never_set(first.mine) && !holds_never_set(first.reference))
    return first.name +
           " is out of all proportion. Is a variable used that was never set? A sum has to begin "
           "with 0: Real sum = 0;";
  if (mine.size() == 1 && reference.size() == 1 && mine[0] == 0 && first.occurrences < 2)
    return "Is there a division of whole numbers? 1 / 2 is 0, and 1.0 / 2 is 0.5. Or was " +
           first.name + " never set?";
  if (mine.size() == 1 && mine[0] == 1 && has_power(first))
    return "Is there a division of whole numbers? 1 / 2 is 0, and a number to the power of 0 is 1.";
  const auto is_zero = [](Real number) { return number == 0; };
  if (mine.size() == 2 * reference.size() &&
      std::all_of(mine.begin(), mine.begin() + std::ptrdiff_t(reference.size()), is_zero))
    return fmt::format(
        "The first {} are 0. Was the list made with {} zeros, and filled with push_back, which "
        "puts more behind them?",
        reference.size(), reference.size());
  return "";
}

bool explained(const Comparison& comparison) {
  return std::any_of(comparison.diagnoses.begin(), comparison.diagnoses.end(),
                     [](const Diagnosis& diagnosis) {
                       return diagnosis.of.front() == 0 && !diagnosis.causes.empty();
                     });
}

std::string comparison_report(const Comparison& comparison) {
  std::string text = paint_report(downhill::report(comparison));
  if (comparison.wrong.empty() || explained(comparison)) return text;
  const std::string sign = sign_of(comparison.wrong.front());
  return sign.empty() ? text : text + wrapped("  ", sign);
}

std::string first_problem(const Verdict& task) {
  std::string text = "\n";
  if (task.comparison) text += comparison_report(*task.comparison);
  if (!task.comparison)
    text += wrapped(
        "", task.name + (task.words.empty() ? "" : ", after it was right for " + task.words));
  if (!task.why.empty()) text += wrapped("  ", task.why);
  return text;
}

std::string compile_report(const Exercise& exercise, const Checked& checked) {
  const Complaint& error = checked.compiled.errors.front();
  std::string text = spread(exercise.title(), "does not compile yet") + "\n";
  if (error.line > 0)
    text += fmt::format("  the first error is in line {} of {}\n", error.line,
                        shown(exercise.folder / checked.file));
  text += error.excerpt;
  text += wrapped("  ", error.message);
  text += fmt::format("  All that the compiler says: {}\n",
                      command("check " + exercise.number + " --compiler"));
  return text;
}

std::string next_step(const Exercise& exercise, const Checked& checked) {
  if (checked.passed()) {
    const std::vector<Exercise> all = find_exercises();
    const auto here = std::find_if(all.begin(), all.end(), [&](const Exercise& other) {
      return other.number == exercise.number;
    });
    const bool more = here != all.end() && here + 1 != all.end();
    return fmt::format("\n{} The solution to compare with: {}\n{}",
                       paint(Colour::green, "All right."), command("solution " + exercise.number),
                       more ? fmt::format("Next: {}\n      {}\n", (here + 1)->title(),
                                          command("run " + (here + 1)->number))
                            : "");
  }
  return fmt::format("\nIn {}. A hint: {}\n", shown(exercise.folder / checked.file),
                     command("hint " + exercise.number));
}

}  // namespace

std::string paint_report(const std::string& report) {
  std::string text;
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);)
    text += (line.ends_with("✗") ? paint(Colour::red, line) : line) + "\n";
  return text;
}

std::size_t Checked::right() const {
  return std::size_t(std::count_if(tasks.begin(), tasks.end(),
                                   [](const Verdict& task) { return task.state == State::right; }));
}

bool Checked::started() const {
  return tasks.empty() || std::any_of(tasks.begin(), tasks.end(), [](const Verdict& task) {
           return task.state != State::not_started;
         });
}

Checked check_exercise(const Exercise& exercise, bool solution) {
  const std::filesystem::path source = solution ? exercise.solution() : exercise.file();
  if (!std::filesystem::exists(source))
    throw Error(fmt::format("{} is not there; {} brings it back", shown(source),
                            command("reset " + exercise.number)));
  const Turn turn = turn_in(scratch_folder(exercise));
  Checked checked;
  checked.file = source.filename().string();
  checked.compiled = compile(exercise, source);
  if (checked.compiled.ok) checked.tasks = judge(exercise, checked.compiled);
  return checked;
}

std::string summary_line(const Exercise& exercise, const Checked& checked) {
  std::string verdict = fmt::format("{} of {} tasks right", checked.right(), checked.tasks.size());
  if (!checked.compiled.ok)
    verdict = "does not compile yet";
  else if (checked.passed())
    verdict = fmt::format("passed: {} of {} tasks", checked.right(), checked.tasks.size());
  else if (!checked.started())
    verdict = "not started";
  return spread(exercise.title(), verdict);
}

std::string report(const Exercise& exercise, const Checked& checked) {
  if (!checked.compiled.ok) return compile_report(exercise, checked);
  std::string text = summary_line(exercise, checked) + "\n";
  std::size_t width = 0;
  for (const Verdict& task : checked.tasks) width = std::max(width, task.name.size());
  for (const Verdict& task : checked.tasks) text += task_line(task, width);
  const auto problem = std::find_if(
      checked.tasks.begin(), checked.tasks.end(),
      [](const Verdict& t) { return t.state != State::right && t.state != State::not_started; });
  if (problem != checked.tasks.end()) {
    text += first_problem(*problem);
    if (!problem->printed.empty()) {
      constexpr std::size_t most = 1000;
      text += "  It printed:\n" + indented(problem->printed.substr(0, most), "    ");
      if (problem->printed.size() > most) text += "    …\n";
    }
    for (const Complaint& warning : checked.compiled.warnings) {
      text +=
          wrapped(fmt::format("  The compiler warns of line {}: ", warning.line), warning.message);
      break;
    }
  }
  return checked.file == "exercise.cpp" ? text + next_step(exercise, checked) : text;
}

void note_progress(const Exercise& exercise, const Checked& checked) {
  if (checked.tasks.empty()) return;
  Progress progress;
  progress.remove(exercise.number, "right");
  for (const Verdict& task : checked.tasks)
    if (task.state == State::right) progress.add(exercise.number, "right " + task.name);
  if (checked.passed() && !progress.has_any(exercise.number, "passed"))
    progress.add(exercise.number, "passed " + today());
  progress.save();
}

Exercise current_exercise() {
  const std::vector<Exercise> all = find_exercises();
  if (all.empty()) throw Error("there is no exercise here");
  const Progress progress;
  for (const Exercise& exercise : all)
    if (!progress.has_any(exercise.number, "passed")) return exercise;
  return all.back();
}

}  // namespace downhill::tool
