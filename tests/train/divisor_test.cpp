// Division by products has the bits of a division.
#include "train/divisor.hpp"

#include <bit>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "tensor/widest.hpp"
#include "train/random.hpp"

using namespace downhill;

namespace {

bool same_bits(Real a, Real b) {
  using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

// As optimizers divide: in a loop that is compiled for the processor at hand.
std::vector<Real> divided(const std::vector<Real>& numbers, Real c) {
  std::vector<Real> results(numbers.size());
  with_widest_vectors([from = numbers.data(), to = results.data(), n = numbers.size(),
                       by = Divisor(c)]() DOWNHILL_INLINE {
    DOWNHILL_INDEPENDENT
    for (std::size_t i = 0; i < n; ++i) to[i] = from[i] / by;
  });
  return results;
}

// How many are not what a division gives, in a loop and alone.
int wrong(const std::vector<Real>& numbers, Real c) {
  const std::vector<Real> results = divided(numbers, c);
  int count = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    count += !same_bits(results[i], numbers[i] / c) ||
             !same_bits(numbers[i] / Divisor(c), numbers[i] / c);
  return count;
}

}  // namespace

TEST_CASE("a number over a divisor has the bits of their quotient") {
  Random random(5);
  int all_wrong = 0;
  for (int t = 1; t <= 2000; ++t) {
    // The divisors that it was made for, corrections of Adam's moments; and any others.
    const Real c = t % 3 == 0   ? 1 - std::pow(Real(0.9), Real(t))
                   : t % 3 == 1 ? 1 - std::pow(Real(0.999), Real(t))
                                : Real(random.uniform()) + Real(1e-3);
    std::vector<Real> numbers;
    for (int k = 0; k < 200; ++k) {
      numbers.push_back(Real(random.uniform() - 0.5) * std::pow(Real(10), Real(k % 40 - 20)));
    }
    all_wrong += wrong(numbers, c);
  }
  CHECK(all_wrong == 0);
}

// With whole, odd c and m * c = 1 or -1 in whole numbers modulo 2^(digits + 1), the number
// a = (m * c - 1 or + 1) / 2^(digits + 1) is whole, and a / c misses m, half way between two
// numbers, by the c-th part of a unit: no quotient of two numbers comes closer to such a middle.
TEST_CASE("the quotients that are hardest to round are rounded correctly") {
  __extension__ using Wide = unsigned __int128;
  constexpr int digits = std::numeric_limits<Real>::digits;
  constexpr std::uint64_t half = std::uint64_t(1) << digits, modulus = 2 * half;
  Random random(7);
  int all_wrong = 0;
  for (int k = 0; k < 20'000; ++k) {
    const std::uint64_t c = (half / 2 + std::uint64_t(random.uniform() * double(half / 2))) | 1;
    std::uint64_t inverse = c;  // right in 3 bits, each round doubles them
    for (int round = 0; round < 5; ++round) inverse *= 2 - c * inverse;
    const std::uint64_t m = inverse % modulus;
    const bool above = m >= half;  // else modulus - m is, and m * c = -1
    const Wide product = Wide(above ? m : modulus - m) * c;
    const auto a = std::uint64_t((above ? product - 1 : product + 1) / modulus);
    all_wrong += wrong({Real(a)}, Real(c));
  }
  CHECK(all_wrong == 0);
}

TEST_CASE("zero, infinity and nan are divided as they should be") {
  const Real infinite = std::numeric_limits<Real>::infinity();
  const Real most = std::numeric_limits<Real>::max();
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  for (const Real c : {Real(0.1), Real(0.001), Real(0.3), Real(1)}) {
    CHECK(wrong({0, Real(-0.0), infinite, -infinite, most, -most}, c) == 0);
    CHECK(std::isnan(divided({nan}, c)[0]));
  }
}
