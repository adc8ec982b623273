// e^x without a branch and without a call, so that a loop over it fills wide registers. Less than
// one unit in the last place from the true value, and the same bits on every processor.
//
//     e^x = 2^k * e^r, where k is the whole number next to x / ln 2 and r is the rest, x - k * ln 2
//     e^r = 1 + r + r² / 2! + r³ / 3! + …, of which a few terms do, since |r| < 0.35
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <numbers>

namespace downhill {

namespace exponential_parts {

template <class T>
struct Of;
// ln 2 comes in two parts, of which the first is so short that its product with k is exact. Below
// `lowest` the result is 0, above `highest` it is infinite.
template <>
struct Of<double> {
  using Bits = std::uint64_t;
  static constexpr double ln2 = 0x1.62e42fefap-1, ln2_rest = 0x1.cf79abc9e3b3ap-40;
  static constexpr double lowest = -746, highest = 710;
  static constexpr int terms = 14;  // the first one left out is r^14 / 14! < 2^-57
};
template <>
struct Of<float> {
  using Bits = std::uint32_t;
  static constexpr float ln2 = 0x1.62ep-1f, ln2_rest = 0x1.0bfbe8p-15f;
  static constexpr float lowest = -104, highest = 89;
  static constexpr int terms = 8;  // r^8 / 8! < 2^-27
};

// 1 / n! + r / (n + 1)! + r² / (n + 2)! + …
template <int n, class T>
[[gnu::always_inline]] inline T series_from(T r) {
  constexpr T first = [] {
    double factorial = 1;
    for (int i = 2; i <= n; ++i) factorial *= i;  // exact: 13! has 33 bits
    return T(1 / factorial);
  }();
  if constexpr (n + 1 == Of<T>::terms) {
    return first;
  } else {
    return first + r * series_from<n + 1>(r);
  }
}

}  // namespace exponential_parts

template <class T>
[[gnu::always_inline]] inline T exponential(T x) {
  using Parts = exponential_parts::Of<T>;
  using Bits = typename Parts::Bits;
  constexpr int digits = std::numeric_limits<T>::digits - 1;      // behind the point of a number
  constexpr int bias = std::numeric_limits<T>::max_exponent - 1;  // what an exponent is stored with

  // Beside this number there is no room for a fraction: adding it rounds, and its last bits are k.
  constexpr T whole = T(Bits(3) << (digits - 1));
  // 2^n, given whole + n.
  const auto power = [](T rounded) {
    return std::bit_cast<T>((std::bit_cast<Bits>(rounded) + Bits(bias)) << digits);
  };

  // Chosen by bits: of a ? : the compiler would make branches, and then no loop over vectors.
  const auto choose = [](bool first, T a, T b) {
    const Bits mask = -Bits(first);
    return std::bit_cast<T>((std::bit_cast<Bits>(a) & mask) | (std::bit_cast<Bits>(b) & ~mask));
  };
  x = choose(x < Parts::lowest, Parts::lowest, x);  // nan stays nan
  x = choose(x > Parts::highest, Parts::highest, x);
  const T k = x * std::numbers::log2e_v<T> + whole - whole;
  const T most = x - k * Parts::ln2, rest = k * Parts::ln2_rest, r = most - rest;
  const T lost = most - r - rest;  // what r was rounded by
  const T y = 1 + (r + (r * r * exponential_parts::series_from<2>(r) + lost));
  // In two steps, since 2^k alone may be out of range where the result is not.
  const T half = k / 2 + whole, other = k - (half - whole) + whole;
  return y * power(half) * power(other);
}

}  // namespace downhill
