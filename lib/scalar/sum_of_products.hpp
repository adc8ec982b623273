// A sum of products, y = b + w0 * x0 + w1 * x1 + …, as one node of many inputs: what a neuron is
// before its activation. dot.hpp records it.
//
// Its operands are listed as written, b w0 x0 w1 x1 …, in a row of the tape's; without a b, their
// number is even. The place in the list is the input's slot in traces and drawings.
#pragma once

#include "scalar/tape.hpp"

namespace downhill {

// Of a list of operands: where the pairs begin, behind the b if there is one.
inline std::size_t first_pair(std::span<const std::uint32_t> operands) {
  return operands.size() % 2;
}

// The value, added up from left to right. Without a b it starts from -0.0, the number that adds
// nothing, not even its sign. value_at(i) is the value of node i.
[[gnu::always_inline]] inline Real sum_of(std::span<const std::uint32_t> operands, auto value_at) {
  std::size_t k = first_pair(operands);
  Real sum = k == 1 ? value_at(operands[0]) : Real(-0.0);
  for (; k < operands.size(); k += 2) sum += value_at(operands[k]) * value_at(operands[k + 1]);
  return sum;
}

// Backward: b receives dy; in each product, one factor receives dy times the other. Nothing is
// left out where dy is 0, since 0 * inf is nan.
[[gnu::always_inline]] inline void hand_back(std::span<const std::uint32_t> operands, Real dy,
                                             const Node* nodes, Real* sums) {
  std::size_t k = first_pair(operands);
  if (k == 1) sums[operands[0]] += dy;
  for (; k < operands.size(); k += 2) {
    const std::uint32_t w = operands[k], x = operands[k + 1];
    const Real to_w = dy * nodes[x].value, to_x = dy * nodes[w].value;
    sums[w] += to_w;
    sums[x] += to_x;
  }
}

}  // namespace downhill
