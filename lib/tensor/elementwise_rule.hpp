// One elementwise rule, in the form of ops/rules.hpp, as an operation on arrays. Nothing is said
// twice: value, slopes and words all come from the rule.
//
// The rules of the catalogue are recorded by their names, tanh(x). A rule of your own needs no
// place in the catalogue:
//
//     namespace downhill::ops {
//     struct Snake {  // y = a + sin(a)²
//       static constexpr std::string_view name = "snake";
//       static auto value(auto a) { return a + square(sin(a)); }
//       static auto slope(auto a, auto) { return 1 + 2 * sin(a) * cos(a); }
//     };
//     }
//     Tensor h = apply_rule<ops::Snake>(s);
#pragma once

#include <array>
#include <type_traits>

#include "ops/catalogue.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/operators.hpp"

namespace downhill {

namespace rules {

// The slope of input Slot by this rule, at any number type.
template <class Rule, std::size_t Slot>
auto slope_of(const auto& a, const auto& b, const auto& y) {
  if constexpr (!ops::Binary<Rule>) {
    return Rule::slope(a, y);
  } else if constexpr (Slot == 0) {
    return Rule::slope_a(a, b, y);
  } else {
    return Rule::slope_b(a, b, y);
  }
}

// A rule whose slope is the number 1 or -1 wherever it is: add, sub, neg.
template <class Rule, std::size_t Slot>
inline constexpr bool constant_slope =
    std::is_same_v<decltype(slope_of<Rule, Slot>(Real(), Real(), Real())), int>;

}  // namespace rules

template <class Rule>
class Elementwise final : public Operation {
 public:
  std::string_view name() const override { return Rule::name; }

  bool differentiable(std::size_t) const override { return ops::Differentiable<Rule>; }

  Array forward(const Inputs& in) const override {
    if constexpr (ops::Binary<Rule>) {
      return map(in[0], in[1], broadcast(Rule::name, in[0].shape(), in[1].shape()),
                 [](Real a, Real b) { return Rule::value(a, b); });
    } else {
      return map(in[0], [](Real a) { return Rule::value(a); });
    }
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    if constexpr (!ops::Differentiable<Rule>) {
      return {};
    } else if constexpr (!ops::Binary<Rule>) {
      return contribution_to<0>(in[0], in[0], y, dy);
    } else {
      return sum_to(slot == 0 ? contribution_to<0>(in[0], in[1], y, dy)
                              : contribution_to<1>(in[0], in[1], y, dy),
                    in[slot].shape());
    }
  }

  std::string spell_value(const Words& w) const override {
    if constexpr (ops::Binary<Rule>) {
      return ops::Symbol(Rule::value(w[0], w[1])).text();
    } else {
      return ops::Symbol(Rule::value(w[0])).text();
    }
  }

  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    if constexpr (!ops::Differentiable<Rule>) {
      return "";
    } else if constexpr (!ops::Binary<Rule>) {
      return ops::contribution(w.dy, rules::slope_of<Rule, 0>(w[0], w[0], w.y)).text();
    } else {
      const std::string all =
          slot == 0 ? ops::contribution(w.dy, rules::slope_of<Rule, 0>(w[0], w[1], w.y)).text()
                    : ops::contribution(w.dy, rules::slope_of<Rule, 1>(w[0], w[1], w.y)).text();
      return spell_sum_to(all, w.y_shape, w.shapes[slot]);
    }
  }

 private:
  // dy times the slope, in y's shape.
  template <std::size_t Slot>
  static Array contribution_to(const Array& a, const Array& b, const Array& y, const Array& dy) {
    if constexpr (rules::constant_slope<Rule, Slot>) {
      const int slope = rules::slope_of<Rule, Slot>(Real(), Real(), Real());
      return slope == 1 ? dy : map(dy, [slope](Real d) { return d * Real(slope); });
    } else {
      Array result = Array::unwritten(y.shape());
      Real* out = result.writable();
      const Real *pa = a.data(), *pb = b.data(), *py = y.data(), *pd = dy.data();
      const auto to_input = [=](std::size_t i, std::size_t ia, std::size_t ib) {
        out[i] = ops::contribution(pd[i], rules::slope_of<Rule, Slot>(pa[ia], pb[ib], py[i]));
      };
      if constexpr (ops::Binary<Rule>) {
        for_each(walk(y.shape(), a.shape(), b.shape()), to_input);
      } else {
        for_each(y.size(), [=](std::size_t i) { to_input(i, i, i); });
      }
      return result;
    }
  }
};

namespace rules {

// The rule as an operation. It is spelled once before it computes, so that one that throws does so
// here: the loops over arrays must not be left by an exception.
template <class Rule>
const Operation& operation_of() {
  static const Elementwise<Rule> operation;
  static const bool is_spelled = [] {
    const ops::Symbol a("a"), b("b"), y("y");
    if constexpr (ops::Binary<Rule>) {
      Rule::value(a, b);
    } else {
      Rule::value(a);
    }
    if constexpr (ops::Differentiable<Rule>) slope_of<Rule, 0>(a, b, y);
    if constexpr (ops::Differentiable<Rule> && ops::Binary<Rule>) slope_of<Rule, 1>(a, b, y);
    return true;
  }();
  (void)is_spelled;
  return operation;
}

}  // namespace rules

// Records y = Rule(a), or y = Rule(a, b) with shapes that broadcast, for any rule.
template <class Rule>
Tensor apply_rule(TensorAt a) {
  return a.tensor.tape().record_shared(rules::operation_of<Rule>(), std::array{a.tensor}, a.place);
}
template <class Rule>
Tensor apply_rule(TensorAt a, Operand b) {
  return a.tensor.tape().record_shared(rules::operation_of<Rule>(),
                                       std::array{a.tensor, b.beside(a)}, a.place);
}

}  // namespace downhill
