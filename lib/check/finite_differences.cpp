#include "check/finite_differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace downhill::check {

Slope central_difference(const std::function<Real(Real)>& f, Real x) {
  constexpr Real epsilon = std::numeric_limits<Real>::epsilon();
  const Real h = std::pow(epsilon, Real(0.2)) * (x == 0 ? 1 : std::abs(x));
  const Real here = f(x), right = f(x + h), left = f(x - h);
  const Real near_right = f(x + h / 2), near_left = f(x - h / 2);

  // Divided by the distance of the points as they are: x + h is rounded.
  const Real wide = (right - left) / ((x + h) - (x - h));
  const Real narrow = (near_right - near_left) / ((x + h / 2) - (x - h / 2));
  const Real slope = (4 * narrow - wide) / 3;
  const Real size = std::max({std::abs(here), std::abs(right), std::abs(left)});
  const Real rounding = 8 * epsilon * size / h;

  // The difference of the one-sided slopes, f''(x) h, halves with h where f is smooth. At a kink
  // it stays, at a jump it doubles.
  const Real bend = std::abs((right - here) - (here - left)) / h;
  const Real near_bend = std::abs((near_right - here) - (here - near_left)) / (h / 2);
  const bool smooth = !(near_bend > Real(0.75) * bend && near_bend > 4 * rounding);

  return {slope, std::abs(slope - narrow) + rounding, smooth};
}

std::vector<Slope> central_differences(const std::function<Real(const std::vector<Real>&)>& f,
                                       std::vector<Real> x) {
  std::vector<Slope> slopes;
  for (Real& input : x) {
    const Real here = input;
    slopes.push_back(central_difference(
        [&](Real moved) {
          input = moved;
          return f(x);
        },
        here));
    input = here;
  }
  return slopes;
}

}  // namespace downhill::check
