// What exercise 09 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cmath>

#include "downhill.hpp"

namespace downhill::learner {

struct AdamSettings {
  Real rate, beta1, beta2, epsilon;
};

// Everything that one update of Adam computes for one weight, in this order. What is not filled in
// is nan, not a number.
struct AdamStep {
  Real m = NAN, v = NAN;          // the memory, as it is kept for the next update
  Real m_hat = NAN, v_hat = NAN;  // corrected for its start at 0
  Real w = NAN;                   // the weight after the update
};

struct AdamWStep {
  Real decayed = NAN;  // the weight after its decay
  AdamStep adam;
};

struct MomentumStep {
  Real b = NAN, w = NAN;  // the memory, and the weight after the update
};

Real sgd(Real w, Real dw, Real rate);
MomentumStep momentum(Real w, Real dw, Real b, Real rate, Real mu);
AdamStep adam(Real w, Real dw, Real m, Real v, int t, const AdamSettings& s);
AdamWStep adamw(Real w, Real dw, Real m, Real v, int t, const AdamSettings& s, Real weight_decay);

}  // namespace downhill::learner
