// The landscapes: slopes, lowest points and flat places, and the walks down them.
#include "train/landscapes.hpp"

#include <cmath>

#include "catch.hpp"
#include "check/finite_differences.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "train/walk.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

const bool is_double = sizeof(Real) == 8;

// Points all over a landscape's window, not on its axes.
std::vector<MapPoint> points_of(const Landscape& landscape) {
  std::vector<MapPoint> points = {landscape.start};
  for (int i = 0; i < 7; ++i)
    for (int j = 0; j < 7; ++j)
      points.push_back(
          {landscape.low.x + (landscape.high.x - landscape.low.x) * (Real(i) + Real(0.4)) / 7,
           landscape.low.y + (landscape.high.y - landscape.low.y) * (Real(j) + Real(0.7)) / 7});
  return points;
}

bool inside(const Landscape& landscape, MapPoint p) {
  return p.x > landscape.low.x && p.x < landscape.high.x && p.y > landscape.low.y &&
         p.y < landscape.high.y;
}

WalkSettings gradient_descent(Real rate, int steps) {
  WalkSettings settings;
  settings.method = Sgd{.rate = rate};
  settings.steps = steps;
  return settings;
}

}  // namespace

TEST_CASE("the slope of every landscape agrees with central differences") {
  for (const Landscape& landscape : landscapes()) {
    for (const MapPoint p : points_of(landscape)) {
      const auto height = [&](const std::vector<Real>& at) {
        return ground_at(landscape, {at[0], at[1]}).height;
      };
      const auto slopes = check::central_differences(height, {p.x, p.y});
      const Ground ground = ground_at(landscape, p);
      INFO(landscape.name << " at " << p.x << " " << p.y);
      // A height is a sum of up to six terms, some of them larger than it and of other signs: its
      // rounding is a few times what the bound assumes.
      CHECK(std::abs(ground.slope.x - slopes[0].value) <= 8 * slopes[0].error);
      CHECK(std::abs(ground.slope.y - slopes[1].value) <= 8 * slopes[1].error);
    }
  }
}

TEST_CASE("a landscape is flat where it says so and 0 at its lowest points only") {
  const Real rounding = is_double ? Real(1e-14) : Real(1e-5);  // of terms up to 2
  for (const Landscape& landscape : landscapes()) {
    INFO(landscape.name);
    REQUIRE_FALSE(landscape.lowest.empty());
    for (const MapPoint p : landscape.lowest) {
      const Ground ground = ground_at(landscape, p);
      CHECK(std::abs(ground.height) <= rounding);
      CHECK(std::hypot(ground.slope.x, ground.slope.y) <= rounding);
      CHECK(inside(landscape, p));
      for (const MapPoint aside : {MapPoint{Real(0.1), 0},
                                   {-Real(0.1), 0},
                                   {0, Real(0.1)},
                                   {0, -Real(0.1)},
                                   {Real(0.1), Real(0.1)}})
        CHECK(ground_at(landscape, {p.x + aside.x, p.y + aside.y}).height > rounding);
    }
    for (const MapPoint p : landscape.flat) {
      const Ground ground = ground_at(landscape, p);
      CHECK(ground.height > rounding);
      CHECK(std::hypot(ground.slope.x, ground.slope.y) <= rounding);
    }
    for (const MapPoint p : points_of(landscape)) CHECK(ground_at(landscape, p).height > 0);
    CHECK(inside(landscape, landscape.start));
  }
}

TEST_CASE("a landscape's formula says what its function computes") {
  for (const Landscape& landscape : landscapes()) {
    const expr::Program program = expr::parse(std::string(landscape.formula));
    for (const MapPoint p : points_of(landscape)) {
      Tape tape;
      const expr::Evaluation said = expr::evaluate(program, tape, {{"x", p.x}, {"y", p.y}});
      INFO(landscape.name << " at " << p.x << " " << p.y);
      // Other orders of the same additions: some roundings of terms up to a thousand.
      CHECK(ground_at(landscape, p).height ==
            Approx(said.output.value()).epsilon(is_double ? 1e-12 : 1e-3));
    }
  }
}

TEST_CASE("a landscape that is not there is refused with the names of those that are") {
  CHECK(landscape_named("two valleys").lowest.front().x == -1);
  CHECK_THROWS_WITH(landscape_named("hill"),
                    ContainsSubstring("bowl, ravine, two valleys, saddle, Rosenbrock"));
}

TEST_CASE("plain gradient descent gets down every landscape at its own rate") {
  for (const Landscape& landscape : landscapes()) {
    const Walk walk = walk_down(landscape, gradient_descent(landscape.rate, 500));
    INFO(landscape.name << " ends at height " << walk.path.back().height);
    REQUIRE(walk.path.size() == 501);
    CHECK_FALSE(walk.diverged);
    CHECK(walk.path.front().at.x == landscape.start.x);
    CHECK(walk.path.back().height < walk.path.front().height / 2);
  }
  // The bowl's steps are known: each shrinks both numbers by 1 - 2 rate.
  const Landscape& bowl = landscape_named("bowl");
  const Walk walk = walk_down(bowl, gradient_descent(Real(0.1), 3));
  CHECK(walk.path[3].at.x == Approx(bowl.start.x * 0.512));
  CHECK(walk.path[3].at.y == Approx(bowl.start.y * 0.512));
}

TEST_CASE("a rate beyond two over the curvature diverges and the walk says so") {
  // The bowl's curvature is 2: above a rate of 1 every step ends higher than it began.
  const Landscape& bowl = landscape_named("bowl");
  CHECK_FALSE(walk_down(bowl, gradient_descent(Real(0.99), 200)).diverged);
  const Walk walk = walk_down(bowl, gradient_descent(Real(1.5), 200));
  CHECK(walk.diverged);
  CHECK(walk.path.size() < 40);
  for (std::size_t k = 1; k < walk.path.size(); ++k)
    CHECK(walk.path[k].height > walk.path[k - 1].height);
}

TEST_CASE("mini-batches stumble and all examples together do not") {
  const Landscape& bowl = landscape_named("bowl");
  WalkSettings settings = gradient_descent(Real(0.1), 60);
  const Walk smooth = walk_down(bowl, settings);
  settings.examples = 32;
  settings.batch = 32;
  const Walk all = walk_down(bowl, settings);
  settings.batch = 2;
  const Walk some = walk_down(bowl, settings), again = walk_down(bowl, settings);
  REQUIRE(some.path.size() == 61);
  for (std::size_t k = 0; k < smooth.path.size(); ++k) {
    // 32 tilts add up to nothing but for their rounding.
    CHECK(all.path[k].at.x == Approx(smooth.path[k].at.x).margin(is_double ? 1e-14 : 1e-5));
    CHECK(some.path[k].at.x == again.path[k].at.x);
  }
  CHECK(some.path.back().height > 100 * smooth.path.back().height);
  CHECK(some.path.back().height < some.path.front().height);
  settings.seed = 1;
  CHECK(walk_down(bowl, settings).path.back().at.x != some.path.back().at.x);
}

TEST_CASE("a walk refuses settings that make no sense") {
  const Landscape& bowl = landscape_named("bowl");
  WalkSettings settings;
  settings.steps = -1;
  CHECK_THROWS_WITH(walk_down(bowl, settings), ContainsSubstring("-1 steps"));
  settings.steps = 1;
  settings.examples = 8;
  settings.batch = 9;
  CHECK_THROWS_WITH(walk_down(bowl, settings),
                    ContainsSubstring("a mini-batch of 9 from 8 examples"));
}
