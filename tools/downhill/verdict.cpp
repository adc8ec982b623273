#include "verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <sstream>

#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/error.hpp"
#include "ops/pattern.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

constexpr auto time_limit = std::chrono::seconds(10);

std::vector<Verdict> list_tasks(const Compiled& compiled) {
  const Finished finished = run_program({compiled.program.string()}, time_limit);
  std::vector<Verdict> tasks;
  std::istringstream lines(finished.output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    Verdict& task = tasks.emplace_back();
    task.name = line.substr(0, colon);
    task.title = line.substr(colon + 2);
  }
  if (tasks.empty())
    throw Error(fmt::format("{} lists no tasks\n{}", compiled.program.string(), finished.errors));
  return tasks;
}

std::string read_if_there(const fs::path& path) { return fs::exists(path) ? read_file(path) : ""; }

// What a signal means for somebody who has just written a loop.
std::string crash_words(int signal, const std::string& errors) {
  // The words of vector, span, array and string.
  static const Pattern index(R"(Assertion '__\w+ <=? (this->)?size\(\)')");
  static const Pattern empty(R"(Assertion '!(this->)?empty\(\)')");
  if (index.search(errors))
    return "It asks for an element that is not there: an index is out of range.";
  if (empty.search(errors)) return "It asks an empty container for its first or last element.";
  switch (signal) {
    case SIGSEGV:
    case SIGBUS:
      return "It crashed, touching memory that is not its own: an index far out of range, an Array "
             "that was never given its shape, an iterator that no longer points anywhere, or a "
             "function that calls itself for ever.";
    case SIGFPE:
      return "It crashed on a division of whole numbers by zero.";
    case SIGXFSZ:
      return "It printed more than 16 MB: is there a loop that never ends?";
    case SIGABRT:
      return "It was aborted." + (errors.empty() ? "" : "\n" + errors);
    default:
      return fmt::format("It was ended by signal {}.", signal);
  }
}

// The library's at() says it with names of its own.
std::string error_words(const std::string& what) {
  static const Pattern at(R"(.*_M_range_check: __n \(which is (\d+)\) >= .* \(which is (\d+)\))");
  if (const Match match = at.match(what))
    return fmt::format("It asks for element {} of a list that has only {}.", match[1], match[2]);
  return "It threw an error: " + what;
}

// How the task ended, apart from what it answered.
void note_the_end(Verdict& task, const Finished& finished, const std::string& end) {
  if (finished.timed_out) {
    task.state = State::endless;
    task.why = fmt::format(
        "It was stopped after {} seconds: is there a loop that never "
        "ends, or one that tries too much?",
        time_limit.count());
  } else if (finished.status > 128) {
    task.state = State::crashed;
    task.why = crash_words(finished.status - 128, finished.errors);
  } else if (end == "not started") {
    task.state = State::not_started;
  } else if (end == "out of memory") {
    task.state = State::threw;
    task.why = "It asked for more than 2 GB of memory: is there a loop that never ends?";
  } else if (end.starts_with("unfit ")) {
    task.state = State::wrong;
    task.why = "It cannot be compared: " + end.substr(6) + ".";
  } else if (end.starts_with("wrong ")) {
    task.state = State::wrong;
    task.why = end.substr(6);
  } else if (end.starts_with("threw ")) {
    task.state = State::threw;
    task.why = error_words(end.substr(6));
  } else if (end == "done") {
    task.state = State::right;
  } else {
    task.state = State::ended_early;
    task.why = "It ended the whole program in the middle of the task: is there an exit()?";
  }
}

// How often the text assigns the name.
std::size_t times(const TraceText& text, const std::string& name) {
  return std::size_t(std::count_if(text.statements.begin(), text.statements.end(),
                                   [&](const Statement& s) { return !s.adds && s.name == name; }));
}

// A sentence if mine has more of a list than the reference: twelve steps where ten were asked for.
std::string too_many(const std::string& mine, const std::string& right) {
  const TraceText yours = read_trace(mine), reference = read_trace(right);
  for (const Statement& s : yours.statements) {
    const std::size_t given = times(yours, s.name), asked = times(reference, s.name);
    if (asked > 0 && given > asked && given > 1)
      return fmt::format("It gives {} values of {}, where {} {} asked for.", given, s.name, asked,
                         asked == 1 ? "was" : "were");
  }
  return "";
}

// A program's numbers, which stand there with all their digits: 1 is 1.000000000, not rounded.
void take_as_computed(TraceText& answers) {
  for (Statement& statement : answers.statements)
    for (Precision& one : statement.held.precision) one = {computed_digits, -400};
}

// Takes one comparison into the verdict; whether it was right.
bool take(Verdict& task, const fs::path& folder, int i) {
  task.words = read_file(folder / fmt::format("{}.words", i));
  task.mine = folder / fmt::format("{}.mine", i);
  task.reference = folder / fmt::format("{}.right", i);
  const std::string mine = read_file(task.mine), right = read_file(task.reference);
  if (mine.find('=') == std::string::npos) {
    task.why = fmt::format("For {} it gives back nothing that could be compared.", task.words);
    task.words.clear();
    return false;
  }
  Comparison comparison = compare_given(mine, right, task.name + ": " + task.words);
  const std::string more = comparison.matches() ? too_many(mine, right) : "";
  if (comparison.matches() && more.empty()) return true;  // why it ended stands as it is
  task.why = more;
  task.comparison = std::move(comparison);
  return false;
}

void judge(Verdict& task, const Exercise& exercise, const Compiled& compiled) {
  const fs::path folder = scratch_folder(exercise) / task.name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  const Finished finished = run_program(
      {compiled.program.string(), task.name, folder.string(), exercise.references().string()},
      time_limit);
  note_the_end(task, finished, read_if_there(folder / "end"));
  task.printed = read_if_there(folder / "printed");
  for (int i = 1; fs::exists(folder / fmt::format("{}.right", i)); ++i) {
    if (take(task, folder, i)) continue;
    task.state = State::wrong;
    return;
  }
}

}  // namespace

Comparison compare_given(const std::string& mine, const std::string& right,
                         const std::string& title) {
  TraceText yours = read_trace(mine, "yours");
  const TraceText reference = read_trace(right, "the reference");
  take_as_computed(yours);
  Comparison comparison = compare(yours, reference);
  comparison.title = title;
  // A number without a formula is what the learner was asked for, not what both began with.
  for (Difference& wrong : comparison.wrong) wrong.leaf = false;
  // Values that the check did not ask for are not missing; too few of a list are.
  std::size_t lacking = 0;
  std::erase_if(comparison.missing, [&](const std::string& name) {
    const std::size_t given = times(yours, name), asked = times(reference, name);
    lacking += given == 0 ? 0 : asked - std::min(given, asked);
    return given == 0;
  });
  comparison.not_asked.clear();
  comparison.total = comparison.given + lacking;
  return comparison;
}

std::vector<Verdict> judge(const Exercise& exercise, const Compiled& compiled) {
  std::vector<Verdict> tasks = list_tasks(compiled);
  for (Verdict& task : tasks) judge(task, exercise, compiled);
  return tasks;
}

}  // namespace downhill::tool
