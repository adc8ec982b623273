// The elementwise losses as rules in the manner of ops/rules.hpp: p is the prediction, t the
// target, value what they lose, slope_p and slope_t its derivatives. Generic in the number type,
// so that the same lines compute and spell.
#pragma once

#include "ops/functions.hpp"
#include "ops/symbol.hpp"

namespace downhill::losses {

using ops::abs, ops::log, ops::log1p, ops::log_sigmoid, ops::maximum, ops::relu, ops::sigmoid,
    ops::sign, ops::softplus, ops::square, ops::where;

struct SquaredError {
  static constexpr std::string_view name = "mse";
  auto value(auto p, auto t) const { return square(p - t); }
  auto slope_p(auto p, auto t) const { return 2 * (p - t); }
  auto slope_t(auto p, auto t) const { return 2 * (t - p); }
};

struct AbsoluteError {
  static constexpr std::string_view name = "l1";
  auto value(auto p, auto t) const { return abs(p - t); }
  auto slope_p(auto p, auto t) const { return sign(p - t); }
  auto slope_t(auto p, auto t) const { return sign(t - p); }
};

struct Huber {
  static constexpr std::string_view name = "huber";
  Real delta;
  auto value(auto p, auto t) const {
    return where(delta >= abs(p - t), square(p - t) / 2, delta * (abs(p - t) - delta / 2));
  }
  auto slope_p(auto p, auto t) const {
    return where(delta >= abs(p - t), p - t, delta * sign(p - t));
  }
  auto slope_t(auto p, auto t) const {
    return where(delta >= abs(p - t), t - p, delta * sign(t - p));
  }
};

// log1p(-p) is log(1 - p) with all the digits of a small p. The cut-offs are PyTorch's (whose 1e-12
// is a float, and so 4e-21 less); where they act, its slope does not vanish but stays finite.
struct BinaryCrossEntropy {
  static constexpr std::string_view name = "bce";
  static constexpr Real lowest = -100, smallest = Real(1e-12);
  auto value(auto p, auto t) const {
    return -(t * maximum(log(p), lowest) + (1 - t) * maximum(log1p(-p), lowest));
  }
  auto slope_p(auto p, auto t) const { return (p - t) / maximum(p * (1 - p), smallest); }
  auto slope_t(auto p, auto) const { return maximum(log1p(-p), lowest) - maximum(log(p), lowest); }
};

// -log(sigmoid(z)) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z): nothing cancels.
struct LogitCrossEntropy {
  static constexpr std::string_view name = "bce_with_logits";
  auto value(auto z, auto t) const { return t * softplus(-z) + (1 - t) * softplus(z); }
  auto slope_p(auto z, auto t) const { return sigmoid(z) - t; }
  auto slope_t(auto z, auto) const { return -z; }
};

struct Hinge {
  static constexpr std::string_view name = "hinge";
  auto value(auto z, auto t) const { return relu(1 - t * z); }
  auto slope_p(auto z, auto t) const { return where(1 - t * z > 0, -t, 0); }
  auto slope_t(auto z, auto t) const { return where(1 - t * z > 0, -z, 0); }
};

struct KullbackLeibler {
  static constexpr std::string_view name = "kl_div";
  auto value(auto log_q, auto p) const { return where(p == 0, 0, p * (log(p) - log_q)); }
  auto slope_p(auto, auto p) const { return -p; }
  auto slope_t(auto log_q, auto p) const { return where(p == 0, 0, log(p) + 1 - log_q); }
};

}  // namespace downhill::losses
