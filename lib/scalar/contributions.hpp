// What a node hands back to its inputs, by its rule: upstream gradient times local slope.
#pragma once

#include "scalar/node.hpp"

namespace downhill {

// dy is the gradient of the node, g the sums of all nodes.
template <class Rule>
[[gnu::always_inline]] inline void hand_back(const Node& node, Real dy, const Node* nodes,
                                             Real* g) {
  if constexpr (!ops::Differentiable<Rule>) {
    return;
  } else if constexpr (ops::Binary<Rule>) {
    const Real a = nodes[node.a].value, b = nodes[node.b].value;
    const Real to_a = ops::contribution(dy, Rule::slope_a(a, b, node.value));
    const Real to_b = ops::contribution(dy, Rule::slope_b(a, b, node.value));
    g[node.a] += to_a;
    g[node.b] += to_b;
  } else {
    g[node.a] += ops::contribution(dy, Rule::slope(nodes[node.a].value, node.value));
  }
}

}  // namespace downhill
