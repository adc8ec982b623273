// downhill quiz: the section's prompts as questions. The learner predicts, then the chapter is run,
// and one of its traces holds the answer.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "commands.hpp"
#include "compare/definitions.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "markdown.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

// A formula of the names in a trace: x is its last value there, first_x its first.
Real evaluate_in(const TraceText& trace, const std::string& formula) {
  const expr::Program program = expr::parse("answer = " + formula, "answer");
  TensorTape tape;
  expr::ArrayBindings values;
  for (const std::string_view name : names_in(formula)) {
    const bool first = name.starts_with("first_");
    const std::string_view wanted = first ? name.substr(6) : name;
    const Statement* found = nullptr;
    for (const Statement& line : trace.statements)
      if (line.name == wanted && !(first && found)) found = &line;
    if (!found)
      throw ParseError(
          fmt::format("answer {}: the trace {} has no {}", formula, trace.source, wanted));
    const Value& value = found->held.value;
    values.emplace_back(name, Array(Shape(value.shape), std::span(value.data)));
  }
  return evaluate_arrays(program, tape, values).output.value().number();
}

// What the learner typed as a number: -3, 1/3, 2 ** 10.
std::optional<Real> read_prediction(const std::string& text) {
  try {
    TensorTape tape;
    return evaluate_arrays(expr::parse("prediction = " + text), tape).output.value().number();
  } catch (const Error&) {
    return {};
  }
}

struct Asked {
  bool answered = false, right = false;
};

// What the learner types, read until it can be understood; nothing for an empty line, which asks
// for the answer at once.
template <typename Read>
auto ask(Read read, const char* unclear) {
  decltype(read(std::string())) understood;
  for (std::string line; !understood;) {
    fmt::print("> ");
    std::fflush(stdout);
    if (!std::getline(std::cin, line)) fmt::print("\n");
    if (line.empty() || !std::cin) break;
    understood = read(line);
    if (!understood) fmt::print("{} An empty line shows the answer.\n", unclear);
  }
  return understood;
}

// The answer, and what there is to say of the prediction.
void say_answer(const std::string& answer, const std::string& words) {
  fmt::print("The run says: {}.{}{}\n", answer, words.empty() ? "" : " ", words);
}

std::string words_for(Real predicted, Real answer) {
  const Real off = std::abs(predicted - answer);
  if (off <= Real(0.01) * std::abs(answer) || off == 0) return "That is right.";
  if (off <= Real(0.2) * std::abs(answer)) return "Close.";
  if (predicted * answer < 0) return "The other sign.";
  return std::abs(predicted) < std::abs(answer) ? "It is larger than that."
                                                : "It is smaller than that.";
}

// The computation itself: the chapter is run now, and the trace it has just written is read.
TraceText run_for(const Exercise& exercise, const Prompt& prompt) {
  const std::filesystem::path out = work_folder() / "quiz" / exercise.chapter.name;
  const Turn turn = turn_in(out.parent_path());
  write_traces(exercise.chapter, out);
  const std::string name = prompt.at("trace") + ".txt";
  return read_trace(read_file(out / name), name);
}

// "farther if abs(x) > abs(first_x)": what the learner reads, and when it is the answer.
struct Choice {
  std::string text, condition;
};

std::vector<Choice> choices_of(const Prompt& prompt) {
  std::vector<Choice> choices;
  for (const std::string& words : prompt.words("choices", '|')) {
    const std::size_t at = words.rfind(" if ");
    if (at == std::string::npos)
      throw ParseError(fmt::format("prompt {}: the choice {} has no if", prompt.name, words));
    choices.push_back({words.substr(0, at), words.substr(at + 4)});
  }
  return choices;
}

// a, b, c or the choice itself.
std::optional<std::size_t> read_choice(const std::string& line,
                                       const std::vector<Choice>& choices) {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (line == choices[i].text || (line.size() == 1 && (line[0] | 0x20) == char('a' + i)))
      return i;
  return {};
}

Asked ask_choice(const Exercise& exercise, const Prompt& prompt) {
  const std::vector<Choice> choices = choices_of(prompt);
  for (std::size_t i = 0; i < choices.size(); ++i)
    fmt::print("  {}  {}\n", char('a' + i), choices[i].text);
  const auto predicted = ask([&](const std::string& line) { return read_choice(line, choices); },
                             "That is none of the choices.");
  const TraceText trace = run_for(exercise, prompt);
  std::size_t answer = 0;
  while (answer < choices.size() &&
         evaluate_in(trace, "where(" + choices[answer].condition + ", 1, 0)") == 0)
    ++answer;
  if (answer == choices.size())
    throw Error(fmt::format("prompt {}: none of its choices is the answer", prompt.name));
  const bool hit = predicted == answer;
  say_answer(choices[answer].text, !predicted ? ""
                                   : hit      ? paint(Colour::green, "That is right.")
                                              : "You said " + choices[*predicted].text + ".");
  return {predicted.has_value(), hit};
}

Asked ask_number(const Exercise& exercise, const Prompt& prompt) {
  const auto predicted = ask(read_prediction, "That is no number.");
  const Real answer = evaluate_in(run_for(exercise, prompt), prompt.at("answer"));
  const std::string words = predicted ? words_for(*predicted, answer) : "";
  const bool hit = words == "That is right.";
  say_answer(short_number(answer), hit ? paint(Colour::green, words) : words);
  return {predicted.has_value(), hit};
}

}  // namespace

int quiz_command(const std::string& chapter) {
  const Exercise exercise = chapter.empty() ? current_exercise() : find_exercise(chapter);
  std::size_t questions = 0, right = 0;
  Progress progress;
  fmt::print("{}\n", exercise.title());
  for (const Prompt& prompt : read_prompts(exercise.prompts())) {
    if (prompt.on_paper()) {
      fmt::print("\n{}Answer into a file, and have it checked: {}\n", wrapped("", prompt.question),
                 command("check " + exercise.number + " FILE"));
      continue;
    }
    ++questions;
    fmt::print("\n{}", wrapped("", prompt.question));
    const Asked asked = prompt.keys.contains("choices") ? ask_choice(exercise, prompt)
                                                        : ask_number(exercise, prompt);
    if (prompt.keys.contains("so")) fmt::print("{}", wrapped("", prompt.at("so")));
    right += asked.right;
    if (asked.answered) progress.add(exercise.number, "quiz " + prompt.name);
  }
  if (questions > 0)
    fmt::print("\n{} of {} prediction{} right\n", right, questions, questions == 1 ? "" : "s");
  else
    fmt::print("\nThis chapter has no question to predict.\n");
  progress.save();
  return fine;
}

}  // namespace downhill::tool
