// The solution of exercise 03, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

namespace downhill::learner {

// Task gradient: "which direction is the steepest way up?"
//
// The hill is y = x². Return its gradient at x.
//   dy/dx = 2 x
Real gradient(Real x) {
  // [solution]
  return 2 * x;
  // [stub] not_started(x);
  // [end]
}

// Task step: "a small step in the exact opposite direction"
//
// Return where one step from x leads.
//   new x = x - learning rate · gradient
Real step(Real x, Real learning_rate) {
  // [solution]
  return x - learning_rate * gradient(x);
  // [stub] not_started(x, learning_rate);
  // [end]
}

// Task walk: "repeat", the Code Demonstration
//
// Take so many steps from x. Return each: where it has led to, and the gradient that led there.
// From 10 with learning rate 0.1 the first is {8, 20}, the second {6.4, 16}.
std::vector<Step> walk(Real x, Real learning_rate, int steps) {
  // [solution]
  std::vector<Step> path;
  for (int i = 0; i < steps; ++i) {
    const Real slope = gradient(x);
    x = step(x, learning_rate);
    path.push_back({x, slope});
  }
  return path;
  // [stub] not_started(x, learning_rate, steps);
  // [end]
}

// Task factor: the Prediction Exercise, "steps that were too large … too small"
//
// On this hill every step multiplies x by the same number, wherever x is. Put the gradient into
// the formula of the step and return that number: below -1 the walk climbs out, near 1 it creeps.
//   new x = factor · x
Real factor(Real learning_rate) {
  // [solution]
  return 1 - 2 * learning_rate;
  // [stub] not_started(learning_rate);
  // [end]
}

}  // namespace downhill::learner
