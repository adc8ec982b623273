#include "explain_arrays.hpp"

#include <fmt/format.h>

#include <cmath>

#include "check/replay_tensor.hpp"
#include "expr/evaluate_arrays.hpp"
#include "ops/joined.hpp"
#include "trace/from_tensor.hpp"

namespace downhill::tool {
namespace {

Array array_of(const Value& value) { return {Shape(value.shape), std::span(value.data)}; }

Tensor choose_output(const expr::ArrayEvaluation& evaluation, const std::string& name) {
  if (name.empty()) return evaluation.output;
  if (const auto found = evaluation.find(name)) return *found;
  std::vector<std::string> known;
  for (const auto& [each, value] : evaluation.assigned) known.push_back(each);
  throw UsageError(fmt::format("--of {}: the program names no such value; it has {}", name,
                               joined(known, ", ")));
}

Array read_upstream(const std::string& words, Tensor output) {
  const std::string name(output.tape().name_of(output.tape().nodes()[output.index()]));
  const std::string shape = text(output.shape());
  if (words.empty()) {
    if (output.shape().size() == 1) return Array::filled(output.shape(), 1);
    throw UsageError(fmt::format(
        "{0} has shape {1}, and backward starts from one number.\n"
        "     Add --upstream with an array of shape {1}, or reduce {0} with sum or mean.",
        name, shape));
  }
  const auto value = read_python_value(words);
  if (!value)
    throw ParseError(
        fmt::format("--upstream {}: expected an array, for instance [[1, 0], [0, 1]]", words));
  if (Shape(value->shape) != output.shape())
    throw UsageError(fmt::format("--upstream has shape {}, and {} has shape {}; they must be equal",
                                 text(Shape(value->shape)), name, shape));
  return array_of(*value);
}

// "[1, 2]": the place of a number in an array; nothing for one number.
std::string place_text(std::size_t place, const Shape& shape) {
  std::vector<std::size_t> places(shape.rank());
  for (std::size_t axis = shape.rank(); axis-- > 0; place /= shape[axis])
    places[axis] = place % shape[axis];
  return places.empty() ? "" : fmt::format("[{}]", joined(places, ", "));
}

}  // namespace

Told explain_arrays(const expr::Program& program, const ArrayQuestion& question, Places places) {
  expr::ArrayBindings bindings;
  for (const auto& [name, value] : question.values) bindings.emplace_back(name, array_of(value));
  TensorTape tape;
  const auto evaluation = expr::evaluate_arrays(program, tape, bindings);
  const Tensor output = choose_output(evaluation, question.of);
  const TensorGradients gradients = backward(output, read_upstream(question.upstream, output));
  Told told{explain(gradients, places)};
  if (!question.check) return told;
  told.trace.heading("check: each gradient beside its finite difference");
  for (const check::CheckedNumber& row : check::check(gradients)) {
    const std::string name = told.trace.graph.nodes[row.leaf.index()].gradient_name +
                             place_text(row.place, row.leaf.shape());
    const bool is_fine = add_checked(told.trace, name, row.gradient, row.difference.value,
                                     row.agrees, row.difference.smooth);
    told.agrees = told.agrees && is_fine;
  }
  return told;
}

bool add_checked(Trace& trace, const std::string& gradient_name, double gradient, double difference,
                 bool agrees, bool smooth) {
  const bool undefined = std::isnan(gradient) && std::isnan(difference);  // (-2) ** b along b, say
  const char* verdict = agrees      ? "agrees"
                        : undefined ? "no slope here: nan on both sides"
                        : smooth    ? "DIFFERS"
                                    : "no slope here: a kink or a jump";
  trace.remark(fmt::format("{:<12} {:>18} {:>18}   {}", gradient_name, short_number(Real(gradient)),
                           short_number(Real(difference)), verdict));
  return agrees || undefined || !smooth;
}

}  // namespace downhill::tool
