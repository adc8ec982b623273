#include "compare/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ops/joined.hpp"
#include "ops/pattern.hpp"
#include "ops/utf8.hpp"
#include "trace/read_value.hpp"

namespace downhill {

std::string value_words(const Value& value) {
  const std::string text = annotation(value);
  if (value.is_number() || (columns(text) <= 24 && !value.data.empty())) return text;
  return fmt::format("[{}]", joined(value.shape, ", "));
}

std::string shape_words(const Value& value) {
  return value.is_number() ? "one number" : fmt::format("[{}]", joined(value.shape, ", "));
}

std::string place_words(const Difference& wrong) {
  static constexpr std::string_view summaries[] = {" mean", " std", " min", " max", " norm"};
  if (wrong.agreement.summary) return std::string(summaries[wrong.agreement.first % 5]);
  const auto& axes = wrong.reference.value.shape;
  if (wrong.agreement.size < 2) return "";
  std::vector<std::size_t> index(axes.size());
  std::size_t rest = wrong.agreement.first;
  for (std::size_t axis = axes.size(); axis-- > 0; rest /= axes[axis])
    index[axis] = rest % axes[axis];
  return fmt::format("[{}]", joined(index, ", "));
}

std::string ratio_words(double ratio) {
  const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-6 * std::abs(b); };
  const double whole = std::round(std::abs(ratio)), part = std::round(1 / std::abs(ratio));
  const std::string sign = ratio < 0 ? "minus " : "";
  if (close(ratio, -1)) return "Yours has the opposite sign.";
  if (close(std::abs(ratio), 0.5)) return fmt::format("Yours is {}half the reference.", sign);
  if (whole >= 2 && whole <= 1e6 && close(std::abs(ratio), whole))
    return fmt::format("Yours is {}{} times the reference.", sign, short_number(Real(whole)));
  if (part >= 2 && part <= 1e6 && close(1 / std::abs(ratio), part))
    return fmt::format("Yours is {}1/{} of the reference.", sign, short_number(Real(part)));
  return "";
}

std::string assignment_words(const Statement& line) {
  static const Pattern scatter(R"(scatter\((\w+), (?:s_\[(.*)\]|(.*)), \([\d, ]*\)\))");
  const char* assigns = line.adds ? "+=" : "=";
  if (const Match part = scatter.match(line.expression))
    return fmt::format("{}[{}] {} {}, and 0 elsewhere", line.name, part[2] + part[3], assigns,
                       part[1]);
  return fmt::format("{} {} {}", line.name, assigns, line.expression);
}

}  // namespace downhill
