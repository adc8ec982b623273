// What a node hands back to its inputs, by its rule: upstream gradient times local slope.
#pragma once

#include "scalar/tape.hpp"

namespace downhill {

// y is the node's value, dy its gradient; values and g are the values and the sums of all nodes.
template <class Rule>
[[gnu::always_inline]] inline void hand_back(const Node& node, Real y, Real dy, const Real* values,
                                             Real* g) {
  if constexpr (!ops::Differentiable<Rule>) {
    return;
  } else if constexpr (ops::Binary<Rule>) {
    const Real a = values[node.a()], b = values[node.b()];
    const Real to_a = ops::contribution(dy, Rule::slope_a(a, b, y));
    const Real to_b = ops::contribution(dy, Rule::slope_b(a, b, y));
    g[node.a()] += to_a;
    g[node.b()] += to_b;
  } else {
    g[node.a()] += ops::contribution(dy, Rule::slope(values[node.a()], y));
  }
}

// The same for node i, whatever it is. Its own sum must be complete.
[[gnu::always_inline]] inline void hand_back(const Tape& tape, std::size_t i, Real* g) {
  const Node& node = tape.nodes()[i];
  const Real* values = tape.values().data();
  if (node.is_sum_of_products())
    hand_back(tape.operands(node), values[i], g[i], values, g);
  else if (node.kind() >= first_rule)
    ops::visit(node.kind() - first_rule,
               [&]<class Rule>(Rule) { hand_back<Rule>(node, values[i], g[i], values, g); });
}

}  // namespace downhill
