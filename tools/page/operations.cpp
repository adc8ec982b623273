#include "page/operations.hpp"

#include <fmt/format.h>

#include <cctype>
#include <limits>

#include "ops/catalogue.hpp"
#include "page/array_operations.hpp"
#include "page/dot_operation.hpp"
#include "page/function_plot.hpp"
#include "trace/python.hpp"
#include "trace/value.hpp"

namespace downhill::page {
namespace {

using ops::ElementwiseOp;

constexpr Real fixed_b = 2;

std::vector<std::string> names_of(const ElementwiseOp& op) {
  return op.arity == 2 ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"};
}

std::vector<Real> inputs(const ElementwiseOp& op, Real a, Real b = fixed_b) {
  return op.arity == 2 ? std::vector<Real>{a, b} : std::vector<Real>{a};
}

std::string domain_words(ops::Domain domain) {
  switch (domain) {
    case ops::Domain::positive:
      return "a > 0";
    case ops::Domain::above_minus_one:
      return "a > -1";
    case ops::Domain::above_one:
      return "a ≥ 1; smooth for a > 1";
    case ops::Domain::within_one:
      return "-1 ≤ a ≤ 1; smooth between them";
    case ops::Domain::between_poles:
      return "all but ±π/2, ±3π/2, …";
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

// Of two inputs, b stays at 2.
PlottedFunction plotted(const ElementwiseOp& op) {
  PlottedFunction function{
      std::string(op.name), [&op](Real a) { return op.value(inputs(op, a)); }, {}};
  if (op.differentiable) function.slope = [&op](Real a) { return op.slopes(inputs(op, a))[0]; };
  return function;
}

// The formula in Python with NumPy, below the definitions of what NumPy lacks.
std::string numpy_words(const ElementwiseOp& op) {
  const std::string value = op.spell_value(names_of(op));
  std::vector<std::string> called;
  const auto add_called = [&](const std::string& formula) {
    for (const std::string_view name : called_functions(formula)) called.emplace_back(name);
  };
  add_called(value);
  for (const std::string& slope : op.spell_slopes(names_of(op), "y")) add_called(slope);
  std::string text;
  for (const std::string& line : python_head(called, PythonNumbers::numpy)) text += line + "\n";
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
  return filled(part("operation.html"),
                {{"name", name},
                 {"formulas", escaped(formulas)},
                 {"domain", domain_words(op.domain)},
                 {"shapes", shapes},
                 {"plot", plot_of(plotted(op))},
                 {"fixed", op.arity == 2 ? " at b = 2" : ""},
                 {"points", points_of(plotted(op), op.arity == 2 ? "y at b = 2" : "y")},
                 {"edges", table_of(edges_of(op), name + " at its edges")},
                 {"numpy", escaped(numpy_words(op))}});
}

// "Along axes" in an address: along-axes.
std::string address_word(std::string_view title) {
  std::string word;
  for (const char c : title) word += c == ' ' ? '-' : char(std::tolower(c));
  return word;
}

std::string contents_entry(const std::string& title, const std::string& id,
                           const std::vector<std::string>& names) {
  std::string html = fmt::format("<p class=\"group\"><a href=\"#{}\">{}</a></p>", id, title);
  html += "<ul class=\"index\">";
  for (const std::string& name : names)
    html += fmt::format("<li><a href=\"#{0}\">{0}</a></li>", name);
  return html + "</ul>\n";
}

}  // namespace

Frame operations_page() {
  std::string contents, elementwise, groups;
  std::vector<std::string> names;
  for (const ElementwiseOp& op : ops::catalogue()) {
    names.emplace_back(op.name);
    elementwise += section_of(op);
  }
  contents = contents_entry("Elementwise", "elementwise", names) +
             contents_entry("Of many scalars", "of-many-scalars", {"dot"});
  for (const ArrayOpGroup& group : array_catalogue()) {
    const std::string id = address_word(group.title);
    groups += fmt::format("<h2 id=\"{}\">{}</h2>\n", id, group.title);
    names.clear();
    for (const ArrayOp& op : group.operations) {
      names.emplace_back(op.name);
      groups += section_of(op);
    }
    contents += contents_entry(std::string(group.title), id, names);
  }
  Frame frame;
  frame.title = "The operations";
  frame.kind = "operations";
  frame.content = filled(part("operations.html"), {{"contents", contents},
                                                   {"elementwise", elementwise},
                                                   {"dot", dot_section()},
                                                   {"groups", groups}});
  return frame;
}

}  // namespace downhill::page
