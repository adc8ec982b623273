// What an optimizer remembers of the gradients: how it is kept, corrected and used. In the
// patterns, b is the factor of what was before, m the moment and g what joins it.
#include <fmt/format.h>

#include "compare/slips.hpp"
#include "compare/update_edits.hpp"
#include "ops/pattern.hpp"

namespace downhill {
namespace {

using namespace update_edits;

// 0.9 * m + (1 - 0.9) * g, 0.999 * v + (1 - 0.999) * square(g), m / (1 - 0.9 ** 1), and
// 0.9 * b + g of a plain momentum: $1 is b, $2 the moment, $3 the gradient.
const std::string moment_words = "^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* )";
const std::string first_moment_words = moment_words + name + "$";
const std::string second_moment_words = moment_words + R"(square\()" + name + R"(\)$)";
const std::string corrected_words =
    "^" + name + R"( / \(1 - )" + number + R"( \*\* )" + number + R"(\)$)";
const std::string momentum_words = "^" + number + R"( \* )" + name + R"( \+ )" + name + "$";
const std::string divisor_words = R"(\(sqrt\()" + name + R"(\) \+ )" + number + R"(\))";

// Every moment is set to its corrected self, and the next step goes on from there.
bool keep_corrected(Lines& lines, int) {
  static const Pattern re(corrected_words);
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Match match = re.match(lines[i].expression);
    if (!match) continue;
    lines.insert(lines.begin() + std::ptrdiff_t(i) + 1,
                 {match[1], lines[i].name, Assignment::none});
    any = true;
  }
  return any;
}

// The moment is updated behind the step that uses it.
bool step_with_the_old_moment(Lines& lines, int) {
  static const Pattern is_moment(first_moment_words + "|" + second_moment_words + "|" +
                                 momentum_words);
  std::vector<Assignment> early, late;
  for (const Assignment& line : lines)
    (is_moment.match(line.expression) ? late : early).push_back(line);
  if (late.empty()) return false;
  lines = early;
  lines.insert(lines.end(), late.begin(), late.end());
  return true;
}

// The moments of all parameters with the factor of the first one.
Edit with_first_beta(const Lines& first, const std::string& with) {
  static const Pattern re(first_moment_words);
  for (const Assignment& line : first)
    if (const Match match = re.match(line.expression))
      return replaced(second_moment_words, fmt::format(fmt::runtime(with), match[1]));
  return [](Lines&, int) { return false; };
}

}  // namespace

