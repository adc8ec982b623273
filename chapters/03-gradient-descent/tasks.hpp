// What exercise 03 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// One step of the walk: where it has led to, and the gradient that led there.
struct Step {
  Real x, gradient;
};

Real gradient(Real x);
Real step(Real x, Real learning_rate);
std::vector<Step> walk(Real x, Real learning_rate, int steps);
Real factor(Real learning_rate);

}  // namespace downhill::learner
