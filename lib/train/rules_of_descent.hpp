// The optimizers, each as one rule: how one number w of a parameter moves, given its gradient g
// and what the optimizer remembers about it. The same for every element of an array.
//
// A rule is generic in its number type. With Real it computes; with ops::Symbol it spells the
// lines of a trace, so the trace cannot drift from what was computed. Notation:
//     let(name, value, words)   the value under a name: one line of the trace
//     let.number(x)             a setting, written in full wherever the rule uses it
//     memory[i]                 the i-th thing remembered between updates, as memory() lists them;
//                               set once, and used from a constant of its own: what was written
//                               need not be read again
//     rate                      the learning rate; a schedule hands in another one at each update
//     shared(t, let)            what update number t = 1, 2, … has in common for all elements
// What would be an `if` on a setting is a template argument instead (in the order of switches()),
// because a branch among the elements would keep the loop over them from using SIMD.
//
// Settings have PyTorch's meanings and defaults. Its names, where ours are plainer: lr is rate,
// eps is epsilon, betas are beta1 and beta2, lr_decay is rate_decay, initial_accumulator_value is
// initial_accumulator. Results agree with PyTorch's up to the last digits, since formulas here
// stand as the papers and PyTorch's documentation write them.
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "ops/functions.hpp"

namespace downhill::descent {

using ops::maximum, ops::pow, ops::sqrt, ops::square;

// One thing an optimizer remembers of each number; kept only if the settings use it.
struct Remembered {
  std::string_view name;
  bool used = true;
  Real initial = 0;
};

// A setting by name: a Real or a bool of the rule.
template <class Rule, class Type>
struct Setting {
  std::string_view name;
  Type Rule::*place;
};
template <class Rule, class Type>
Setting(const char*, Type Rule::*) -> Setting<Rule, Type>;

// Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's look ahead (Sutskever et
// al. 2013, in the form that PyTorch uses). b starts as the first gradient, not dampened.
struct Sgd {
  static constexpr std::string_view name = "sgd";
  Real rate = Real(1e-3), momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false;

  static constexpr auto settings() {
    return std::tuple{Setting{"rate", &Sgd::rate}, Setting{"momentum", &Sgd::momentum},
                      Setting{"dampening", &Sgd::dampening},
                      Setting{"weight_decay", &Sgd::weight_decay},
                      Setting{"nesterov", &Sgd::nesterov}};
  }
  auto memory() const { return std::array{Remembered{"b", momentum != 0}}; }
  auto switches() const { return std::array{weight_decay != 0, momentum != 0, nesterov}; }
  // How much of the gradient joins the momentum: all of the first, so that b starts as g.
  auto shared(int t, auto& let) const {
    const bool dampens = dampening != 0 && t > 1;
    return std::array{dampens ? 1 - let.number(dampening) : let.one()};
  }

  template <bool decays, bool remembers, bool looks_ahead, class Number>
  [[gnu::always_inline]] void update(Number& w, Number g, auto& memory, const auto& shared,
                                     auto& let) const {
    if constexpr (decays)
      g = let("g", g + let.number(weight_decay) * w, "weight decay as a part of the gradient");
    if constexpr (remembers) {
      const Number mu = let.number(momentum);
      const Number b = memory[0] = let("b", mu * memory[0] + shared[0] * g, "momentum");
      if constexpr (looks_ahead) {
        g = let("n", g + mu * b, "Nesterov: one step of momentum ahead");
      } else {
        g = b;
      }
    }
    w = let("w", w - let.number(rate) * g, "");
  }
};

// How much of each moment of Adam is more than its start at 0; shared by all elements.
auto adam_corrections(const auto& rule, int t, auto& let) {
  const auto time = let.number(Real(t));
  return std::array{1 - pow(let.number(rule.beta1), time), 1 - pow(let.number(rule.beta2), time)};
}

// The update of Adam, and of AdamW after its decay: the loop of Kingma and Ba 2014, algorithm 1,
// which is lines 7 to 10 and 12 of Loshchilov and Hutter 2017, algorithm 2. With keeps_max it is
// AMSGrad (Reddi, Kale and Kumar 2018, algorithm 2), which never lets v shrink; like PyTorch it
// takes the maximum before v is corrected.
template <bool keeps_max, class Number>
[[gnu::always_inline]] inline void adam_update(const auto& rule, Number& w, Number g, auto& memory,
                                               const auto& corrections, auto& let) {
  const Number beta1 = let.number(rule.beta1), beta2 = let.number(rule.beta2);
  const Number m = memory[0] = let("m", beta1 * memory[0] + (1 - beta1) * g,
                                   "first moment: mean of the gradients");  // line 7
  const Number v = memory[1] = let("v", beta2 * memory[1] + (1 - beta2) * square(g),
                                   "second moment: mean of squares");  // line 8
  Number most = v;
  if constexpr (keeps_max) {
    most = let("v_max", maximum(memory[2], v), "AMSGrad: the largest second moment so far");
    memory[2] = most;
  }
  const Number m_hat = let("m_hat", m / corrections[0], "corrected for its start at 0");  // line 9
  const Number v_hat =
      let("v_hat", most / corrections[1], "corrected for its start at 0");  // line 10
  const Number step = let.number(rule.rate) * m_hat / (sqrt(v_hat) + let.number(rule.epsilon));
  w = let("w", w - step, "");  // line 12
}

// weight_decay here is L2 (line 6): it joins the gradient, and so is divided by the root of v, too.
struct Adam {
  static constexpr std::string_view name = "adam";
  Real rate = Real(1e-3), beta1 = Real(0.9), beta2 = Real(0.999), epsilon = Real(1e-8);
  Real weight_decay = 0;
  bool amsgrad = false;

