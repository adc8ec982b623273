// Lanes: an operation for several samples at once, each in its lane of a wide register: eight
// doubles, or sixteen floats. The rules of ops/rules.hpp are used as they are, in a loop over the
// lanes, so a lane holds bit by bit what a scalar tape of its sample would hold.
#pragma once

#include <array>
#include "scalar/sum_of_products.hpp"

namespace downhill {

inline constexpr std::size_t lane_count = 64 / sizeof(Real);  // AVX-512's width, and a cache line's

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

// The same for a sum of products (scalar/sum_of_products.hpp). Its operands say where their lanes
// are among `values` and among `sums`.
struct LaneSum {
  void (*forward)(const Operands& operands, const Lanes* values, Lanes& y);
  void (*backward)(const Operands& operands, const Lanes* values, const Lanes& y, const Lanes& dy,
                   Lanes* sums);
};

// What can be played in lanes, compiled for the processor that this runs on.
struct LaneRules {
  std::array<LaneRule, ops::rule_count> rules;  // in the order of the catalogue
  LaneSum sum_of_products;
};
const LaneRules& lane_rules();

}  // namespace downhill
