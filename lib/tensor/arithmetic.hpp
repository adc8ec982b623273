// Arithmetic on the numbers of arrays, which records nothing: what operations are computed from.
// The result has a's shape, to which b's shape must broadcast.
#pragma once

#include "tensor/array.hpp"

namespace downhill::numbers {

Array plus(const Array& a, const Array& b);
Array minus(const Array& a, const Array& b);
Array times(const Array& a, const Array& b);
Array times_over(const Array& a, const Array& b, Real n);  // a * b / n
Array over(const Array& a, const Array& b);
Array over(const Array& a, Real n);
Array root(const Array& a);

}  // namespace downhill::numbers
