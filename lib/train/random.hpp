// Random: a generator that gives the same numbers on every machine and with every compiler, which
// the distributions of <random> do not promise.
//
//     Random random(seed);
//     Random weights = random.split("weights");     // its own stream, whatever else is drawn
//     Real w = weights.normal();
//
// The stream is xoshiro256** 1.0 (Blackman and Vigna 2018, "Scrambled linear pseudorandom number
// generators"), started from a seed by splitmix64 (Steele, Lea and Flood 2014), both after their
// public-domain C at prng.di.unimi.it. Whole numbers, uniform numbers and shuffles are exact;
// normal numbers use log and sqrt, so they agree where the mathematical library's log does.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "ops/real.hpp"

namespace downhill {

// The next number of splitmix64, which turns any seed, 0 too, into well-mixed bits.
inline std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {
    for (std::uint64_t& word : state_) word = splitmix64(seed);
  }

  // Any 64 bits.
  std::uint64_t bits() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // In [0, 1): a multiple of 2 ** -53, or of 2 ** -24 where Real is float.
  Real uniform() {
    constexpr int digits = std::numeric_limits<Real>::digits;
    return std::ldexp(Real(bits() >> (64 - digits)), -digits);
  }
  Real uniform(Real low, Real high) { return low + (high - low) * uniform(); }

  // A whole number in [0, n), each equally likely; n is above 0. The lowest 2 ** 64 mod n bit
  // patterns are drawn again, because they would make small results more likely.
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t surplus = (0 - n) % n;
    std::uint64_t x = bits();
    while (x < surplus) x = bits();
    return x % n;
  }

  // Mean 0, standard deviation 1: Marsaglia's polar method (Marsaglia and Bray 1964), without its
  // second number, so that a draw depends on nothing that was kept.
  Real normal() {
    while (true) {
      const Real a = uniform(-1, 1), b = uniform(-1, 1);
      const Real square = a * a + b * b;
      if (square > 0 && square < 1) return a * std::sqrt(-2 * std::log(square) / square);
    }
  }
  Real normal(Real mean, Real deviation) { return mean + deviation * normal(); }

  // Every order equally likely (Fisher and Yates, in Durstenfeld's form 1964).
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t left = items.size(); left > 1; --left)
      std::swap(items[left - 1], items[std::size_t(below(left))]);
  }

  // A generator of its own for a purpose, the same however much was drawn from this one. The name
  // is hashed by FNV-1a (Fowler, Noll and Vo), the number mixed in after it.
  Random split(std::string_view name, std::uint64_t number = 0) const {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::uint64_t mixed = seed_;
    mixed = splitmix64(mixed) ^ hash;
    mixed = splitmix64(mixed) ^ number;
    return Random(splitmix64(mixed));
  }

 private:
  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_;
};

}  // namespace downhill
