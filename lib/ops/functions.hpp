// The functions that rules are made of, for one Real. symbol.hpp has the same names for Symbols,
// so that one rule text serves both. Every form here is chosen for its last digits: none
// overflows on the way to a finite result, none subtracts two nearly equal numbers.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <type_traits>

#include "ops/real.hpp"

namespace downhill::ops {

using std::abs, std::acos, std::acosh, std::asin, std::asinh, std::atan, std::atanh, std::cos,
    std::cosh, std::erf, std::exp, std::expm1, std::log, std::log1p, std::pow, std::sin, std::sinh,
    std::sqrt, std::tan, std::tanh;

inline Real where(bool condition, Real yes, Real no) { return condition ? yes : no; }
inline bool both(bool first, bool second) { return first && second; }

// -1, 0 or 1; nan of nan. sign(0) = 0, so that abs has slope 0 at its kink.
inline Real sign(Real a) { return a > 0 ? Real(1) : a < 0 ? Real(-1) : a; }

// The value itself; in a trace, the word that says that backward stops here.
inline Real detach(Real a) { return a; }

inline Real square(Real a) { return a * a; }

// The root of a² + b², which overflows only if it is that large itself.
inline Real hypot(Real a, Real b) { return std::hypot(a, b); }

// a ** (b - 1), what remains of a ** b in its slope.
inline Real lower_power(Real a, Real b) { return std::pow(a, b - 1); }

// The larger and the smaller of two; nan if either is nan.
inline Real maximum(Real a, Real b) { return a > b || a != a ? a : b; }
inline Real minimum(Real a, Real b) { return a < b || a != a ? a : b; }

// a < 0 ? 0 : a, by its bits. Compilers would make a branch of that; but which neurons are shut is
// as good as random, and a processor that guessed wrong has to begin anew.
inline Real relu(Real a) {
  using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
  return std::bit_cast<Real>(std::bit_cast<Bits>(a) & (Bits(a < 0) - 1));
}
inline Real leaky_relu(Real a, Real k) { return a > 0 ? a : k * a; }

// 1 / (1 + e^-a). Only exponents of -|a| are taken: they can underflow to 0, never overflow.
inline Real sigmoid(Real a) {
  const Real e = std::exp(-std::abs(a));
  return a < 0 ? e / (1 + e) : 1 / (1 + e);
}

// log(1 + e^a) = max(a, 0) + log(1 + e^-|a|).
inline Real softplus(Real a) { return relu(a) + std::log1p(std::exp(-std::abs(a))); }

// log(sigmoid(a)) = -softplus(-a).
inline Real log_sigmoid(Real a) { return -softplus(-a); }

// 1 / cosh(a), the root of tanh's slope: 1 - tanh(a)² = sech(a)².
inline Real sech(Real a) {
  const Real e = std::exp(-std::abs(a));
  return 2 * e / (1 + e * e);
}

inline Real silu(Real a) { return a * sigmoid(a); }

// e^(-part * a²), part being a power of 2. Where a² is large, its last digit, rounded, would cost
// up to a² last digits of the result. So what rounding lost is worked out, by fma, and made up for.
inline Real exp_minus_square(Real a, Real part) {
  const Real square_of_a = a * a, y = std::exp(-part * square_of_a);
  if (!(square_of_a < 2000)) return y;
  return y * (1 - part * std::fma(a, a, -square_of_a));
}
inline Real gaussian(Real a) { return exp_minus_square(a, 1); }

// The standard normal distribution: its cumulative probability Φ and its density φ.
// erfc keeps the digits that 1 + erf loses when a is far below zero. It falls so steeply there that
// the rounded last digit of -a / √2 costs PyTorch's gelu four of its sixteen. Here it is made up
// for as above: x + lost is -a / √2, and log erfc(x) falls by nearly x + √(x² + 4 / π).
inline Real normal_cdf(Real a) {
  constexpr Real root = std::numbers::sqrt2_v<Real>;
  constexpr Real rest_of_root = Real(std::numbers::sqrt2_v<long double> - root);
  const Real x = -a / root, tail = std::erfc(x) / 2;
  if (!(x > 0 && x < 30)) return tail;
  const Real lost = (std::fma(-x, root, -a) - x * rest_of_root) / root;
  return tail * (1 - lost * (x + std::sqrt(x * x + 4 * std::numbers::inv_pi_v<Real>)));
}
inline Real normal_pdf(Real a) {
  return exp_minus_square(a, Real(0.5)) * std::numbers::inv_sqrtpi_v<Real> /
         std::numbers::sqrt2_v<Real>;
}

inline Real gelu(Real a) { return a * normal_cdf(a); }

// How much of the upstream gradient passes through an operation that picks one of its inputs:
// all of it, half of it (a tie), or none. None is 0 even when the upstream gradient is infinite
// or nan, where a product with slope 0 would be nan: PyTorch masks here too.
struct Share {
  bool all;
  bool half = false;
};
inline Share share(bool all) { return {all}; }
inline Share share(bool all, bool half) { return {all, half}; }

// What one input receives: upstream gradient times local slope.
inline Real contribution(Real upstream, Real slope) { return upstream * slope; }
inline Real contribution(Real upstream, int sign) { return upstream * Real(sign); }
inline Real contribution(Real upstream, Share part) {
  return part.half ? upstream / 2 : part.all ? upstream : Real(0);
}

// A slope as a number.
inline Real slope_number(Real slope) { return slope; }
inline Real slope_number(int sign) { return Real(sign); }
inline Real slope_number(Share part) { return contribution(1, part); }

}  // namespace downhill::ops
