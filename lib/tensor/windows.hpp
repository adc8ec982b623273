// The windows that convolution and pooling slide over an image.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "tensor/shape.hpp"

namespace downhill {

struct Windows {
  std::size_t height, width;       // of the image
  std::size_t kernel_h, kernel_w;  // of a window
  std::size_t stride, padding;
  std::size_t out_h = 0, out_w = 0;  // how many windows fit

  std::size_t image() const { return height * width; }
  std::size_t count() const { return out_h * out_w; }

  // f(number of the window, place in the window, place in the image) for every place of every
  // window that is in the image and not in its padding.
  template <class F>
  void each(F f) const {
    const auto [first_i, end_i] = over_image(kernel_h, out_h, height);
    const auto [first_j, end_j] = over_image(kernel_w, out_w, width);
    for (std::size_t i = first_i; i < end_i; ++i)
      for (std::size_t j = first_j; j < end_j; ++j)
        for (std::size_t r = 0; r < out_h; ++r) {
          const std::size_t row = r * stride + i - padding;  // wraps to huge above the image
          if (row >= height) continue;
          for (std::size_t c = 0; c < out_w; ++c) {
            const std::size_t column = c * stride + j - padding;
            if (column < width) f(r * out_w + c, i * kernel_w + j, row * width + column);
          }
        }
  }

 private:
  struct Range {
    std::size_t first, end;
  };
  // The places of a window that lie over the image in any window. Of a kernel as large as its
  // padding allows these are few.
  Range over_image(std::size_t kernel, std::size_t windows, std::size_t size) const {
    const std::size_t farthest = (windows - 1) * stride;
    return {padding > farthest ? padding - farthest : 0, std::min(kernel, size + padding)};
  }
};

// Works out how many windows fit into x [N, C, H, W]. ShapeError if none does.
inline Windows windows(std::string_view operation, const Shape& x, std::size_t kernel_h,
                       std::size_t kernel_w, int stride, int padding) {
  if (x.rank() != 4)
    throw ShapeError(
        fmt::format("{}: shape {} is not [N, C, H, W]: samples, channels, rows, "
                    "columns.\n     Add axes of size 1 with unsqueeze or reshape.",
                    operation, text(x)));
  if (stride < 1 || padding < 0)
    throw UsageError(
        fmt::format("{}: stride {} and padding {}; a stride is at least 1 and a "
                    "padding at least 0",
                    operation, stride, padding));
  Windows w{x[2], x[3], kernel_h, kernel_w, std::size_t(stride), std::size_t(padding)};
  const std::size_t padded_h = w.height + 2 * w.padding, padded_w = w.width + 2 * w.padding;
  if (kernel_h == 0 || kernel_w == 0 || kernel_h > padded_h || kernel_w > padded_w)
    throw ShapeError(
        fmt::format("{}: a window of [{}, {}] does not fit into images of [{}, {}] "
                    "with padding {}.\n     Use a smaller window or more padding.",
                    operation, kernel_h, kernel_w, w.height, w.width, padding));
  w.out_h = (padded_h - kernel_h) / w.stride + 1;
  w.out_w = (padded_w - kernel_w) / w.stride + 1;
  return w;
}

}  // namespace downhill