  static constexpr auto settings() {
    return std::tuple{Setting{"rate", &Adam::rate},
                      Setting{"beta1", &Adam::beta1},
                      Setting{"beta2", &Adam::beta2},
                      Setting{"epsilon", &Adam::epsilon},
                      Setting{"weight_decay", &Adam::weight_decay},
                      Setting{"amsgrad", &Adam::amsgrad}};
  }
  auto memory() const {
    return std::array{Remembered{"m"}, Remembered{"v"}, Remembered{"v_max", amsgrad}};
  }
  auto switches() const { return std::array{weight_decay != 0, amsgrad}; }
  auto shared(int t, auto& let) const { return adam_corrections(*this, t, let); }

  template <bool decays, bool keeps_max, class Number>
  [[gnu::always_inline]] void update(Number& w, Number g, auto& memory, const auto& shared,
                                     auto& let) const {
    if constexpr (decays)
      g = let("g", g + let.number(weight_decay) * w, "weight decay as a part of the gradient");
    adam_update<keeps_max>(*this, w, g, memory, shared, let);
  }
};

// Loshchilov and Hutter 2017, algorithm 2, line 12: the decay is decoupled, it shrinks w itself and
// never meets the moments. As in PyTorch it is scaled by the rate and comes first.
struct AdamW {
  static constexpr std::string_view name = "adamw";
  Real rate = Real(1e-3), beta1 = Real(0.9), beta2 = Real(0.999), epsilon = Real(1e-8);
  Real weight_decay = Real(1e-2);
  bool amsgrad = false;

  static constexpr auto settings() {
    return std::tuple{Setting{"rate", &AdamW::rate},
                      Setting{"beta1", &AdamW::beta1},
                      Setting{"beta2", &AdamW::beta2},
                      Setting{"epsilon", &AdamW::epsilon},
                      Setting{"weight_decay", &AdamW::weight_decay},
                      Setting{"amsgrad", &AdamW::amsgrad}};
  }
  auto memory() const {
    return std::array{Remembered{"m"}, Remembered{"v"}, Remembered{"v_max", amsgrad}};
  }
  auto switches() const { return std::array{weight_decay != 0, amsgrad}; }
  auto shared(int t, auto& let) const { return adam_corrections(*this, t, let); }

  template <bool decays, bool keeps_max, class Number>
  [[gnu::always_inline]] void update(Number& w, Number g, auto& memory, const auto& shared,
                                     auto& let) const {
    if constexpr (decays)
      w = let("w", w * (1 - let.number(rate) * let.number(weight_decay)), "decoupled weight decay");
    adam_update<keeps_max>(*this, w, g, memory, shared, let);
  }
};

// Tieleman and Hinton 2012, lecture 6.5: divides by the root of a running mean of g². Centered
// (Graves 2013, equations 38 to 41): by the running standard deviation of g. The variance v - a²
// is below 0 by rounding only, and then is 0 here (PyTorch's step is nan there).
struct RmsProp {
  static constexpr std::string_view name = "rmsprop";
  Real rate = Real(1e-2), alpha = Real(0.99), epsilon = Real(1e-8), weight_decay = 0, momentum = 0;
  bool centered = false;

