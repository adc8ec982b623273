// The solution of exercise 09, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <cmath>

namespace downhill::learner {

// Task sgd: "updated weights", Figure 2.2
//
// Return the weight after one update.
//   w = w - rate · dw
Real sgd(Real w, Real dw, Real rate) {
  // [solution]
  return w - rate * dw;
  // [stub] not_started(w, dw, rate);
  // [end]
}

// Task momentum: "a memory of past gradients"
//
// b is the memory, 0 before the first update; mu says how much of it is kept.
//   b = mu · b + dw        w = w - rate · b
MomentumStep momentum(Real w, Real dw, Real b, Real rate, Real mu) {
  // [solution]
  b = mu * b + dw;
  return {b, w - rate * b};
  // [stub] not_started(w, dw, b, rate, mu);
  // [end]
}

// Task adam: "it cleverly adapts the learning rate for each parameter"
//
// m and v are the memory, 0 before the first update: running means of the gradient and of its
// square. t counts the updates: 1, 2, 3, … Both means start at 0 and so are too small at first; the
// division corrects that.
//   m = beta1 · m + (1 - beta1) · dw          v = beta2 · v + (1 - beta2) · dw²
//   m_hat = m / (1 - beta1^t)                 v_hat = v / (1 - beta2^t)
//   w = w - rate · m_hat / (√v_hat + epsilon)
AdamStep adam(Real w, Real dw, Real m, Real v, int t, const AdamSettings& s) {
  // [solution]
  m = s.beta1 * m + (1 - s.beta1) * dw;
  v = s.beta2 * v + (1 - s.beta2) * dw * dw;
  const Real m_hat = m / (1 - std::pow(s.beta1, Real(t)));
  const Real v_hat = v / (1 - std::pow(s.beta2, Real(t)));
  return {m, v, m_hat, v_hat, w - s.rate * m_hat / (std::sqrt(v_hat) + s.epsilon)};
  // [stub] not_started(w, dw, m, v, t, s);
  // [end]
}

// Task adamw: "it handles a regularization technique called weight decay more effectively"
//
// First the weight shrinks, whatever its gradient is; then Adam moves what is left of it. The
// moments never see the decay.
//   decayed = w · (1 - rate · weight decay)
AdamWStep adamw(Real w, Real dw, Real m, Real v, int t, const AdamSettings& s, Real weight_decay) {
  // [solution]
  const Real decayed = w * (1 - s.rate * weight_decay);
  return {decayed, adam(decayed, dw, m, v, t, s)};
  // [stub] not_started(w, dw, m, v, t, s, weight_decay);
  // [end]
}

}  // namespace downhill::learner
