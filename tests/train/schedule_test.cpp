// Schedules: their first factors, their ends, and how a wrong text is refused.
#include <cmath>
#include <numbers>

#include "catch.hpp"
#include "ops/error.hpp"
#include "train/schedule.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<Real> factors(const char* text, std::vector<int> steps) {
  std::vector<Real> all;
  for (const int k : steps) all.push_back(Schedule::parse(text).factor(k));
  return all;
}

}  // namespace

TEST_CASE("schedules give PyTorch's factors") {
  CHECK(Schedule().factor(1000) == 1);
  CHECK(factors("step:5:0.5", {0, 4, 5, 9, 10}) == std::vector<Real>{1, 1, 0.5, 0.5, 0.25});
  CHECK(factors("exponential:0.5", {0, 1, 2, 10}) ==
        std::vector<Real>{1, 0.5, 0.25, Real(1) / 1024});
  const auto cosine = factors("cosine:20", {0, 5, 10, 20, 21, 40});
  CHECK(cosine[0] == 1);
  CHECK(cosine[1] == Approx((1 + std::numbers::sqrt2 / 2) / 2));
  CHECK(cosine[2] == Approx(0.5));
  CHECK((cosine[3] == 0 && cosine[4] == 0 && cosine[5] == 0));
}

TEST_CASE("a warm-up rises in equal steps and reaches 1 at its last") {
  CHECK(factors("warmup:4", {0, 1, 2, 3, 4, 100}) == std::vector<Real>{0.25, 0.5, 0.75, 1, 1, 1});
  CHECK(factors("warmup:1", {0, 1}) == std::vector<Real>{1, 1});
  const auto both = factors("warmup-cosine:4:20", {0, 3, 4, 12, 20, 21});
  CHECK((both[0] == Real(0.25) && both[1] == 1 && both[2] == 1));
  CHECK(both[3] == Approx(0.5));
  CHECK((both[4] == 0 && both[5] == 0));
}

TEST_CASE("a schedule writes itself as it is read") {
  for (const char* text :
       {"constant", "step:5:0.5", "exponential:0.9", "cosine:20", "warmup:5", "warmup-cosine:5:20"})
    CHECK(Schedule::parse(text).text() == text);
}

TEST_CASE("a wrong schedule is refused with what was expected") {
  const auto refused = [](const char* text, const char* part) {
    INFO(text);
    CHECK_THROWS_AS(Schedule::parse(text), ParseError);
    CHECK_THROWS_WITH(Schedule::parse(text), ContainsSubstring(part));
  };
  refused("", "there are constant, step:SIZE:GAMMA");
  refused("linear:3", "no schedule of this name");
  refused("step:5", "expected step:SIZE:GAMMA");
  refused("step:5:0.5:1", "expected step:SIZE:GAMMA");
  refused("constant:1", "expected constant");
  refused("step:0:0.5", "SIZE is \"0\"");
  refused("step:2.5:0.5", "whole number of steps");
  refused("step:5:", "GAMMA is \"\"");
  refused("step:5:-1", "above 0");
  refused("exponential:nan", "above 0");
  refused("exponential:0.9x", "GAMMA is \"0.9x\"");
  refused("cosine:99999999999", "T is");
  refused("warmup:-1", "at least 1");
  refused("warmup-cosine:20:20", "must come before");
}
