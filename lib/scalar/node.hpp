// Node: one step of a computation as the tape keeps it, in 24 bytes.
#pragma once

#include "ops/catalogue.hpp"

namespace downhill {

// What a node is: a leaf of one of three kinds, or the rule with code kind - first_rule, or, behind
// the rules, a sum of products (sum_of_products.hpp).
enum Kind : std::uint8_t { input, parameter, constant, first_rule };
inline constexpr std::uint8_t sum_of_products = first_rule + ops::rule_count;

struct Node {
  Real value;
  // a and b are the nodes it was computed from; b is unused for one input. Of a sum of products
  // they are where its Tape::operands begin and end. The name's id is 0 if there is none.
  // (a and b side by side would be packed into one vector register first, which takes longer.)
  std::uint32_t a, line_and_kind, b, name_id;
  std::uint8_t kind() const { return std::uint8_t(line_and_kind); }
  unsigned line() const { return line_and_kind >> 8; }
  std::uint32_t name() const { return name_id; }
};

}  // namespace downhill
