// Softmax on plain arrays, as the tensor operation and the cross-entropy loss use it.
#pragma once

#include <cmath>

#include "tensor/array.hpp"

namespace downhill {

Array softmax(const Array& a, std::size_t axis);
Array log_softmax(const Array& a, std::size_t axis);

// Softmax from the powers of e: each divided by the sum of its line's.
Array softmax_of_powers(const Array& powers, std::size_t axis);

// log_softmax, and the powers that it computed on the way: of each number less the largest of its
// line.
struct LogSoftmaxParts {
  Array value, powers;
};
LogSoftmaxParts log_softmax_parts(const Array& a, std::size_t axis);

// log(1 + rest), where 1 is what the largest logit adds to a sum of powers, and rest what all
// others add. A small rest keeps its digits: log(1 + e^-20) would have lost half of them.
inline Real log_of_one_and(Real rest) { return rest < 1 ? std::log1p(rest) : std::log(1 + rest); }

}  // namespace downhill
