// How elementwise loops read inputs that broadcast, and how backward undoes it: an input that was
// repeated along an axis receives the sum over that axis. sum_to is the one place for that.
#pragma once

#include <algorithm>
#include <array>

#include "tensor/array.hpp"
#include "tensor/widest.hpp"

namespace downhill {

// The loops over a broadcast result. Neighbouring axes that all inputs run through alike are
// joined: two equal shapes leave one loop, [n, m] beside [m] leaves two. A step is how far an
// input moves when the result moves by one along that axis: 0 where it is repeated.
struct BroadcastWalk {
  std::array<std::size_t, Shape::most_axes> sizes;  // outermost first, filled up with 1
  std::array<std::size_t, Shape::most_axes> a, b;   // along the innermost axis: 0 or 1
  std::size_t rows() const { return sizes[0] * sizes[1] * sizes[2]; }
};

// y is the shape that a and b broadcast to: along no axis are both repeated.
BroadcastWalk walk(const Shape& y, const Shape& a, const Shape& b);

Array broadcast_to(std::string_view operation, const Array& a, const Shape& shape);

// Sums a over the axes along which `shape` was broadcast to a's shape.
Array sum_to(Array a, const Shape& shape);

// "sum_to(dy, (3,))", or only "dy" where nothing was broadcast.
std::string spell_sum_to(const std::string& expression, const Shape& from, const Shape& to);

// Of some rows the numbers begin … end, with the steps along a row known to the compiler.
template <std::size_t StepA, std::size_t StepB, class F>
[[gnu::always_inline]] inline void walk_rows(const BroadcastWalk& w, std::size_t first,
                                             std::size_t last, std::size_t begin, std::size_t end,
                                             F f) {
  std::size_t k = 0, j = 0, i = 0;
  if (first > 0) {
    k = first % w.sizes[2], j = first / w.sizes[2] % w.sizes[1];
    i = first / w.sizes[2] / w.sizes[1];
  }
  const std::size_t count = end - begin;
  std::size_t y = first * w.sizes[3] + begin;
  for (std::size_t row = first; row < last;) {
    std::size_t a = i * w.a[0] + j * w.a[1] + k * w.a[2] + begin * StepA;
    std::size_t b = i * w.b[0] + j * w.b[1] + k * w.b[2] + begin * StepB;
    const std::size_t alike = std::min(last, row + w.sizes[2] - k);
    for (; row < alike; ++row, y += w.sizes[3], a += w.a[2], b += w.b[2]) {
      DOWNHILL_INDEPENDENT
      for (std::size_t m = 0; m < count; ++m) f(y + m, a + StepA * m, b + StepB * m);
    }
    k = 0;
    if (++j < w.sizes[1]) continue;
    j = 0;
    ++i;
  }
}

template <class F>
void walk_rows(const BroadcastWalk walk, std::size_t first, std::size_t last, std::size_t begin,
               std::size_t end, F f) {
  with_widest_vectors([=, w = walk]() DOWNHILL_INLINE {
    if (w.a[3] == w.b[3]) {  // both 1; or both 0, where the row is one number and no step is made
      walk_rows<1, 1>(w, first, last, begin, end, f);
    } else if (w.a[3]) {
      walk_rows<1, 0>(w, first, last, begin, end, f);
    } else {
      walk_rows<0, 1>(w, first, last, begin, end, f);
    }
  });
}

// Calls f(place in y, place in a, place in b) for every number of the result.
template <class F>
void for_each(const BroadcastWalk& w, F f) {
  const std::size_t rows = w.rows(), n = w.sizes[3];
  const bool one_row = rows == 1;
  in_parallel(one_row ? n : rows, rows * n, [&](std::size_t begin, std::size_t end) {
    walk_rows(w, one_row ? 0 : begin, one_row ? 1 : end, one_row ? begin : 0, one_row ? end : n, f);
  });
}

// Calls f(i) for i = 0 … n - 1.
template <class F>
void for_each(std::size_t n, F f) {
  in_parallel(n, n, [=](std::size_t begin, std::size_t end) {
    with_widest_vectors([=]() DOWNHILL_INLINE {
      DOWNHILL_INDEPENDENT
      for (std::size_t i = begin; i < end; ++i) f(i);
    });
  });
}

// y[i] = f(a[i]) and y[i] = f(a[i], b[i]), the latter broadcast to y's shape.
template <class F>
Array map(const Array& a, F f) {
  Array y = Array::unwritten(a.shape());
  Real* out = y.writable();
  const Real* in = a.data();
  for_each(a.size(), [=](std::size_t i) { out[i] = f(in[i]); });
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
