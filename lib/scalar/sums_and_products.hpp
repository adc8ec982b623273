// The reverse loop over sums, differences and products, most of what is recorded. It does what
// hand_back does for one node after the other, to the last bit, in half the time:
//
// - In s + w * x the product comes just before the sum, so both are done at once.
// - dy, the gradient of the node at hand, stays in a register where it was computed just now. From
//   memory it would come back three times later than an addition takes, and each node of a chain
//   waits for the one after it.
#pragma once

#include "scalar/contributions.hpp"

namespace downhill {

inline constexpr std::uint8_t add_kind = first_rule + ops::code_of<ops::Add>,
                              sub_kind = first_rule + ops::code_of<ops::Sub>,
                              mul_kind = first_rule + ops::code_of<ops::Mul>;

inline bool is_sum_or_product(const Node& node) {
  return node.kind() == add_kind || node.kind() == sub_kind || node.kind() == mul_kind;
}

// From node i down, as far as there are such nodes that take part, or to the next one that is
// silent (silence.hpp). Returns the next node.
// (Compiled apart from the other rules: functions like exp that they call leave nothing in
// registers.)
[[gnu::noinline]] std::size_t hand_back_sums_and_products(const Tape& tape, std::size_t i, Real* g,
                                                          auto takes_part) {
  const Node* nodes = tape.nodes().data();
  Real dy = g[i];
  do {
    const Node& node = nodes[i];
    const std::size_t a = node.a(), b = node.b();
    if (node.kind() == add_kind) {
      const Real da = g[a] += dy, db = g[b] += dy;
      const Node& before = nodes[--i];
      if (b != i || before.kind() != mul_kind || !takes_part(i)) {
        dy = a == i && b != i ? da : g[i];
        continue;
      }
      hand_back<ops::Mul>(before, db, nodes, g);
      --i;
      dy = a == i && before.a() != i && before.b() != i ? da : g[i];
    } else if (node.kind() == sub_kind || node.kind() == mul_kind) {
      const bool is_product = node.kind() == mul_kind;
      const Real to_a = is_product ? dy * nodes[b].value : dy;
      const Real to_b = is_product ? dy * nodes[a].value : -dy;
      const Real da = g[a] += to_a;
      g[b] += to_b;
      --i;
      dy = a == i && b != i ? da : g[i];
    } else {
      break;
    }
  } while (dy != 0 && takes_part(i));
  return i;
}

}  // namespace downhill
