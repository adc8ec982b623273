// downhill check: how the learner's part of a chapter is going.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "files/files.hpp"
#include "markdown.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "source.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

bool gives(const TraceText& answers, const std::string& name) {
  return std::any_of(answers.statements.begin(), answers.statements.end(),
                     [&](const Statement& statement) { return statement.name == name; });
}

// All exercises, one line each.
int check_all(bool solution) {
  std::size_t passed = 0, exercises = 0;
  bool checkable = true;
  for (const Exercise& exercise : find_exercises()) {
    ++exercises;
    try {
      const Checked checked = check_exercise(exercise, solution);
      if (!solution) note_progress(exercise, checked);
      fmt::print("{}\n", summary_line(exercise, checked));
      passed += checked.passed();
    } catch (const Error& error) {  // the others are checked all the same
      fmt::print("{}\n{}", spread(exercise.title(), "cannot be checked"),
                 wrapped("  ", error.what()));
      checkable = false;
    }
    std::fflush(stdout);
  }
  fmt::print("{} of {} exercises passed\n", passed, exercises);
  return !checkable ? trouble : passed == exercises ? fine : differs;
}

// The prompt for paper whose values the answers name; the first one if they name none.
const Prompt& prompt_of(const TraceText& answers, const std::vector<Prompt>& prompts,
                        const Exercise& exercise) {
  const Prompt* best = nullptr;
  std::size_t most = 0;
  for (const Prompt& prompt : prompts) {
    if (!prompt.on_paper()) continue;
    std::size_t named = 0;
    for (const std::string& name : prompt.words("asks")) named += gives(answers, name);
    if (!best || named > most) best = &prompt, most = named;
  }
  if (!best)
    throw Error(fmt::format("chapter {} asks for no answers on paper; {} checks your {}",
                            exercise.number, command("check " + exercise.number),
                            shown(exercise.file())));
  return *best;
}

// Answers from paper or from a program in any language, one name = number a line.
int check_answers(const CheckSettings& settings) {
  const Exercise exercise = find_exercise(settings.chapter);
  if (settings.file.ends_with(".cpp"))
    throw UsageError(fmt::format(
        "{} is a program; answers are lines of the form name = number. {} checks your {}",
        settings.file, command("check " + exercise.number), shown(exercise.file())));
  const Source source = read_source(settings.file);
  const TraceText answers = read_trace(source.text, source.name);
  const std::vector<Prompt> prompts = read_prompts(exercise.prompts());
  const Prompt& prompt = prompt_of(answers, prompts, exercise);
  const std::string file = prompt.at("trace") + ".txt";
  Comparison comparison =
      compare(answers, read_trace(read_file(exercise.references() / file), file));
  comparison.title = exercise.number + " " + prompt.name;
  comparison.missing.clear();
  for (const std::string& name : prompt.words("asks"))
    if (!gives(answers, name)) comparison.missing.push_back(name);
  comparison.total = comparison.given + comparison.missing.size();
  fmt::print("{}", paint_report(downhill::report(comparison)));
  if (!comparison.matches()) return differs;
  Progress progress;
  progress.add(exercise.number, "paper " + prompt.name);
  progress.save();
  return fine;
}

int check_one(const CheckSettings& settings) {
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

int check_command(const CheckSettings& settings) {
  if (settings.all) return check_all(settings.solution);
  return settings.file.empty() ? check_one(settings) : check_answers(settings);
}

}  // namespace downhill::tool
