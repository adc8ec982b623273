// The random generator: fixed first numbers, and that its distributions are what they say.
#include <algorithm>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "train/random.hpp"

using namespace downhill;

TEST_CASE("the first random numbers are the same everywhere") {
  // Made by an independent implementation in Python, whose splitmix64 and xoshiro256** give the
  // published test values (6457827717110365317 from seed 1234567; 11520, 0, 1509978240 from
  // state 1, 2, 3, 4).
  std::uint64_t seed = 1234567;
  CHECK(splitmix64(seed) == 6457827717110365317u);
  Random random(1);
  for (const std::uint64_t bits :
       {12966619160104079557u, 9600361134598540522u, 10590380919521690900u, 7218738570589545383u})
    CHECK(random.bits() == bits);
  if constexpr (sizeof(Real) == 8) {
    Random uniform(7), normal(7);
    for (const double x : {0.7005764821796896, 0.2787512294737843, 0.8396274618764198})
      CHECK(double(uniform.uniform()) == x);
    for (const double x : {0.9643618527255184, -0.3039301238656567, 0.30479435832638674})
      CHECK(double(normal.normal()) == Approx(x).epsilon(1e-14));
  }
  Random whole(7), cards(7);
  for (const unsigned x : {4u, 4u, 8u, 4u, 4u, 1u, 6u, 6u, 8u, 9u, 3u, 6u})
    CHECK(whole.below(10) == x);
  std::vector<int> order(10);
  std::iota(order.begin(), order.end(), 0);
  cards.shuffle(std::span(order));
  CHECK(order == std::vector<int>{8, 3, 9, 0, 7, 2, 1, 6, 5, 4});
  CHECK(Random(7).split("weights").bits() == 773343032026708419u);
  CHECK(Random(7).split("weights", 1).bits() == 13332615827693764587u);
}

TEST_CASE("a split stream does not depend on what was drawn before") {
  Random drawn(3);
  for (int i = 0; i < 100; ++i) drawn.bits();
  CHECK(drawn.split("a").bits() == Random(3).split("a").bits());
  CHECK(Random(3).split("a").bits() != Random(3).split("b").bits());
  CHECK(Random(3).split("a").bits() != Random(4).split("a").bits());
}

TEST_CASE("uniform and normal numbers have their mean and spread") {
  Random random(11);
  const int n = 100000;
  double u = 0, u2 = 0, z = 0, z2 = 0, z4 = 0;
  for (int i = 0; i < n; ++i) {
    const double a = random.uniform(), b = random.normal();
    if (a < 0 || a >= 1) FAIL("not in [0, 1): " << a);
    u += a, u2 += a * a, z += b, z2 += b * b, z4 += b * b * b * b;
  }
  // About five standard errors each: 0.29 / sqrt(n), 0.3 / sqrt(n), 1, 1.4 and 9.8 / sqrt(n).
  CHECK(std::abs(u / n - 1.0 / 2) < 0.005);
  CHECK(std::abs(u2 / n - 1.0 / 3) < 0.005);
  CHECK(std::abs(z / n) < 0.016);
  CHECK(std::abs(z2 / n - 1) < 0.023);
  CHECK(std::abs(z4 / n - 3) < 0.16);
}

TEST_CASE("whole numbers and shuffles favour none") {
  Random random(5);
  std::vector<int> counts(7), first(4);
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (const int count : counts) CHECK(std::abs(count - 10000) < 500);  // five standard errors
  for (int i = 0; i < 40000; ++i) {
    std::vector<int> order = {0, 1, 2, 3};
    random.shuffle(std::span(order));
    ++first[std::size_t(order[0])];
  }
  for (const int count : first) CHECK(std::abs(count - 10000) < 450);
  CHECK(random.below(1) == 0);
  std::vector<int> none;
  random.shuffle(std::span(none));
}
