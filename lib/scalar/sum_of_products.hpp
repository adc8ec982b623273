// A sum of products, y = b + w0 * x0 + w1 * x1 + …, as one node of many inputs: what a neuron is
// before its activation. dot.hpp records it.
//
// Its operands are listed as written, b w0 x0 w1 x1 …, in a row of the tape's; without a b, their
// number is even. The place in the list is the input's slot in traces and drawings.
#pragma once

#include <cmath>

#include "scalar/tape.hpp"

namespace downhill {

// Of a list of operands: where the pairs begin, behind the b if there is one.
inline std::size_t first_pair(std::span<const std::uint32_t> operands) {
  return operands.size() % 2;
}

// Where a sum without a b starts: at the number that adds nothing, not even its sign.
inline constexpr Real nothing_added = Real(-0.0);

// The value, added up from left to right. value_at(i) is the value of node i.
[[gnu::always_inline]] inline Real sum_of(std::span<const std::uint32_t> operands, auto value_at) {
  std::size_t k = first_pair(operands);
  Real sum = k == 1 ? value_at(operands[0]) : nothing_added;
  for (; k < operands.size(); k += 2) sum += value_at(operands[k]) * value_at(operands[k + 1]);
  return sum;
}

// Backward: b receives dy; in each product, one factor receives dy times the other.
// Where dy is 0 (half of the neurons behind a relu) all of them receive 0, which changes no sum;
// but 0 * inf is nan, and must not be left out. y itself tells: with an inf or nan in it, it is
// one.
[[gnu::always_inline]] inline void hand_back(std::span<const std::uint32_t> operands, Real y,
                                             Real dy, const Real* values, Real* sums) {
  if (dy == 0 && std::isfinite(y)) return;
  std::size_t k = first_pair(operands);
  if (k == 1) sums[operands[0]] += dy;
  for (; k < operands.size(); k += 2) {
    const std::uint32_t w = operands[k], x = operands[k + 1];
    const Real to_w = dy * values[x], to_x = dy * values[w];
    sums[w] += to_w;
    sums[x] += to_x;
  }
}

}  // namespace downhill
