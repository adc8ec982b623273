// How elementwise loops read inputs that broadcast, and how backward undoes it: an input that was
// repeated along an axis receives the sum over that axis. sum_to is the one place for that.
#pragma once

#include <array>

#include "tensor/array.hpp"
#include "tensor/parallel.hpp"

namespace downhill {

// The loops over a broadcast result. Neighbouring axes that all inputs run through alike are
// joined: two equal shapes leave one loop, [n, m] beside [m] leaves two. A step is how far an
// input moves when the result moves by one along that axis: 0 where it is repeated.
struct BroadcastWalk {
  std::array<std::size_t, Shape::most_axes> sizes;  // outermost first, filled up with 1
  std::array<std::size_t, Shape::most_axes> a, b;   // along the innermost axis: 0 or 1
  std::size_t rows() const { return sizes[0] * sizes[1] * sizes[2]; }
};

BroadcastWalk walk(const Shape& y, const Shape& a, const Shape& b);

Array broadcast_to(std::string_view operation, const Array& a, const Shape& shape);

// Sums a over the axes along which `shape` was broadcast to a's shape.
Array sum_to(const Array& a, const Shape& shape);

// "sum_to(dy, (3,))", or only "dy" where nothing was broadcast.
std::string spell_sum_to(const std::string& expression, const Shape& from, const Shape& to);

// One row, with the steps known to the compiler.
template <std::size_t StepA, std::size_t StepB, class F>
inline void walk_row(std::size_t y, std::size_t a, std::size_t b, std::size_t n, F f) {
  DOWNHILL_INDEPENDENT
  for (std::size_t i = 0; i < n; ++i) f(y + i, a + StepA * i, b + StepB * i);
}

// Calls f(place in y, place in a, place in b) for every number of the result.
template <class F>
void for_each(const BroadcastWalk& w, F f) {
  const std::size_t n = w.sizes[3];
  const auto row = [&](std::size_t y, std::size_t a, std::size_t b, std::size_t count) {
    if (w.a[3] && w.b[3]) return walk_row<1, 1>(y, a, b, count, f);
    if (w.a[3]) return walk_row<1, 0>(y, a, b, count, f);
    if (w.b[3]) return walk_row<0, 1>(y, a, b, count, f);
    return walk_row<0, 0>(y, a, b, count, f);
  };
  if (w.rows() == 1) {
    return in_parallel(n, n, [&](std::size_t begin, std::size_t end) {
      row(begin, w.a[3] * begin, w.b[3] * begin, end - begin);
    });
  }
  in_parallel(w.rows(), w.rows() * n, [&](std::size_t begin, std::size_t end) {
    std::size_t k = begin % w.sizes[2], j = begin / w.sizes[2] % w.sizes[1];
    std::size_t i = begin / w.sizes[2] / w.sizes[1];
    for (std::size_t r = begin; r < end; ++r) {
      row(r * n, i * w.a[0] + j * w.a[1] + k * w.a[2], i * w.b[0] + j * w.b[1] + k * w.b[2], n);
      if (++k < w.sizes[2]) continue;
      k = 0;
      if (++j < w.sizes[1]) continue;
      j = 0;
      ++i;
    }
  });
}

// y[i] = f(a[i]) and y[i] = f(a[i], b[i]), the latter broadcast to y's shape.
template <class F>
Array map(const Array& a, F f) {
  Array y = Array::unwritten(a.shape());
  Real* out = y.writable();
  const Real* in = a.data();
  in_parallel(a.size(), a.size(), [=](std::size_t begin, std::size_t end) {
    DOWNHILL_INDEPENDENT
    for (std::size_t i = begin; i < end; ++i) out[i] = f(in[i]);
  });
  return y;
}

template <class F>
Array map(const Array& a, const Array& b, const Shape& y_shape, F f) {
  Array y = Array::unwritten(y_shape);
  Real* out = y.writable();
  const Real *in_a = a.data(), *in_b = b.data();
  for_each(walk(y_shape, a.shape(), b.shape()),
           [=](std::size_t i, std::size_t ia, std::size_t ib) { out[i] = f(in_a[ia], in_b[ib]); });
  return y;
}

// The same where both fit without a question: b's shape broadcasts to a's.
template <class F>
Array map(const Array& a, const Array& b, F f) {
  return map(a, b, a.shape(), f);
}

}  // namespace downhill
