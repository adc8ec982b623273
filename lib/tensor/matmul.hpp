// The matrix product of two Tensors, recorded; and with a bias added.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// NumPy's a @ b. a is [n, k], b is [k, m], the result is [n, m].
// Gradients: da = dy @ b.T, db = a.T @ dy.
// Axes before the last two are a batch of matrices and broadcast. A vector a [k] is a row, a
// vector b [k] a column, and that axis is missing from the result.
// Throws ShapeError naming both shapes when the inner sizes differ.
Tensor matmul(TensorAt a, Operand b);

// matmul(x, w) + b, recorded as these two operations, with the same bits and errors. Where x and w
// are matrices and b has a number for each column of w, as in a layer of a network, it takes less
// time: the sum is computed where the product is stored.
Tensor affine(TensorAt x, Tensor w, Tensor b);

}  // namespace downhill
