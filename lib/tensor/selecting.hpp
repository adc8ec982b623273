// Operations that pick numbers out of an array. What was picked receives its gradient back; what
// was picked several times receives the sum; the rest receives 0. Masks and indices are arrays of
// whole numbers and have no gradient.
#pragma once

#include <optional>

#include "tensor/operators.hpp"

namespace downhill {

// What to take along one axis, in Python's words: Slice::at(i) is x[i] and drops the axis,
// Slice::range(a, b, step) is x[a:b:step], Slice::all() is x[:]. Negative numbers count from the
// end; a negative step runs backward; Slice::range(3, {}) leaves the end open.
struct Slice {
  std::optional<int> start, stop;
  int step = 1;
  bool drops_axis = false;

  static Slice all() { return {}; }
  static Slice at(int place) { return {place, {}, 1, true}; }
  static Slice range(std::optional<int> start, std::optional<int> stop, int step = 1) {
    return {start, stop, step, false};
  }
};

// x[s0, s1, …]; axes that are not mentioned are taken whole.
Tensor slice(TensorAt x, const std::vector<Slice>& slices);

// Rows by number: table [n, m], indices [k] give [k, m] (an embedding). Each index is replaced by
// its row, so the result has the axes of indices and then those of a row.
Tensor gather(TensorAt table, Operand indices);

// One number for each index, along one axis: y[i, j] = x[i, indices[i, j]] for axis 1. All other
// axes of x and indices are the same.
Tensor take_along_axis(TensorAt x, Operand indices, int axis);

// a where the mask is not 0, b elsewhere; the three broadcast.
Tensor where(TensorAt mask, Operand a, Operand b);
Tensor where(const Array& mask, TensorAt a, Operand b);

// value where the mask is not 0, x elsewhere: masked_fill(scores, mask, -inf).
Tensor masked_fill(TensorAt x, Operand mask, Real value);

// x between low and high, cut off there. Gradient: dy where low <= x <= high, the bounds included
// as in PyTorch; 0 elsewhere.
Tensor clip(TensorAt x, Real low, Real high);

// x * mask / (1 - p): what remains grows, so that the expected sum stays (Srivastava et al. 2014).
// The mask is 0 where a number is dropped, 1 elsewhere; the caller draws it with probability p.
Tensor dropout(TensorAt x, Operand mask, Real p);

}  // namespace downhill
