// What a node hands back to its inputs, by its rule: upstream gradient times local slope.
#pragma once

#include "scalar/tape.hpp"

namespace downhill {

// dy is the node's gradient, g the sums of all nodes.
template <class Rule>
[[gnu::always_inline]] inline void hand_back(const Node& node, Real dy, const Node* nodes,
                                             Real* g) {
  if constexpr (!ops::Differentiable<Rule>) {
    return;
  } else if constexpr (ops::Binary<Rule>) {
    const Real a = nodes[node.a()].value, b = nodes[node.b()].value, y = node.value;
    const Real to_a = ops::contribution(dy, Rule::slope_a(a, b, y));
    const Real to_b = ops::contribution(dy, Rule::slope_b(a, b, y));
    g[node.a()] += to_a;
    g[node.b()] += to_b;
  } else {
    g[node.a()] += ops::contribution(dy, Rule::slope(nodes[node.a()].value, node.value));
  }
}

// The same for node i, whatever it is. Its own sum must be complete.
[[gnu::always_inline]] inline void hand_back(const Tape& tape, std::size_t i, Real* g) {
  const Node* nodes = tape.nodes().data();
  const Node& node = nodes[i];
  if (node.is_sum_of_products())
    hand_back(tape.operands(node), node.value, g[i], nodes, g);
  else if (node.kind() >= first_rule)
    ops::visit(node.kind() - first_rule,
               [&]<class Rule>(Rule) { hand_back<Rule>(node, g[i], nodes, g); });
}

}  // namespace downhill
