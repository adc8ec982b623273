// Divisor: a number above 0 that many are divided by. A division takes a processor as long as ten
// products, and this one gives the same bits by products and sums:
//
//     q = a * (1 / c)            with 1 / c in two parts: wrong by less than a last unit of q
//     q += (q * c - a) / -c      what it is too much by, divided
//
// with what is too much computed in one rounding, by std::fma, as it must be (Markstein 1990: from
// such a q, and 1 / c rounded correctly, this step gives a / c rounded correctly). Only where it is
// too small for a number, for a below 1e-291 (1e-30 in float), may the last digit differ.
#pragma once

#include <cmath>
#include <limits>

#include "ops/real.hpp"

namespace downhill {

class Divisor {
 public:
  Divisor() : Divisor(1) {}
  explicit Divisor(Real number)
      : number_(number),
        minus_reciprocal_(-1 / number),
        below_(std::nextafter(1 / number, Real(0))),
        rest_(std::fma(-below_, number, Real(1)) / number) {}
  operator Real() const { return number_; }

  // Compiled for the processor of the loop that it stands in, which then needs no call for
  // std::fma.
  [[gnu::always_inline]] friend Real operator/(Real a, const Divisor& c) {
    const Real q = std::fma(a, c.below_, a * c.rest_);
    const Real too_much = std::fma(q, c.number_, -a);
    const Real quotient = std::fma(too_much, c.minus_reciprocal_, q);
    return std::abs(q) <= std::numeric_limits<Real>::max() ? quotient : q;  // infinite stays so
  }

 private:
  Real number_;
  // -1 / c; and 1 / c more precisely, as the number next below it and what that lacks. With these
  // signs 0 keeps its own (of a minus in operator/, g++ 12 would make -0 into 0), and as nothing is
  // 0, infinity does not become nan.
  Real minus_reciprocal_, below_, rest_;
};

}  // namespace downhill
