// The softmax family, right at any size of logits: only e^(x - max x) is ever taken.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// e^x / sum(e^x) along one axis: positive numbers that add up to 1.
// Gradient: y * (dy - sum(dy * y)).
Tensor softmax(TensorAt x, int axis = -1);

// log(softmax(x)) = x - logsumexp(x), without the detour through numbers that underflow. It keeps
// the digits of what is nearly 0: of [20, 0] the first is -2.0611536203e-09, where PyTorch, which
// adds up 1 + e^-20 before it takes the logarithm, has eight right digits.
// Gradient: dy - e^y * sum(dy).
Tensor log_softmax(TensorAt x, int axis = -1);

}  // namespace downhill
