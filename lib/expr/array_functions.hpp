// The functions of formulas on arrays: one table of their names, parameters with defaults, and how
// each is recorded. Names and defaults are NumPy's, else PyTorch's. The elementwise functions and
// operators (functions.hpp) work on arrays, too, and are not repeated here.
#pragma once

#include <string_view>
#include <vector>

#include "expr/functions.hpp"
#include "tensor/tape.hpp"

namespace downhill::expr {

class ArrayCall;

struct ArrayFunction {
  Function signature;  // its name and parameters; the code means nothing
  Tensor (*record)(const ArrayCall& call);
};

// Null if there is none of this name.
const ArrayFunction* find_array_function(std::string_view name);
std::vector<std::string_view> array_function_names();

// Throws ParseError at a call of a function that is neither here nor in functions.hpp: did you
// mean ...?
[[noreturn]] void fail_for_unknown(const Program& program, const Instruction& call);

// Whether a call means the function on arrays: max(a, b) is the larger of two, and only max(x) and
// max(x, axis=1) are the largest of many.
bool is_array_call(const Program& program, const Instruction& call);

}  // namespace downhill::expr
