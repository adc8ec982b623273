// e^x in lanes: within a unit of the last place, and right at its ends.
#include "tensor/exponential.hpp"

#include <algorithm>
#include <cmath>

#include "catch.hpp"

using namespace downhill;

namespace {

// How far y is from e^x, in units of e^x's last place.
template <class T>
long double units_off(T x, T y) {
  using Limits = std::numeric_limits<T>;
  const long double truth = std::exp(static_cast<long double>(x));
  int exponent = 0;
  std::frexp(truth, &exponent);
  const int last = std::max(exponent - Limits::digits, Limits::min_exponent - Limits::digits);
  return std::abs(static_cast<long double>(y) - truth) / std::ldexp(1.0L, last);
}

template <class T>
T largest_error(T from, T to) {
  constexpr int count = 100'000;
  long double worst = 0;
  for (int i = 0; i <= count; ++i) {
    const T x = from + (to - from) * T(i) / T(count);
    worst = std::max(worst, units_off(x, exponential(x)));
  }
  return T(worst);
}

}  // namespace

// r is known to half a unit, 1 + r rounds by another half; what r² and the later terms add is a
// fraction of that. (Where long double is double, the truth is rounded, too.)
TEST_CASE("exponential is less than a unit of the last place from e^x") {
  constexpr double slack = std::numeric_limits<long double>::digits > 53 ? 0 : 0.5;
  CHECK(largest_error(-1.0, 1.0) < 1 + slack);
  CHECK(largest_error(-745.0, 709.7) < 1 + slack);  // from the smallest number to the largest
  CHECK(largest_error(-1.0f, 1.0f) < 1);
  CHECK(largest_error(-103.0f, 88.7f) < 1);
}

TEMPLATE_TEST_CASE("exponential is right at zero and beyond what has a value", "", float, double) {
  const TestType infinite = std::numeric_limits<TestType>::infinity();
  const TestType most = std::numeric_limits<TestType>::max();
  CHECK(exponential(TestType(0)) == 1);
  CHECK(exponential(TestType(-0.0)) == 1);
  CHECK(exponential(infinite) == infinite);
  CHECK(exponential(most) == infinite);
  CHECK(exponential(-infinite) == 0);
  CHECK(exponential(-most) == 0);
  CHECK(std::isnan(exponential(std::numeric_limits<TestType>::quiet_NaN())));
}
