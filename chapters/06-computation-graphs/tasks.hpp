// What exercise 06 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// What has not been filled in is nan, not a number.
inline constexpr Real unset = std::numeric_limits<Real>::quiet_NaN();

// The Quick Challenge, forward and backward: s = a + b, y = s * c.
struct QuickChallenge {
  Real s = unset, y = unset;
  Real ds = unset, dc = unset, da = unset, db = unset;
};

// One input of a node: which earlier node, and the slope of the node along it.
struct Edge {
  std::size_t from;
  Real slope;
};

struct MyNode {
  Real value;
  std::vector<Edge> edges;
  Real gradient = 0;
};

// A tape of your own: every number in the order in which it was computed. A node is called by its
// place in it: 0, 1, 2, …
struct MyTape {
  std::vector<MyNode> nodes;
};

QuickChallenge quick_challenge(Real a, Real b, Real c);
std::size_t input(MyTape& tape, Real value);
std::size_t add(MyTape& tape, std::size_t a, std::size_t b);
std::size_t multiply(MyTape& tape, std::size_t a, std::size_t b);
std::size_t squash(MyTape& tape, std::size_t a);
void walk_backward(MyTape& tape, std::size_t y);

}  // namespace downhill::learner
