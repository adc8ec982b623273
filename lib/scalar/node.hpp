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
  std::uint32_t a, b;   // the nodes it was computed from; b is unused for one input. Of a sum of
                        // products: where its Tape::operands begin and end
  std::uint32_t place;  // the source line that recorded it: Tape::file_of, line_of
  std::uint32_t label;  // the kind in the low 8 bits, above them the id of the name (0: none)
  std::uint8_t kind() const { return std::uint8_t(label); }
  std::uint32_t name() const { return label >> 8; }
};

}  // namespace downhill
