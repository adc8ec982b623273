// Softmax on plain arrays, as the tensor operation and the cross-entropy loss use it.
#pragma once

#include <cmath>

#include "tensor/array.hpp"

namespace downhill {

Array softmax(const Array& a, std::size_t axis);
Array log_softmax(const Array& a, std::size_t axis);

// log(1 + rest), where 1 is what the largest logit adds to a sum of powers, and rest what all
// others add. A small rest keeps its digits: log(1 + e^-20) would have lost half of them.
inline Real log_of_one_and(Real rest) { return rest < 1 ? std::log1p(rest) : std::log(1 + rest); }

}  // namespace downhill
