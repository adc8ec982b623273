#include "page/array_operations.hpp"

#include <fmt/format.h>

#include <limits>
#include <numeric>

#include "expr/evaluate_arrays.hpp"
#include "expr/parse.hpp"
#include "ops/error.hpp"
#include "page/function_plot.hpp"
#include "page/html.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"

namespace downhill::page {
namespace {

// The gradient that backward starts from: 1, or 1, 2, 3, …, so that one sees who received which.
Array counting(const Shape& shape) {
  std::vector<Real> numbers(shape.size());
  std::iota(numbers.begin(), numbers.end(), Real(1));
  return {shape, std::span<const Real>(numbers)};
}

std::string words_of(const Array& array) { return annotation(value_of(array)); }

// A program that was run forward and backward.
class Run {
 public:
  explicit Run(std::string_view program)
      : evaluation_(expr::evaluate_arrays(expr::parse(program), tape_)),
        gradients_(backward(evaluation_.output, counting(evaluation_.output.shape()))) {}

  Trace trace() const { return explain(gradients_, Places::hidden); }
  std::string value() const { return words_of(evaluation_.output.value()); }
  std::string upstream() const { return words_of(gradients_[evaluation_.output]); }

  // Of every input: "dx = [2]  1 2".
  std::string gradients() const {
    std::string text;
    for (const auto& [name, x] : evaluation_.assigned) {
      if (tape_.nodes()[x.index()].operation != nullptr || !gradients_.computed(x)) continue;
      text += fmt::format("{}d{} = {}", text.empty() ? "" : "\n", name, words_of(gradients_[x]));
    }
    return text;
  }

 private:
  TensorTape tape_;
  expr::ArrayEvaluation evaluation_;
  TensorGradients gradients_;
};

// What the library says to a program that it cannot run, without the place and the excerpt.
std::string complaint(const std::string& message) {
  const std::string line = message.substr(0, message.find('\n'));
  const std::size_t place = line.find(": ");
  return line.starts_with("formula") && place != line.npos ? line.substr(place + 2) : line;
}

// "a = 1; b = 2" as two lines.
std::string in_lines(std::string_view program) {
  std::string text;
  for (std::size_t i = 0; i < program.size(); ++i) {
    const bool ends = program.substr(i).starts_with("; ");
    text += ends ? '\n' : program[i];
    if (ends) ++i;
  }
  return text;
}

std::string cell(const std::string& text, std::string_view attributes = "") {
  return fmt::format("<td{}>{}</td>", attributes, escaped(text));
}

std::string row_of(const ArrayExample& example) {
  std::string html = "<tr>" + cell(in_lines(example.program));
  try {
    const Run run(example.program);
    html += cell(run.value()) + cell(run.upstream()) + cell(run.gradients());
  } catch (const Error& error) {
    html += cell(complaint(error.what()), " colspan=\"3\" class=\"complaint\"");
  }
  return html + cell(std::string(example.words)) + "</tr>\n";
}

std::string examples_of(const ArrayOp& op) {
  std::string rows = row_of(op.example);
  for (const ArrayExample& edge : op.edges) rows += row_of(edge);
  return filled(part("array_examples.html"), {{"name", std::string(op.name)}, {"rows", rows}});
}

// The curve of a program of one input a. No number where it cannot run (bce at 2).
PlottedFunction curve_of(const ArrayOp& op) {
  const auto at = [program = expr::parse(op.curve)](Real a, bool slope) {
    TensorTape tape;
    try {
      const auto done = expr::evaluate_arrays(program, tape, {{"a", Array::vector({a})}});
      return slope ? backward(done.output, Array::vector({1}))[*done.find("a")][0]
                   : done.output.value()[0];
    } catch (const Error&) {
      return std::numeric_limits<Real>::quiet_NaN();
    }
  };
  return {std::string(op.name), [at](Real a) { return at(a, false); },
          [at](Real a) { return at(a, true); }};
}

}  // namespace

std::string formulas_of(const Trace& trace) {
  std::string text;
  for (const Entry& entry : trace.entries) {
    const Line* line = std::get_if<Line>(&entry);
    const bool computed = line && line->node &&
                          (line->role == Line::Role::gradient
                               ? line->flow.has_value()
                               : trace.graph.nodes[*line->node].kind == GraphNode::Kind::operation);
    if (computed)
      text += fmt::format("{}{} {} {}", text.empty() ? "" : "\n", line->name,
                          line->adds ? "+=" : "=", line->expression);
  }
  return text;
}

std::string section_of(const ArrayOp& op) {
  const Trace trace = Run(op.example.program).trace();
  std::string plot, points;
  if (!op.curve.empty()) {
    const PlottedFunction curve = curve_of(op);
    plot = fmt::format("<figure>{}<figcaption>{}, and dy/da dashed</figcaption></figure>\n",
                       plot_of(curve), escaped(op.curve));
    points =
        "<details><summary>The plot in numbers</summary>" + points_of(curve, "y") + "</details>\n";
  }
  return filled(part("array_operation.html"), {{"name", std::string(op.name)},
                                               {"formula", escaped(op.formula)},
                                               {"formulas", escaped(formulas_of(trace))},
                                               {"domain", escaped(op.domain)},
                                               {"shapes", escaped(op.shapes)},
                                               {"examples", examples_of(op)},
                                               {"numpy", escaped(write_text(trace))},
                                               {"points", points},
                                               {"plot", plot}});
}

}  // namespace downhill::page
