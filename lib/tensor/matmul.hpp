// The matrix product of two Tensors, recorded.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// NumPy's a @ b. a is [n, k], b is [k, m], the result is [n, m].
// Gradients: da = dy @ b.T, db = a.T @ dy.
// Axes before the last two are a batch of matrices and broadcast. A vector a [k] is a row, a
// vector b [k] a column, and that axis is missing from the result.
// Throws ShapeError naming both shapes when the inner sizes differ.
Tensor matmul(TensorAt a, Operand b);

}  // namespace downhill
