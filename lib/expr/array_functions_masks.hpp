// Masks: what comparisons of arrays give, 1 where they hold and 0 elsewhere. No gradient passes.
#pragma once

#include <string_view>

#include "tensor/operators.hpp"

namespace downhill::expr {

// sign: < <= > >= == != or &, which is 1 where both are not 0.
bool is_mask_sign(std::string_view sign);
Tensor compared(std::string_view sign, TensorAt a, Operand b);

// Whether NumPy holds a truth value for each number of this node: a mask, moved or not. With these
// NumPy does not calculate as with numbers.
bool is_mask(Tensor x);

}  // namespace downhill::expr
