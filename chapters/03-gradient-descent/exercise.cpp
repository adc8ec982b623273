// 03 Assembling the Pieces: Gradient Descent
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 03          build/downhill hint 03
#include "tasks.hpp"

namespace downhill::learner {

// Task gradient: "which direction is the steepest way up?"
//
// The hill is y = x². Return its gradient at x.
//   dy/dx = 2 x
Real gradient(Real x) {
  not_started(x);  // your code
}

// Task step: "a small step in the exact opposite direction"
//
// Return where one step from x leads.
//   new x = x - learning rate · gradient
Real step(Real x, Real learning_rate) {
  not_started(x, learning_rate);  // your code
}

// Task walk: "repeat", the Code Demonstration
//
// Take so many steps from x. Return each: where it has led to, and the gradient that led there.
// From 10 with learning rate 0.1 the first is {8, 20}, the second {6.4, 16}.
std::vector<Step> walk(Real x, Real learning_rate, int steps) {
  not_started(x, learning_rate, steps);  // your code
}

// Task factor: the Prediction Exercise, "steps that were too large … too small"
//
// On this hill every step multiplies x by the same number, wherever x is. Put the gradient into
// the formula of the step and return that number: below -1 the walk climbs out, near 1 it creeps.
//   new x = factor · x
Real factor(Real learning_rate) {
  not_started(learning_rate);  // your code
}

}  // namespace downhill::learner