  static constexpr auto settings() {
    return std::tuple{
        Setting{"rate", &RmsProp::rate},         Setting{"alpha", &RmsProp::alpha},
        Setting{"epsilon", &RmsProp::epsilon},   Setting{"weight_decay", &RmsProp::weight_decay},
        Setting{"momentum", &RmsProp::momentum}, Setting{"centered", &RmsProp::centered}};
  }
  auto memory() const {
    return std::array{Remembered{"v"}, Remembered{"a", centered}, Remembered{"b", momentum != 0}};
  }
  auto switches() const { return std::array{weight_decay != 0, centered, momentum != 0}; }
  auto shared(int /*t*/, auto& let) const { return std::array{let.number(rate)}; }

  template <bool decays, bool centers, bool remembers, class Number>
  [[gnu::always_inline]] void update(Number& w, Number g, auto& memory, const auto& shared,
                                     auto& let) const {
    if constexpr (decays)
      g = let("g", g + let.number(weight_decay) * w, "weight decay as a part of the gradient");
    const Number decay = let.number(alpha);
    const Number v = memory[0] =
        let("v", decay * memory[0] + (1 - decay) * square(g), "mean of the squared gradients");
    Number spread = v;
    if constexpr (centers) {
      const Number a = memory[1] =
          let("a", decay * memory[1] + (1 - decay) * g, "mean of the gradients");
      spread = let("c", maximum(v - square(a), Number(0)), "centered: their variance");
    }
    const Number scaled = g / (sqrt(spread) + let.number(epsilon));
    if constexpr (remembers) {
      const Number b = memory[2] = let("b", let.number(momentum) * memory[2] + scaled, "momentum");
      w = let("w", w - shared[0] * b, "");
    } else {
      w = let("w", w - shared[0] * scaled, "");
    }
  }
};

// Duchi, Hazan and Singer 2011, section 1.1, equation (1) with diagonal G: divides by the root of
// the sum of all g² so far, so every number's own rate only ever falls.
struct Adagrad {
  static constexpr std::string_view name = "adagrad";
  Real rate = Real(1e-2), rate_decay = 0, weight_decay = 0, initial_accumulator = 0;
  Real epsilon = Real(1e-10);

  static constexpr auto settings() {
    return std::tuple{Setting{"rate", &Adagrad::rate}, Setting{"rate_decay", &Adagrad::rate_decay},
                      Setting{"weight_decay", &Adagrad::weight_decay},
                      Setting{"initial_accumulator", &Adagrad::initial_accumulator},
                      Setting{"epsilon", &Adagrad::epsilon}};
  }
  auto memory() const { return std::array{Remembered{"s", true, initial_accumulator}}; }
  auto switches() const { return std::array{weight_decay != 0}; }
  // The rate of this update.
  auto shared(int t, auto& let) const {
    auto now = let.number(rate);
    if (rate_decay != 0) now = now / (1 + (let.number(Real(t)) - 1) * let.number(rate_decay));
    return std::array{now};
  }

  template <bool decays, class Number>
  [[gnu::always_inline]] void update(Number& w, Number g, auto& memory, const auto& shared,
                                     auto& let) const {
    if constexpr (decays)
      g = let("g", g + let.number(weight_decay) * w, "weight decay as a part of the gradient");
    const Number s = memory[0] = let("s", memory[0] + square(g), "sum of the squared gradients");
    w = let("w", w - shared[0] * g / (sqrt(s) + let.number(epsilon)), "");
  }
};

// Lets an update branch on its switches before its loop, not in it: calls body<switches…>() with
// the run-time values as template arguments.
template <bool... known, std::size_t count, class Body>
void with_constants(const std::array<bool, count>& switches, Body&& body) {
  if constexpr (sizeof...(known) == count) {
    body.template operator()<known...>();
  } else if (switches[sizeof...(known)]) {
    with_constants<known..., true>(switches, body);
  } else {
    with_constants<known..., false>(switches, body);
  }
}

}  // namespace downhill::descent
