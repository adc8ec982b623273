// Lanes: an operation for sixteen samples at once, each in its lane of the processor's wide
// registers. The rules of ops/rules.hpp are used as they are, in a loop over the lanes, so a lane
// holds bit by bit what a scalar tape of its sample would hold.
#pragma once

#include <cstddef>
#include <span>

#include "ops/real.hpp"

namespace downhill {

inline constexpr std::size_t lane_count = 16;

struct alignas(64) Lanes {
  Real of[lane_count];
};

// A rule for lanes; b is not looked at where the rule has one input.
//     forward:   y = value(a, b)
//     backward:  da += contribution(dy, slope_a(a, b, y)), and db alike; a and b may be one node
struct LaneRule {
  void (*forward)(const Lanes& a, const Lanes& b, Lanes& y);
  void (*backward)(const Lanes& a, const Lanes& b, const Lanes& y, const Lanes& dy, Lanes& da,
                   Lanes& db);
};

// All rules in the order of the catalogue, compiled for the processor that this runs on.
std::span<const LaneRule> lane_rules();

}  // namespace downhill
