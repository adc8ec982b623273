// A program of arrays, recorded on a TensorTape: the same language and the same rules about names
// as for single numbers (evaluate.hpp).
//
//     TensorTape tape;
//     const Program program = parse("loss = cross_entropy(x @ w, [1, 0])");
//     ArrayEvaluation done = evaluate_arrays(program, tape, {{"x", x}, {"w", w}});
//     backward(done.output)[done.find("w").value()]
//
// A name assigned a list or a number is an input with a gradient; what is computed from lists and
// numbers alone is a constant, too, and leaves no node. A constant beside a value is one of the
// tape. Comparisons and & give masks, through which no gradient passes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/program.hpp"
#include "tensor/tape.hpp"

namespace downhill::expr {

using ArrayBindings = std::vector<std::pair<std::string, Array>>;

struct ArrayEvaluation {
  Tensor output;
  std::vector<std::pair<std::string, Tensor>> assigned;  // in order; inputs from outside first

  std::optional<Tensor> find(std::string_view name) const;  // the newest of that name
};

// Throws ParseError, with the place, for whatever does not fit together: names, arguments, shapes;
// UsageError for a binding that the program has no use for. What was recorded before the error
// stays on the tape.
ArrayEvaluation evaluate_arrays(const Program& program, TensorTape& tape,
                                const ArrayBindings& values = {});

}  // namespace downhill::expr
