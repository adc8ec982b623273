// The catalogue: every elementwise rule, in one list. An operation's place in the list is its
// code on a tape; visit() leads from the code back to the rule.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ops/rules.hpp"

namespace downhill::ops {

using Catalogue =
    std::tuple<Identity, Detach, Add, Sub, Mul, Div, Neg, Pow, Square, Sqrt, Exp, Log, Expm1, Log1p,
               Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh, Erf, Tanh, Sigmoid,
               LogSigmoid, Relu, LeakyRelu, Silu, Gelu, Softplus, Abs, Maximum, Minimum>;

inline constexpr std::size_t rule_count = std::tuple_size_v<Catalogue>;

// Two inputs or one; and whether backward passes through at all.
template <class Rule>
concept Binary = requires(Real a) {
  Rule::value(a, a);
};
template <class Rule>
concept Differentiable = requires(Real a) {
  Rule::slope(a, a);
}
|| requires(Real a) { Rule::slope_a(a, a, a); };

// The place of a rule in the catalogue.
template <class Rule>
inline constexpr std::uint8_t code_of = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::uint8_t(((std::is_same_v<Rule, std::tuple_element_t<I, Catalogue>> ? I : 0) + ...));
}
(std::make_index_sequence<rule_count>{});

// Calls visitor(Rule{}) for the rule with this code: a switch over the catalogue.
template <class Visitor>
inline void visit(std::size_t code, Visitor&& visitor) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((code == I && (visitor(std::tuple_element_t<I, Catalogue>{}), true)) || ...);
  }
  (std::make_index_sequence<rule_count>{});
}

// Which numbers an operation is defined and smooth on, for tests and for the reference page.
enum class Domain {
  everything,
  positive,
  above_minus_one,
  above_one,
  within_one,     // from -1 to 1
  between_poles,  // which are π/2 away from 0, and π from each other
  second_nonzero,
  first_positive
};

// A rule as data, for code that walks the catalogue at run time.
struct ElementwiseOp {
  std::string_view name;
  int arity;
  bool differentiable;
  Domain domain;
  // At inputs of size arity: the value; one slope per input (none if not differentiable).
  Real (*value)(const std::vector<Real>& inputs);
  std::vector<Real> (*slopes)(const std::vector<Real>& inputs);
  // In words: the value of these names; the slope of y for each of them.
  std::string (*spell_value)(const std::vector<std::string>& names);
  std::vector<std::string> (*spell_slopes)(const std::vector<std::string>& names,
                                           const std::string& y);
};

const std::vector<ElementwiseOp>& catalogue();

}  // namespace downhill::ops
