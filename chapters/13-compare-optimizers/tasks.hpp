// What exercise 13 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// Given to you: trains the same small network by "sgd", "adam" or "adamw", at this rate and from
// this seed, and returns the loss on examples that it did not learn from. It may be nan or inf.
Real held_out_loss(const std::string& optimizer, Real rate, std::uint64_t seed);

Real fair_score(std::span<const Real> losses);
std::vector<Real> sweep(const std::string& optimizer, std::span<const Real> rates,
                        std::span<const std::uint64_t> seeds);
std::vector<std::size_t> winners(const std::vector<std::vector<Real>>& scores);
Real choose_rate(const std::string& optimizer);

}  // namespace downhill::learner