void add_slips_of_moments(const Rerun& run, std::vector<Slip>& all) {
  const Lines first = run.first_update();
  const auto put = [&](const char* kind, int rank, const std::string& sentence, const Edit& edit,
                       const char* words = "") {
    put_update(first, all, kind, rank, sentence, edit, words);
  };
  const char exchanged[] = "the factors of the moment are exchanged";
  const char* how = ": what was before counts 1 - beta and the new gradient beta.";
  put(exchanged, 13, std::string("the factors of the first moment are exchanged") + how,
      replaced(first_moment_words, "(1 - $1) * $2 + $1 * $3"), "first");
  put(exchanged, 13, std::string("the factors of the second moment are exchanged") + how,
      replaced(second_moment_words, "(1 - $1) * $2 + $1 * square($3)"), "second");
  put(exchanged, 13, "the factors of the momentum are exchanged: what was before counts 1 - mu.",
      replaced(momentum_words, "(1 - $1) * $2 + $1 * $3"), "momentum");
  put("the gradient is not squared", 13,
      "the second moment is the mean of the gradients; it is the mean of their squares.",
      replaced(second_moment_words, "$1 * $2 + (1 - $1) * $3"));
  put("the gradient is not squared", 14,
      "the second moment is the mean of the gradients' sizes; it is the mean of their squares.",
      replaced(second_moment_words, "$1 * $2 + (1 - $1) * abs($3)"), "size");
  put("the gradient is squared", 14, "the first moment is the mean of squared gradients.",
      replaced(first_moment_words, "$1 * $2 + (1 - $1) * square($3)"));
  put("the second moment is of the first", 14,
      "the second moment squares the first moment; it squares the gradient.",
      replaced(moment_words.substr(0, moment_words.find(name)) + R"(v_(\w+))" +
                   moment_words.substr(moment_words.find(name) + name.size()) + R"(square\()" +
                   name + R"(\)$)",
               "$1 * v_$2 + (1 - $1) * square(m_$2)"));
  put("the moment is not a mean", 13,
      "the squared gradient joins the second moment whole, without the factor 1 - beta2.",
      replaced(second_moment_words, "$1 * $2 + square($3)"), "second");
  put("the moment is not a mean", 14,
      "the second moment is the sum of all squared gradients, and none is forgotten.",
      replaced(second_moment_words, "$2 + square($3)"), "sum");
  put("beta1 stands for beta2", 13, "the second moment is kept with beta1; it is kept with beta2.",
      with_first_beta(first, "{0} * $2 + (1 - {0}) * square($3)"), "both");
  put("beta1 stands for beta2", 14,
      "the squared gradient joins the second moment with 1 - beta1; it is 1 - beta2.",
      with_first_beta(first, "$1 * $2 + (1 - {0}) * square($3)"), "one");
  for (const char* other : {"0.9", "0.99", "0.999"})
    put("another beta", 16, fmt::format("the squared gradients are kept with {}.", other),
        replaced(second_moment_words, fmt::format("{0} * $2 + (1 - {0}) * square($3)", other)),
        other);
  put("the root of a sum of sizes", 15,
      "the sum is of the gradients' sizes; it is of their squares.",
      replaced("^" + name + R"( \+ square\()" + name + R"(\)$)", "$1 + abs($2)"));
  put("the gradients are not summed", 13, "the sum of squared gradients has the last one alone.",
      replaced("^" + name + R"( \+ square\()" + name + R"(\)$)", "square($2)"));

  put("the bias correction is wrong", 13,
      "the bias correction multiplies by 1 - beta ** t; it divides by it.",
      replaced(corrected_words, "$1 * (1 - $2 ** $3)"), "multiplied");
  put("the bias correction is wrong", 13,
      "the bias correction divides by 1 - beta * t; it is beta to the power of t.",
      replaced(corrected_words, "$1 / (1 - $2 * $3)"), "product");
  put("the bias correction is wrong", 13,
      "the bias correction divides by beta ** t; it divides by 1 - beta ** t.",
      replaced(corrected_words, "$1 / $2 ** $3"), "without 1 -");
  put("the corrected moment is kept", 13,
      "the corrected moments are kept for the next step; only the step uses them.", keep_corrected);
  put("the moment is used before it is updated", 12,
      "the step is taken before the moment has this step's gradient in it.",
      step_with_the_old_moment);
  put("the gradient stands for the moment", 13,
      "the step takes the gradient itself; it takes the first moment.",
      replaced(R"(\* m_hat_(\w+) /)", "* d$1 /"));

  put("epsilon is missing", 13, "epsilon is missing in the divisor.",
      replaced(divisor_words, "sqrt($1)"));
  for (const char* other : {"1e-10", "1e-8", "1e-7", "1e-6", "1e-5", "1e-3"})
    put("another epsilon", 15, fmt::format("epsilon is {}.", other),
        replaced(divisor_words, fmt::format("(sqrt($1) + {})", other)), other);
  put("the gradient is left out of the step", 14,
      "the step has the learning rate divided by the root, without the gradient.",
      replaced(R"(\(d(\w+) / \()", "(1 / ("));
  put("the momentum does not fade", 12,
      "the momentum keeps all that was before; it counts mu times.",
      replaced(momentum_words, "$2 + $3"));
  put("the momentum does not fade", 13,
      "mu is a factor of the gradient; it is a factor of what was before.",
      replaced(momentum_words, "$2 + $1 * $3"), "factor of the gradient");
}

}  // namespace downhill
