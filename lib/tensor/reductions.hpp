// Operations that make an array smaller along some axes. As in NumPy: without axes all numbers go
// into one; an axis may be negative; keepdims leaves axes of size 1 behind.
//
//     sum(x)   sum(x, 1)   sum(x, {0, -1}, true)
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// Gradient: dy, repeated along the axes.
Tensor sum(TensorAt x, Axes axes = {}, bool keepdims = false);

// Gradient: dy / n, n being how many numbers go into one mean.
Tensor mean(TensorAt x, Axes axes = {}, bool keepdims = false);

// Gradient: dy times the product of the other numbers, which is right where some are 0, too.
Tensor prod(TensorAt x, Axes axes = {}, bool keepdims = false);

// The largest and the smallest number. Gradient: dy, in equal parts to all that are equal to it.
Tensor max(TensorAt x, Axes axes = {}, bool keepdims = false);
Tensor min(TensorAt x, Axes axes = {}, bool keepdims = false);

// sum((x - mean)²) / (n - ddof). Gradient: dy * 2 (x - mean) / (n - ddof).
// ddof is 0 as in NumPy; PyTorch's var has 1. ShapeError if n <= ddof.
Tensor var(TensorAt x, Axes axes = {}, int ddof = 0, bool keepdims = false);

// The standard deviation, the root of var. (It is called std in NumPy, in PyTorch and in formulas.)
// Gradient: dy * (x - mean) / y / (n - ddof); 0 where y is 0, as in PyTorch.
Tensor stddev(TensorAt x, Axes axes = {}, int ddof = 0, bool keepdims = false);

// ord 1: sum |x|. ord 2: the root of sum x². Gradients: dy * sign(x) and dy * x / y; 0 where x is
// 0, or all zero, as in PyTorch. UsageError for another ord.
Tensor norm(TensorAt x, int ord = 2, Axes axes = {}, bool keepdims = false);

// log(sum(e^x)), with the largest x taken out first, so that nothing overflows, and no digits of a
// small rest are lost beside it (as they are in PyTorch: of [0, -40] the result is e^-40, not 0).
// Gradient: dy * e^(x - y), the softmax.
Tensor logsumexp(TensorAt x, Axes axes = {}, bool keepdims = false);

// Running sums along one axis, in x's shape: y[i] = x[0] + … + x[i].
// Gradient: dx[i] = dy[i] + … + dy[last], running sums from the end.
Tensor cumsum(TensorAt x, int axis);

}  // namespace downhill
