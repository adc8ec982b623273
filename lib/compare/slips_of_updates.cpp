#include <fmt/format.h>

#include <cctype>

#include "compare/slips.hpp"
#include "compare/update_edits.hpp"
#include "ops/pattern.hpp"

namespace downhill {
namespace {

using namespace update_edits;

// The steps w - rate * dw, one by one: each may be forgotten, go the other way, or take the
// gradient of another parameter. dw may be more than a gradient.
template <typename Put>
void add_single_steps(const Lines& first, Put put) {
  static const Pattern plain("^" + name + R"( - (\S+) \* (.+)$)");
  std::vector<Match> steps;
  for (const Assignment& line : first)
    if (const Match match = plain.match(line.expression); match && match[1] == line.name)
      steps.push_back(match);
  constexpr std::size_t most = 16;
  if (steps.size() > most) return;
  for (const Match& one : steps) {
    const std::string w = one[1], rate = one[2], dw = one[3];
    put("the update is left out", 12,
        fmt::format("{} has its old value: it is not updated, or the result is thrown away.", w),
        in_line(w, "{}"), "its old value");
    put("uphill instead of downhill", 11,
        fmt::format("{} goes uphill: {} * {} is added where it is to be subtracted.", w, rate, dw),
        in_line(w, "{} + {}"), "added");
    put("the learning rate is left out", 12,
        fmt::format("{}: the learning rate {} is left out.", w, rate), in_line(w, "{} - " + dw),
        "rate");
    put("only the step", 13, fmt::format("{} is the step alone, {} * {}.", w, rate, dw),
        in_line(w, rate + " * " + dw), "the step");
    for (const Match& other : steps)
      if (other[3] != dw)
        put("the gradient of another parameter", 16,
            fmt::format("{} is updated with {}; its own gradient is {}.", w, other[3], dw),
            in_line(w, "{} - " + rate + " * " + other[3]), w);
  }
  if (steps.size() < 2) return;
  put("the update is left out", 11, "The update is left out: all parameters have their old values.",
      stepped("{}"), "all");
}

// Two parameters whose gradients took each other's place.
template <typename Put>
void add_other_gradients(const Lines& first, Put put) {
  static const Pattern step("^" + name + R"( - .*$)");
  std::vector<std::string> names;
  for (const Assignment& line : first)
    if (const Match match = step.match(line.expression); match && match[1] == line.name)
      names.push_back(line.name);
  constexpr std::size_t most = 8;
  if (names.size() > most) return;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      const std::string a = "d" + names[k], b = "d" + names[i];
      const Pattern word_a("\\b" + a + "\\b"), word_b("\\b" + b + "\\b"), between("@");
      put(
          "the gradient of another parameter", 14,
          fmt::format("{} and {} have taken each other's place.", a, b),
          [=](Lines& lines, int) {
            for (Assignment& line : lines) {
              line.expression = word_a.replace(line.expression, "@");
              line.expression = word_b.replace(line.expression, a);
              line.expression = between.replace(line.expression, b);
            }
            return true;
          },
          a + " " + b);
    }
}

}  // namespace

