// Node: one step of a computation as the tape keeps it, in 24 bytes.
#pragma once

#include "ops/catalogue.hpp"
#include "ops/real.hpp"

namespace downhill {

// What a node is: a leaf of one of three kinds, or the rule with code kind - first_rule, or, behind
// the rules, a sum of products whose operands are listed or lie in rows (sum_of_products.hpp).
enum Kind : std::uint8_t { input, parameter, constant, first_rule };
inline constexpr std::uint8_t sum_of_list = first_rule + ops::rule_count,
                              sum_of_rows = sum_of_list + 1;

struct Node {
  Real value;
  std::uint64_t inputs;                  // a, and above it b: two in one store
  std::uint32_t line_and_kind, name_id;  // id 0: no name

  // The nodes it was computed from; b is unused for one input. Of a sum of products they are where
  // the tape keeps its operands, and how many they are.
  std::uint32_t a() const { return std::uint32_t(inputs); }
  std::uint32_t b() const { return std::uint32_t(inputs >> 32); }
  std::uint8_t kind() const { return std::uint8_t(line_and_kind); }
  bool is_sum_of_products() const { return kind() >= sum_of_list; }
  unsigned line() const { return line_and_kind >> 8; }
  std::uint32_t name() const { return name_id; }
};

}  // namespace downhill
