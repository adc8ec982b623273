// Every rule's slopes against finite differences.
#include "catch.hpp"
#include "check/finite_differences.hpp"
#include "sample_points.hpp"

using namespace downhill;

TEST_CASE("every slope agrees with central differences") {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    if (!op.differentiable) continue;
    for (const std::vector<Real>& at : ops::sample_points(op)) {
      const std::vector<Real> slopes = op.slopes(at);
      const std::vector<check::Slope> tried = check::central_differences(op.value, at);
      REQUIRE(slopes.size() == std::size_t(op.arity));
      for (std::size_t i = 0; i < slopes.size(); ++i) {
        INFO(op.name << ", slope of input " << i << " at " << at[0] << ", " << at.back());
        CHECK(tried[i].smooth);
        // The error that the difference claims for itself, with nothing added: at these points
        // it is below 1e-5 of the slope, so that it accepts nothing that is not the slope.
        CHECK(std::abs(slopes[i] - tried[i].value) <= tried[i].error);
        if constexpr (sizeof(Real) == sizeof(double)) CHECK(tried[i].error < 1e-5);
      }
    }
  }
}

TEST_CASE("detach is the only rule that backward does not pass") {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    INFO(op.name);
    CHECK(op.differentiable == (op.name != "detach"));
    CHECK(op.slopes({Real(0.7), Real(1.3)}).size() ==
          std::size_t(op.differentiable ? op.arity : 0));
  }
}
