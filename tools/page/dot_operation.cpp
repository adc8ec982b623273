#include "page/dot_operation.hpp"

#include <fmt/format.h>

#include "ops/joined.hpp"
#include "page/array_operations.hpp"
#include "page/html.hpp"
#include "scalar/dot.hpp"
#include "trace/from_scalar.hpp"
#include "trace/text.hpp"

namespace downhill::page {
namespace {

struct DotExample {
  std::vector<Real> w, x;
  Real b;
  const char* words;
};

const std::vector<DotExample>& dot_examples() {
  static const std::vector<DotExample> all = {
      {{2, -1}, {3, 4}, 0.5, "a weight hears its input, an input its weight"},
      {{2, 0},
       {0, 5},
       0,
       "an input of 0 teaches its weight nothing; a weight of 0 blames its input for nothing"},
      {{}, {}, 1, "nothing to multiply"}};
  return all;
}

// Records y = dot(w, x, b) on this tape.
Scalar record(Tape& tape, const DotExample& example) {
  std::vector<Scalar> w, x;
  for (const Real number : example.w)
    w.push_back(tape.parameter(fmt::format("w{}", w.size()), number));
  for (const Real number : example.x) x.push_back(tape.input(fmt::format("x{}", x.size()), number));
  const Scalar b = tape.parameter("b", example.b);
  return name("y", dot(w, x, b));
}

Trace trace_of(const DotExample& example) {
  Tape tape;
  return explain(backward(record(tape, example)), Places::hidden);
}

std::string gradients_of(const Trace& trace) {
  std::string text;
  for (const GraphNode& node : trace.graph.nodes)
    if (node.kind != GraphNode::Kind::operation && node.gradient)
      text += fmt::format("{}{} = {}", text.empty() ? "" : "\n", node.gradient_name,
                          annotation(*node.gradient));
  return text;
}

std::string row_of(const DotExample& example) {
  std::string row = fmt::format("<tr><td>w = [{}]\nx = [{}]\nb = {}\ny = dot(w, x, b)</td>",
                                joined(example.w, ", "), joined(example.x, ", "), example.b);
  try {
    const Trace trace = trace_of(example);
    row += fmt::format("<td>{}</td><td>1</td><td>{}</td>",
                       annotation(trace.graph.nodes[*trace.graph.output].value),
                       escaped(gradients_of(trace)));
  } catch (const Error& error) {
    row += fmt::format("<td colspan=\"3\" class=\"complaint\">{}</td>", escaped(error.what()));
  }
  return row + fmt::format("<td>{}</td></tr>\n", example.words);
}

}  // namespace

std::string dot_section() {
  const Trace trace = trace_of(dot_examples().front());
  std::string rows;
  for (const DotExample& example : dot_examples()) rows += row_of(example);
  return filled(
      part("array_operation.html"),
      {{"name", "dot"},
       {"formula", "y = b + w[0] * x[0] + w[1] * x[1] + …, what a neuron adds up, as one node"},
       {"formulas", escaped(formulas_of(trace))},
       {"domain", "all numbers"},
       {"shapes", "scalars: as many w as x, at least one; b may be left out"},
       {"examples", filled(part("array_examples.html"), {{"name", "dot"}, {"rows", rows}})},
       {"numpy", escaped(write_text(trace))},
       {"points", ""},
       {"plot", ""}});
}

}  // namespace downhill::page
