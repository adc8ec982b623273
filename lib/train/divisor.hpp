// Divisor: a number that many are divided by. A division takes a processor as long as ten products,
// and this one gives the same bits by products and sums:
//
//     q = a * (1 / c)          nearly a / c
//     q += (a - q * c) / c     what is left over, divided; once is not always enough, twice is
//
// with the left over computed in one rounding, by std::fma, as it must be (Markstein 1990: from a
// quotient that is wrong by at most a unit of its last digit, and 1 / c rounded correctly, this
// step gives a / c rounded correctly). Only where what is left over is too small for a number, for
// a below 1e-291 (1e-30 in float), may the last digit differ.
#pragma once

#include <cmath>
#include <limits>

#include "ops/real.hpp"

namespace downhill {

class Divisor {
 public:
  Divisor() = default;
  explicit Divisor(Real number) : number_(number), reciprocal_(1 / number) {}
  operator Real() const { return number_; }

  friend Real operator/(Real a, const Divisor& c) {
    const Real first = a * c.reciprocal_;
    const Real second = std::fma(std::fma(-first, c.number_, a), c.reciprocal_, first);
    const Real third = std::fma(std::fma(-second, c.number_, a), c.reciprocal_, second);
    const Real size = std::abs(third);  // 0 keeps its sign, infinity leaves nothing over
    return size > 0 && size <= std::numeric_limits<Real>::max() ? third : first;
  }

 private:
  Real number_ = 1, reciprocal_ = 1;
};

}  // namespace downhill
