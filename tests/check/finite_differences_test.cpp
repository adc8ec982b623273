// Finite differences: the estimate, its own error bound, and kinks.
#include "check/finite_differences.hpp"

#include <cmath>

#include "catch.hpp"

using namespace downhill;

TEST_CASE("the true slope lies within the error that the estimate claims") {
  struct Known {
    Real (*f)(Real);
    Real (*slope)(Real);
  };
  const Known known[] = {
      {[](Real x) { return std::exp(x); }, [](Real x) { return std::exp(x); }},
      {[](Real x) { return std::sin(x); }, [](Real x) { return std::cos(x); }},
      {[](Real x) { return x * x * x; }, [](Real x) { return 3 * x * x; }},
      {[](Real x) { return 1 / x; }, [](Real x) { return -1 / (x * x); }},
      {[](Real x) { return x + 1000; }, [](Real) { return Real(1); }},
  };
  for (const Known& k : known) {
    for (const Real x : {Real(0.013), Real(0.7), Real(-1.9), Real(6.3)}) {
      const check::Slope slope = check::central_difference(k.f, x);
      INFO("at " << x << ": " << slope.value << " ± " << slope.error);
      CHECK(slope.smooth);
      CHECK(std::abs(slope.value - k.slope(x)) <= slope.error);
      // Not by claiming much: the step is 7e-4 |x|, so the bound is near (7e-4)² of the function
      // on the scale of x, and 1e-3 stands for both.
      if constexpr (sizeof(Real) == sizeof(double))
        CHECK(slope.error < 1e-3 * std::max({Real(1), std::abs(k.slope(x)), std::abs(k.f(x) / x)}));
    }
  }
}

TEST_CASE("Richardson's step gives about ten digits") {
  if constexpr (sizeof(Real) == sizeof(double)) {
    // h = 7e-4: truncation h⁴ / 480 of e^x is 5e-16, rounding ε / h is 3e-13. The plain central
    // difference with this step is wrong by h² / 6 = 9e-8.
    const Real slope = check::central_difference([](Real x) { return std::exp(x); }, 1).value;
    CHECK(std::abs(slope - std::exp(1.0)) < 1e-11);
  }
}

TEST_CASE("a slope at zero is tried with a step of its own") {
  CHECK(check::central_difference([](Real x) { return 3 * x + x * x; }, 0).value == Approx(3));
}

TEST_CASE("a kink and a jump are not smooth") {
  const auto smooth = [](auto f, Real x) { return check::central_difference(f, x).smooth; };
  CHECK_FALSE(smooth([](Real x) { return std::abs(x); }, 0));
  CHECK_FALSE(smooth([](Real x) { return x > 0 ? x : 0; }, 0));
  CHECK_FALSE(smooth([](Real x) { return std::max(x, 2 * x - 3); }, 3));
  CHECK_FALSE(smooth([](Real x) { return x < 2 ? Real(0) : Real(1); }, 2));
  CHECK(smooth([](Real x) { return std::abs(x); }, 1));
  CHECK(smooth([](Real x) { return x * std::abs(x); }, Real(0.1)));
  CHECK(smooth([](Real) { return Real(7); }, 2));
}

TEST_CASE("every input has its slope, and the others stand still") {
  const std::vector<check::Slope> slopes = check::central_differences(
      [](const std::vector<Real>& x) { return x[0] * x[1] * x[1] + 5 * x[2]; }, {2, 3, -4});
  REQUIRE(slopes.size() == 3);
  CHECK(slopes[0].value == Approx(9));
  CHECK(slopes[1].value == Approx(12));
  CHECK(slopes[2].value == Approx(5));
}
