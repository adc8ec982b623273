// Division by products has the bits of a division.
#include "train/divisor.hpp"

#include <bit>
#include <cstdint>

#include "catch.hpp"
#include "train/random.hpp"

using namespace downhill;

namespace {

bool same_bits(Real a, Real b) {
  using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

}  // namespace

TEST_CASE("a number over a divisor has the bits of their quotient") {
  Random random(5);
  int wrong = 0;
  for (int t = 1; t <= 2000; ++t) {
    // The divisors that it was made for, corrections of Adam's moments; and any others.
    const Real c = t % 3 == 0   ? 1 - std::pow(Real(0.9), Real(t))
                   : t % 3 == 1 ? 1 - std::pow(Real(0.999), Real(t))
                                : Real(random.uniform()) + Real(1e-3);
    const Divisor divisor(c);
    for (int k = 0; k < 200; ++k) {
      const Real a = Real(random.uniform() - 0.5) * std::pow(Real(10), Real(k % 40 - 20));
      wrong += !same_bits(a / divisor, a / c);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("zero, infinity and nan are divided as they should be") {
  const Real c = Real(0.1), infinite = std::numeric_limits<Real>::infinity();
  const Real most = std::numeric_limits<Real>::max();
  const Divisor divisor(c);
  for (const Real a : {Real(0), Real(-0.0), infinite, -infinite, most, -most})
    CHECK(same_bits(a / divisor, a / c));
  CHECK(std::isnan(std::numeric_limits<Real>::quiet_NaN() / divisor));
}