void add_slips_of_updates(const Rerun& run, std::vector<Slip>& all) {
  const Lines first = run.first_update();
  if (first.empty()) return;
  const auto put = [&](const char* kind, int rank, const std::string& sentence, const Edit& edit,
                       const std::string& words = "") {
    put_update(first, all, kind, rank, sentence, edit, words);
  };
  const char adam[] = "Adam without bias correction";
  put(adam, 2,
      "Adam without bias correction: both moments are used as they are, although they "
      "start at 0.",
      uncorrected(true, true));
  put(adam, 3, "Adam without bias correction of the first moment m.", uncorrected(true, false));
  put(adam, 3, "Adam without bias correction of the second moment v.", uncorrected(false, true));
  put("the step counter is off by one", 4,
      "the step counter is off by one: the bias correction of "
      "the first step uses t = 2 (it starts with t = 1).",
      counted(1));
  put("the step counter is off by one", 4,
      "the step counter is off by one: the bias correction of "
      "the first step uses t = 0 (it starts with t = 1).",
      counted(-1));
  if (run.steps() > 1)
    put("the step counter stands still", 7, "the step counter stands still: t is 1 in every step.",
        counted(0));
  put("the betas are swapped", 5,
      "the betas are swapped: the first moment is kept with beta2, the "
      "second with beta1.",
      swap_betas);
  put("epsilon is inside the root", 6,
      "epsilon is inside the root: sqrt(v + epsilon) instead of "
      "sqrt(v) + epsilon.",
      replaced(R"(\(sqrt\()" + name + R"(\) \+ )" + number + R"(\))", "sqrt($1 + $2)"));
  put("the root is missing", 9, "the root is missing: the step is divided by v, not by sqrt(v).",
      replaced(R"(sqrt\()" + name + R"(\) \+)", "$1 +"));
  put("AdamW's decay as L2", 6,
      "AdamW as Adam + L2: the weight decay was added to the gradient, "
      "and so went through the moments. In AdamW it shrinks the weight itself.",
      decay_as_l2);
  put("L2 as decoupled decay", 8,
      "the L2 term shrinks the weight itself as in AdamW; here it "
      "belongs to the gradient.",
      l2_as_decay);
  put("the decay comes after the step", 7,
      "the decay comes after the step: the weight shrinks "
      "after it moved, and what the step added shrinks with it.",
      decayed("{0}", "({0}) * (1 - {1} * {2})"));
  put("the decay is not scaled by the rate", 10,
      "the weight decay is not scaled by the learning "
      "rate.",
      decayed("{0} * (1 - {2})", ""));
  put("the weight decay is missing", 8, "the weight decay is missing.", decayed("{0}", ""));
  put("the weight decay is doubled", 12, "the weight decay is doubled.",
      decayed("{0} * (1 - 2 * {1} * {2})", ""));
  const std::string term = "^" + name + R"( \+ )" + number + R"( \* )" + name + "$";
  put("the L2 term is missing", 6,
      "the L2 term is missing: the gradient goes into the update "
      "without weight decay.",
      replaced(term, "$1"));
  put("the L2 term is doubled", 11, "the L2 term is doubled.", replaced(term, "$1 + 2 * $2 * $3"));
  put("the L2 term is halved", 13, "the L2 term is halved.", replaced(term, "$1 + 0.5 * $2 * $3"));
  put("uphill instead of downhill", 10,
      "the step goes uphill: the update was added where it is to "
      "be subtracted.",
      stepped("{} + {}"));
  for (const auto& [factor, words] :
       {std::pair{"2", "2 times"}, {"0.5", "half"}, {"10", "10 times"}, {"0.1", "a tenth"}})
    put("the learning rate", 14,
        fmt::format("every step is {} as long: another learning rate.", words),
        stepped(std::string("{} - ") + factor + " * ({})"));
  put("the learning rate is left out", 12, "the learning rate is left out of every step.",
      rated("$1 - $3"));
  put("the learning rate is there twice", 13, "the learning rate is multiplied in twice.",
      rated("$1 - $2 * $2 * $3"));
  put("only the step", 13, "each parameter is its step alone; the step is subtracted from it.",
      rated("$2 * $3"), "all");
  put(
      "the learning rate", 15, "the learning rate is divided by the number of the step.",
      [](Lines& lines, int step) {
        return stepped(fmt::format("{{}} - ({{}}) / {}", step))(lines, 1);
      },
      "divided by the step");
  add_other_gradients(first, put);
  put("the weight decay has the wrong sign", 11,
      "the weight decay lets the weight grow; it shrinks it.",
      decayed("{0} * (1 + {1} * {2})", ""));
  put("the weight decay is halved", 13, "the weight decay is halved.",
      decayed("{0} * (1 - 0.5 * {1} * {2})", ""));
  put("the weight decay has the wrong sign", 11,
      "the L2 term is subtracted from the gradient; it is added.", replaced(term, "$1 - $2 * $3"),
      "L2");
  const std::string momentum = "^" + number + R"( \* )" + name + R"( \+ )" + name + "$";
  put("the momentum is missing", 9,
      "the momentum is missing: each step takes its own gradient "
      "alone.",
      replaced(momentum, "$3"));
  put("the momentum is dampened", 10,
      "the gradient joins the momentum with the factor 1 - mu; here "
      "it joins it whole.",
      replaced(momentum, "$1 * $2 + (1 - $1) * $3"));
  put("the moment is not a mean", 12,
      "the gradient joins the first moment whole, without the "
      "factor 1 - beta1.",
      replaced("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* )" + name + "$",
               "$1 * $2 + $3"));
  put("Nesterov's look ahead is missing", 11,
      "Nesterov's look ahead is missing: the step takes "
      "the momentum itself.",
      replaced("^" + name + R"( \+ )" + number + R"( \* (b_\w+)$)", "$3"));
  if (run.steps() > 1)
    put("the optimizer's memory is reset", 9,
        "what the optimizer remembers was set back to its "
        "start before every step.",
        forgetful(first));
  put("clipped by value", 8,
      "the gradients were clipped by value, each number by itself; the "
      "reference clips the norm of all together.",
      clip_by_value);
  add_single_steps(first, put);
  put("clipping is missing", 7, "clipping is missing: the update takes the gradients whole.",
      not_clipped);
}

}  // namespace downhill
