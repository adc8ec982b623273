// Finite differences: slopes found by trying, as a witness that knows nothing of any rule.
//
// The central difference D(h) = (f(x + h) - f(x - h)) / 2h misses the slope by f'''(x) h² / 6
// and terms in h⁴, h⁶, ... Half the step has a quarter of the first term, so it cancels in
// Richardson's combination
//     R = (4 D(h/2) - D(h)) / 3,
// which is wrong by a term in h⁴ (truncation) and by about ε |f| / h, since f is known to ε only
// (rounding). The two balance near h = ε^(1/5): 7e-4 for double, relative to |x|.
#pragma once

#include <functional>
#include <vector>

#include "ops/real.hpp"

namespace downhill::check {

struct Slope {
  Real value;   // the estimate R
  Real error;   // how far the true slope may be from it
  bool smooth;  // false where the slopes to the left and to the right differ: a kink or a jump
};

// The slope of f at x. Its error bound adds |R - D(h/2)|, a generous measure of the truncation
// that is left, and the rounding of f: eight units of its last digit, since f itself may be the
// result of several roundings. A sum of many large terms that cancel may need more.
Slope central_difference(const std::function<Real(Real)>& f, Real x);

// The slope of f along every input at x.
std::vector<Slope> central_differences(const std::function<Real(const std::vector<Real>&)>& f,
                                       std::vector<Real> x);

}  // namespace downhill::check
