// Operations on images, arrays [N, C, H, W]: samples, channels, rows, columns.
// A result has floor((H + 2 padding - kernel) / stride) + 1 rows, and columns likewise.
#pragma once

#include <optional>

#include "tensor/operators.hpp"

namespace downhill {

// Cross-correlation, which deep learning calls convolution: x [N, C, H, W], w [O, C, h, w], result
// [N, O, H', W'], each number the sum of a window of x times w. Padding is with zeros.
// Gradients: dw sums window times dy; dx gives each number its weights times the dy they went to.
Tensor conv2d(TensorAt x, Operand w, int stride = 1, int padding = 0);
// The same plus b [O], one number for each channel of the result.
Tensor conv2d(TensorAt x, Operand w, Operand b, int stride = 1, int padding = 0);

// The largest number of each window; without stride the windows lie side by side. Padding never
// wins. The gradient goes to the first of the largest numbers of a window, as in PyTorch.
Tensor max_pool2d(TensorAt x, int kernel, std::optional<int> stride = {}, int padding = 0);

// The mean of each window; padding counts as zeros, as in PyTorch.
Tensor avg_pool2d(TensorAt x, int kernel, std::optional<int> stride = {}, int padding = 0);

}  // namespace downhill
