#include "tensor/fold.hpp"

#include <algorithm>
#include <limits>

#include "ops/functions.hpp"
#include "tensor/widest.hpp"

namespace downhill {
namespace {

struct Sum {
  static constexpr Real start = 0;
  static Real join(Real a, Real b) { return a + b; }
};
struct Product {
  static constexpr Real start = 1;
  static Real join(Real a, Real b) { return a * b; }
};
struct Largest {
  static constexpr Real start = -std::numeric_limits<Real>::infinity();
  static Real join(Real a, Real b) { return ops::maximum(a, b); }
};
struct Smallest {
  static constexpr Real start = std::numeric_limits<Real>::infinity();
  static Real join(Real a, Real b) { return ops::minimum(a, b); }
};

// Joins n numbers that lie side by side. Plainly:
//     for (i = 0; i < n; ++i) result = join(result, x[i]);
// Here in eight lanes, which a processor does at once: number i goes to lane i % 8, and the lanes
// meet pairwise at the end. The order is fixed, and rounding errors grow eight times slower.
template <class Join>
[[gnu::always_inline]] inline Real fold_run(const Real* x, std::size_t n) {
  if (n < 8) {
    Real result = Join::start;
    for (std::size_t i = 0; i < n; ++i) result = Join::join(result, x[i]);
    return result;
  }
  Real lane[8];
  for (std::size_t k = 0; k < 8; ++k) lane[k] = x[k];
  std::size_t i = 8;
  for (; i + 8 <= n; i += 8)
    for (std::size_t k = 0; k < 8; ++k) lane[k] = Join::join(lane[k], x[i + k]);
  for (std::size_t k = 0; i < n; ++i, ++k) lane[k] = Join::join(lane[k], x[i]);
  for (std::size_t half = 4; half > 0; half /= 2)
    for (std::size_t k = 0; k < half; ++k) lane[k] = Join::join(lane[k], lane[k + half]);
  return lane[0];
}

// Joins rows of n numbers into one row: o[m] = join(o[m], x[row * n + m]), row after row. Of many
// columns 16 at a time, so that their results stay in registers from the first row to the last.
template <class Join>
[[gnu::always_inline]] inline void fold_rows(const Real* x, std::size_t rows, std::size_t n,
                                             Real* o) {
  std::size_t m = 0;
  for (; m + 16 <= n; m += 16) {
    Real lane[16];
    for (std::size_t k = 0; k < 16; ++k) lane[k] = o[m + k];
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t k = 0; k < 16; ++k) lane[k] = Join::join(lane[k], x[row * n + m + k]);
    for (std::size_t k = 0; k < 16; ++k) o[m + k] = lane[k];
  }
  for (std::size_t row = 0; row < rows; ++row) {
    DOWNHILL_INDEPENDENT
    for (std::size_t k = m; k < n; ++k) o[k] = Join::join(o[k], x[row * n + k]);
  }
}

// The array seen with neighbouring axes joined that are folded alike: sizes and, for each, how
// far the output moves along it (0: folded away). Innermost last, filled up in front with 1.
struct Plan {
  std::array<std::size_t, Shape::most_axes> sizes = {1, 1, 1, 1}, steps = {};
};

Plan plan_for(const Shape& shape, Axes::Set axes) {
  Plan plan;
  std::size_t into = Shape::most_axes, step = 1;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    if (shape[axis] == 1) continue;
    const bool folded = axes.test(axis);
    if (into < Shape::most_axes && folded == (plan.steps[into] == 0)) {
      plan.sizes[into] *= shape[axis];
    } else {
      --into;
      plan.sizes[into] = shape[axis];
      plan.steps[into] = folded ? 0 : step;
    }
    if (!folded) step *= shape[axis];
  }
  return plan;
}

template <class Join>
Array fold(const Array& a, Axes::Set axes) {
  Array y = Array::filled(reduced(a.shape(), axes, false), Join::start);
  if (a.size() == 0) return y;
  Real* out = y.writable();
  const Real* all = a.data();
  with_widest_vectors([=, p = plan_for(a.shape(), axes)]() DOWNHILL_INLINE {
    const Real* x = all;
    const std::size_t n = p.sizes[3];
    for (std::size_t i = 0; i < p.sizes[0]; ++i)
      for (std::size_t j = 0; j < p.sizes[1]; ++j) {
        Real* o = out + i * p.steps[0] + j * p.steps[1];
        if (p.steps[3] != 0) {  // so the axis before is folded
          fold_rows<Join>(x, p.sizes[2], n, o);
          x += p.sizes[2] * n;
          continue;
        }
        for (std::size_t k = 0; k < p.sizes[2]; ++k, x += n) {
          Real& each = o[k * p.steps[2]];
          each = Join::join(each, fold_run<Join>(x, n));
        }
      }
  });
  return y;
}

}  // namespace

Array sum(const Array& a, Axes::Set axes) { return fold<Sum>(a, axes); }
Array product(const Array& a, Axes::Set axes) { return fold<Product>(a, axes); }
Array largest(const Array& a, Axes::Set axes) { return fold<Largest>(a, axes); }
Array smallest(const Array& a, Axes::Set axes) { return fold<Smallest>(a, axes); }

}  // namespace downhill
