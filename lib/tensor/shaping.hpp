// Operations that move numbers without changing them: another shape, another order, arrays joined.
// Gradients move back the same way.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// The same numbers in the same order under other sizes; one of them may be -1, which is then
// worked out: reshape(x, {-1, 4}).
Tensor reshape(TensorAt x, const std::vector<int>& sizes);

// Axis k of the result is axis order[k] of x; without order, all axes reversed.
Tensor transpose(TensorAt x, const std::vector<int>& order = {});

// x repeated along axes that are missing or have size 1. Gradient: sum_to(dy, x's shape).
Tensor broadcast_to(TensorAt x, const Shape& shape);

// Axes of size 1 dropped: the ones named, or all.
Tensor squeeze(TensorAt x, Axes axes = {});

// A new axis of size 1, at this place of the result's shape. NumPy's expand_dims.
Tensor unsqueeze(TensorAt x, int axis);

// Joined along an axis that they have: [2, 3] and [4, 3] give [6, 3].
Tensor concatenate(const std::vector<Tensor>& parts, int axis = 0, Place place = Place::here());

// Joined along a new axis: two of [3] give [2, 3], or [3, 2] with axis 1.
Tensor stack(const std::vector<Tensor>& parts, int axis = 0, Place place = Place::here());

}  // namespace downhill
