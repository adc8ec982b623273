// The solution of exercise 10, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <cmath>

namespace downhill::learner {

// Task softsign: "as long as it's made of simple, known operations"
//
// Write the value and the slope of a new operation. a may be a number or a Symbol: use a with
// + - * / and abs, square, exp and the like, and the trace will spell what you wrote.
//   y = a / (1 + |a|)     dy/da = 1 / (1 + |a|)²
struct Softsign {
  static constexpr std::string_view name = "softsign";

  static auto value(auto a) {
    // [solution]
    return a / (1 + abs(a));
    // [stub] not_started(a);
    // [stub] return a;
    // [end]
  }

  static auto slope(auto a, [[maybe_unused]] auto y) {
    // [solution]
    return 1 / square(1 + abs(a));
    // [stub] not_started(a, y);
    // [stub] return a;
    // [end]
  }
};

Tensor record_softsign(Tensor a) { return apply_rule<Softsign>(a); }

// Task distance: an operation of two inputs, and so with two slopes
//
// How far is the point (a, b) from the origin? y is at hand when the slopes are asked for.
//   y = √(a² + b²)     dy/da = a / y     dy/db = b / y
struct Distance {
  static constexpr std::string_view name = "distance";

  static auto value(auto a, [[maybe_unused]] auto b) {
    // [solution]
    return sqrt(square(a) + square(b));
    // [stub] not_started(a, b);
    // [stub] return a;
    // [end]
  }

  static auto slope_a(auto a, [[maybe_unused]] auto b, [[maybe_unused]] auto y) {
    // [solution]
    return a / y;
    // [stub] not_started(a, b, y);
    // [stub] return a;
    // [end]
  }

  static auto slope_b([[maybe_unused]] auto a, auto b, [[maybe_unused]] auto y) {
    // [solution]
    return b / y;
    // [stub] not_started(a, b, y);
    // [stub] return b;
    // [end]
  }
};

Tensor record_distance(Tensor a, Tensor b) { return apply_rule<Distance>(a, b); }

// Task rms_norm: an operation on a whole array, in which every result depends on every input
//
// Divide all numbers of x by one number, their root mean square, as many transformers do.
//   r = √((x1² + x2² + … + xn²) / n)     y = x / r
// Array: x.size(), x[i], y.set(i, number); Array y = x; makes a copy to write into.
Array rms_norm(const Array& x) {
  // [solution]
  Real squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) squares += x[i] * x[i];
  const Real root = std::sqrt(squares / Real(x.size()));
  Array y = x;
  for (std::size_t i = 0; i < x.size(); ++i) y.set(i, x[i] / root);
  return y;
  // [stub] not_started(x);
  // [end]
}

// What x receives when y has received dy. Each x reaches every y through r, and that part is taken
// away from all of them.
//   m = (dy1·y1 + … + dyn·yn) / n     dx = (dy - m · y) / r
Array rms_norm_gradient(const Array& x, const Array& y, const Array& dy) {
  // [solution]
  Real squares = 0, along = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += x[i] * x[i];
    along += dy[i] * y[i];
  }
  const Real n = Real(x.size()), root = std::sqrt(squares / n), m = along / n;
  Array dx = x;
  for (std::size_t i = 0; i < x.size(); ++i) dx.set(i, (dy[i] - m * y[i]) / root);
  return dx;
  // [stub] not_started(x, y, dy);
  // [end]
}

}  // namespace downhill::learner
