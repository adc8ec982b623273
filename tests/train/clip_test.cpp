// Clipping by the norm of all gradients, and element by element.
#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "ops/error.hpp"
#include "train/clip.hpp"

using namespace downhill;

TEST_CASE("clipping by norm scales all gradients together, as PyTorch does") {
  std::vector<Real> a = {3, 0}, b = {-4};
  const NormClip clipped = clip_by_norm({a, b}, 1);
  CHECK(clipped.norm == 5);
  CHECK(clipped.factor == 1 / (5 + Real(1e-6)));
  CHECK(a == std::vector<Real>{3 * clipped.factor, 0});
  CHECK(b == std::vector<Real>{-4 * clipped.factor});
}

TEST_CASE("gradients within the norm stay as they are, to the last bit") {
  std::vector<Real> a = {3, -4}, empty;
  const NormClip clipped = clip_by_norm({a, empty}, 6);
  CHECK(clipped.factor == 1);
  CHECK(a == std::vector<Real>{3, -4});
  std::vector<Real> zeros = {0, 0};
  CHECK(clip_by_norm({zeros}, 1).factor == 1);
  CHECK(clip_by_norm(std::span<const std::span<Real>>(), 1).norm == 0);
}

TEST_CASE("a norm that is not finite is not hidden") {
  const Real inf = std::numeric_limits<Real>::infinity();
  std::vector<Real> a = {std::nan(""), 1}, b = {inf, 1};
  CHECK(std::isnan(clip_by_norm({a}, 1).norm));
  CHECK(std::isnan(a[1]));
  clip_by_norm({b}, 1);
  CHECK((std::isnan(b[0]) && b[1] == 0));
}

TEST_CASE("clipping by value changes only what is outside") {
  std::vector<Real> a = {-3, -1, 0.5, 1, 2}, b = {std::nan("")};
  CHECK(clip_by_value({a, b}, 1) == 2);
  CHECK(a == std::vector<Real>{-1, -1, 0.5, 1, 1});
  CHECK(std::isnan(b[0]));
}

TEST_CASE("a limit that is not above 0 is refused") {
  std::vector<Real> a = {1};
  CHECK_THROWS_AS(clip_by_norm({a}, 0), UsageError);
  CHECK_THROWS_AS(clip_by_norm({a}, std::nan("")), UsageError);
  CHECK_THROWS_AS(clip_by_value({a}, -1), UsageError);
  CHECK(a[0] == 1);
}
