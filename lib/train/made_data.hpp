// Made data: small problems drawn by rule and seed, the same numbers on every machine (sines,
// cosines and logarithms as far as the mathematical library agrees). Classes alternate or are
// drawn evenly, and the order is shuffled. Noise is the standard deviation of a normal number
// added to every coordinate.
#pragma once

#include <array>
#include <cstdint>

#include "train/dataset.hpp"

namespace downhill {

// Two half circles of radius 1 that reach into each other (as scikit-learn's make_moons).
Dataset make_moons(std::size_t count, std::uint64_t seed, Real noise = Real(0.1));

// A circle of radius 1 around one of radius 0.5 (as scikit-learn's make_circles).
Dataset make_circles(std::size_t count, std::uint64_t seed, Real noise = Real(0.05));

// Arms that wind once around the origin, outwards from 0.1 to 1: one class each.
Dataset make_spirals(std::size_t count, std::uint64_t seed, std::size_t arms = 2,
                     Real noise = Real(0.02));

// The corners (0, 0), (0, 1), (1, 0), (1, 1); class 1 where exactly one coordinate is 1. Four
// without noise are the problem of Rumelhart, Hinton and Williams 1986.
Dataset make_xor(std::size_t count, std::uint64_t seed, Real noise = Real(0.1));

// Kriener, Göltz and Petrovici 2021, "The Yin-Yang dataset": points of a disc of radius 0.5
// around (0.5, 0.5) in three classes of equal probability, yang, yin and the two dots of radius
// 0.1. Features [4]: x, y, 1 - x, 1 - y.
Dataset make_yin_yang(std::size_t count, std::uint64_t seed);

// Prices of houses in thousands, a linear function of area (m²), rooms, age (years) and way to
// town (km) plus normal noise of standard deviation 20: what a regression should find is known.
struct HousePrices {
  static constexpr std::array<Real, 4> weights = {Real(2.5), 12, Real(-1.5), -6};
  static constexpr Real bias = 60;
};
Dataset make_houses(std::size_t count, std::uint64_t seed, Real noise = 20);

}  // namespace downhill
