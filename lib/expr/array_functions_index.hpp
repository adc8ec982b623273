// What stands in the [ ] of x[1:3], x[:, 0:4:2], x[0] and x[[2, 0, 2]].
#pragma once

#include <vector>

#include "expr/array_functions_call.hpp"
#include "tensor/selecting.hpp"

namespace downhill::expr {

// The list of rows of x[[2, 0, 2]] or x[t]; null where [ ] holds places and slices.
const ArrayValue* rows_of_index(const Program& program, const Instruction& index,
                                const std::vector<ArrayValue>& values);

// One for each axis that is named. Throws ParseError at an item that is no place and no slice.
std::vector<Slice> slices_of_index(const Program& program, const Instruction& index,
                                   const std::vector<ArrayValue>& values);

}  // namespace downhill::expr
