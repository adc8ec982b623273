#include "page/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "trace/python.hpp"
#include "trace/value.hpp"

namespace downhill::page {
namespace {

using ops::ElementwiseOp;

constexpr Real fixed_b = 2;
constexpr double left = -4, right = 4, bottom = -3, top = 3;  // the window of a plot
constexpr double width = 320, height = 240;

std::vector<std::string> names_of(const ElementwiseOp& op) {
  return op.arity == 2 ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"};
}

std::vector<Real> inputs(const ElementwiseOp& op, Real a, Real b = fixed_b) {
  return op.arity == 2 ? std::vector<Real>{a, b} : std::vector<Real>{a};
}

double across(double x) { return (x - left) / (right - left) * width; }
double down(double y) { return (top - y) / (top - bottom) * height; }

// The parts of a curve where it is a number; it also breaks where it jumps (sign, 1 / a).
template <class Function>
std::string curve(Function f, const char* kind) {
  std::string path;
  constexpr int points = 321;
  bool drawing = false;
  double before = 0;
  for (int k = 0; k < points; ++k) {
    const double x = left + (right - left) * (k + 0.5) / points;  // never exactly on a kink
    const double y = double(f(Real(x)));
    const bool jumps = drawing && std::abs(y - before) > 0.9;
    if (!std::isfinite(y) || std::abs(y) > 20) {
      drawing = false;
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", drawing && !jumps ? "L" : "M", across(x), down(y));
    drawing = true;
    before = y;
  }
  return fmt::format("<path class=\"{}\" d=\"{}\"/>", kind, path);
}

std::string domain_words(ops::Domain domain) {
  switch (domain) {
    case ops::Domain::positive:
      return "a > 0";
    case ops::Domain::second_nonzero:
      return "b ≠ 0";
    case ops::Domain::first_positive:
      return "a > 0; for a < 0 only whole b";
    default:
      return "all numbers";
  }
}

std::string pair_words(const std::vector<Real>& numbers) {
  std::string words;
  for (const Real number : numbers) words += (words.empty() ? "" : ", ") + short_number(number);
  return words.empty() ? "stops here" : words;
}

// The value and slopes where operations are delicate: zeros, ties, infinities, nan.
std::vector<std::vector<std::string>> edges_of(const ElementwiseOp& op) {
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
  const std::vector<std::vector<Real>> points =
      op.arity == 1 ? std::vector<std::vector<Real>>{{0}, {-1}, {inf}, {-inf}, {nan}}
                    : std::vector<std::vector<Real>>{{0, 0}, {0, 2},   {1, 1},  {-1, 2},
                                                     {1, 0}, {inf, 1}, {1, nan}};
  std::vector<std::vector<std::string>> rows = {
      {op.arity == 1 ? "a" : "a, b", "y", op.arity == 1 ? "dy/da" : "dy/da, dy/db"}};
  for (const std::vector<Real>& point : points)
    rows.push_back(
        {pair_words(point), short_number(op.value(point)), pair_words(op.slopes(point))});
  return rows;
}

std::vector<std::vector<std::string>> points_of(const ElementwiseOp& op) {
  std::vector<std::vector<std::string>> rows = {{"a", op.arity == 2 ? "y at b = 2" : "y", "dy/da"}};
  for (const Real a : {-4, -3, -2, -1, 0, 1, 2, 3, 4}) {
    const std::vector<Real> at = inputs(op, a), slopes = op.slopes(at);
    rows.push_back({short_number(a), short_number(op.value(at)),
                    slopes.empty() ? "stops here" : short_number(slopes[0])});
  }
  return rows;
}

// The formula in Python with NumPy, below the definitions of what NumPy lacks.
std::string numpy_words(const ElementwiseOp& op) {
  const std::string value = op.spell_value(names_of(op));
  std::vector<std::string> called = called_functions(value);
  for (const std::string& slope : op.spell_slopes(names_of(op), "y"))
    for (std::string& name : called_functions(slope)) called.push_back(std::move(name));
  std::string text;
  for (const std::string& line : python_head(called, Numbers::numpy)) text += line + "\n";
  return text + "y = " + value;
}

std::string section_of(const ElementwiseOp& op) {
  const std::string name(op.name);
  std::string formulas = "y = " + op.spell_value(names_of(op));
  const std::vector<std::string> slopes = op.spell_slopes(names_of(op), "y");
  for (std::size_t i = 0; i < slopes.size(); ++i)
    formulas += fmt::format("\ndy/d{} = {}", names_of(op)[i], slopes[i]);
  if (slopes.empty()) formulas += "\nbackward stops here";
  const std::string shapes =
      op.arity == 2 ? "any two that broadcast" : "any; the result has the same";
  return filled(part("operation.html"), {{"name", name},
                                         {"formulas", escaped(formulas)},
                                         {"domain", domain_words(op.domain)},
                                         {"shapes", shapes},
                                         {"plot", plot_of(op)},
                                         {"fixed", op.arity == 2 ? " at b = 2" : ""},
                                         {"points", table_of(points_of(op), name + " in numbers")},
                                         {"edges", table_of(edges_of(op), name + " at its edges")},
                                         {"numpy", escaped(numpy_words(op))}});
}

}  // namespace

std::string plot_of(const ElementwiseOp& op) {
  std::string svg = fmt::format(
      "<svg class=\"function\" viewBox=\"-14 -4 {} {}\" role=\"img\" aria-label=\"{} and its slope "
      "for a from -4 to 4\">",
      width + 22, height + 22, op.name);
  svg += fmt::format("<clipPath id=\"clip-{}\"><rect width=\"{}\" height=\"{}\"/></clipPath>",
                     op.name, width, height);
  for (int x = int(left); x <= int(right); ++x)
    svg += fmt::format("<path class=\"{}\" d=\"M{:.1f} 0V{}\"/>", x == 0 ? "axis" : "grid",
                       across(x), height);
  for (int y = int(bottom); y <= int(top); ++y)
    svg += fmt::format("<path class=\"{}\" d=\"M0 {:.1f}H{}\"/>", y == 0 ? "axis" : "grid", down(y),
                       width);
  for (const int x : {-4, -2, 2, 4})
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", across(x),
                       height + 13, x);
  for (const int y : {-2, 2})
    svg += fmt::format("<text x=\"-4\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", down(y) + 4, y);
  svg += fmt::format("<g clip-path=\"url(#clip-{})\">", op.name);
  if (op.differentiable) svg += curve([&](Real a) { return op.slopes(inputs(op, a))[0]; }, "slope");
  svg += curve([&](Real a) { return op.value(inputs(op, a)); }, "value");
  return svg + "</g></svg>";
}

Frame operations_page() {
  std::string contents, sections;
  for (const ElementwiseOp& op : ops::catalogue()) {
    contents += fmt::format("<li><a href=\"#{0}\">{0}</a></li>", op.name);
    sections += section_of(op);
  }
  Frame frame;
  frame.title = "The operations";
  frame.kind = "operations";
  frame.content = filled(part("operations.html"), {{"contents", contents}, {"sections", sections}});
  return frame;
}

}  // namespace downhill::page
