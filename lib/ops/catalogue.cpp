#include "ops/catalogue.hpp"

#include "ops/symbol.hpp"

namespace downhill::ops {
namespace {

template <class Rule>
constexpr Domain domain_of() {
  if constexpr (std::is_same_v<Rule, Log> || std::is_same_v<Rule, Sqrt>) return Domain::positive;
  if constexpr (std::is_same_v<Rule, Log1p>) return Domain::above_minus_one;
  if constexpr (std::is_same_v<Rule, Tan>) return Domain::between_poles;
  if constexpr (std::is_same_v<Rule, Acosh>) return Domain::above_one;
  if constexpr (std::is_same_v<Rule, Asin> || std::is_same_v<Rule, Acos>) return Domain::within_one;
  if constexpr (std::is_same_v<Rule, Atanh>) return Domain::within_one;
  if constexpr (std::is_same_v<Rule, Div>) return Domain::second_nonzero;
  if constexpr (std::is_same_v<Rule, Pow>) return Domain::first_positive;
  return Domain::everything;
}

// value(x...) for one or two inputs of any number type.
template <class Rule, class Number>
Number value_at(const std::vector<Number>& x) {
  if constexpr (Binary<Rule>) {
    return Rule::value(x[0], x[1]);
  } else {
    return Rule::value(x[0]);
  }
}

// The slope of each input, passed through read (a number or a text).
template <class Rule, class Number, class Read>
auto slopes_at(const std::vector<Number>& x, const Number& y, Read read) {
  std::vector<decltype(read(Number(1)))> slopes;
  if constexpr (!Differentiable<Rule>) {
    return slopes;
  } else if constexpr (Binary<Rule>) {
    slopes.push_back(read(Rule::slope_a(x[0], x[1], y)));
    slopes.push_back(read(Rule::slope_b(x[0], x[1], y)));
  } else {
    slopes.push_back(read(Rule::slope(x[0], y)));
  }
  return slopes;
}

template <class Rule>
ElementwiseOp describe() {
  return {
      .name = Rule::name,
      .arity = Binary<Rule> ? 2 : 1,
      .differentiable = Differentiable<Rule>,
      .domain = domain_of<Rule>(),
      .value = [](const std::vector<Real>& x) { return value_at<Rule>(x); },
      .slopes =
          [](const std::vector<Real>& x) {
            return slopes_at<Rule>(x, value_at<Rule>(x),
                                   [](auto slope) { return slope_number(slope); });
          },
      .spell_value =
          [](const std::vector<std::string>& names) {
            return value_at<Rule>(std::vector<Symbol>(names.begin(), names.end())).text();
          },
      .spell_slopes =
          [](const std::vector<std::string>& names, const std::string& y) {
            return slopes_at<Rule>(std::vector<Symbol>(names.begin(), names.end()), Symbol(y),
                                   [](auto slope) { return slope_symbol(slope).text(); });
          },
  };
}

}  // namespace

const std::vector<ElementwiseOp>& catalogue() {
  static const auto all = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::vector<ElementwiseOp>{describe<std::tuple_element_t<I, Catalogue>>()...};
  }
  (std::make_index_sequence<rule_count>{});
  return all;
}

}  // namespace downhill::ops
