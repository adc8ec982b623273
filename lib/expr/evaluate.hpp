// A program of single numbers, recorded on a scalar Tape.
//
//     Tape tape;
//     Evaluation done = evaluate(parse("y = (a + b) * c"), tape, {{"a", 2}, {"b", 3}, {"c", 4}});
//     backward(done.output)[done.find("c").value()]          // 5
//
// A name assigned a plain number is an input of that name, with a gradient; numbers among
// themselves are plain numbers (-4, 2 * 3, exp(1)), computed without a node. A number beside a
// value is a constant: 2 * x is a product with a literal, x - 1 a subtraction. Dividing by zero
// gives inf or nan, as in NumPy. A name assigned again is a new node, and from then on the name
// means the newest; y = x is a node of its own. Each assigned node carries the user's name;
// nodes inside an expression have none. Every node knows its line in the program.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/program.hpp"
#include "scalar/tape.hpp"

namespace downhill::expr {

// Values from outside, name=value: for the names that the program reads before it assigns them,
// which become inputs at the start of the tape, in this order; and instead of the first number
// that the program assigns to a name.
using Bindings = std::vector<std::pair<std::string, Real>>;

struct Evaluation {
  Scalar output;
  std::vector<std::pair<std::string, Scalar>> assigned;  // in order; inputs from outside first

  std::optional<Scalar> find(std::string_view name) const;  // the newest of that name
};

// Throws ParseError, with the place, for a function that does not exist or other arguments than
// it takes, a name without a value, and what needs arrays; UsageError for a binding that the
// program has no use for. What was recorded before the error stays on the tape.
Evaluation evaluate(const Program& program, Tape& tape, const Bindings& values = {});

// Whether the program needs the evaluator for arrays: it has a list, an index, .T, a comparison,
// & or @, or calls a function on arrays.
bool needs_arrays(const Program& program);

}  // namespace downhill::expr
