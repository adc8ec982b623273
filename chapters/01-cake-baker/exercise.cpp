// 01 The "Aha!" Moment: The Cake Baker's Journey
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 01          build/downhill hint 01
#include "tasks.hpp"

namespace downhill::learner {

// Task one_knob: "after each attempt, a friend tastes your cake"
//
// Turn this one knob up by nudge and leave the others alone. How much does the score change for
// each unit of the knob? The friend is called like a function: taste(recipe) is a number.
//   slope = (score after - score before) / nudge
Real one_knob(const Taste& taste, const Recipe& recipe, std::size_t knob, Real nudge) {
  not_started(taste, recipe, knob, nudge);  // your code
}

// Task every_knob: "gives you a lousiness score", the loop over all knobs
//
// Return the slope along each knob, in their order. Cakes are expensive: taste the recipe as it is
// once, and then one changed recipe for each knob.
//   n knobs, n + 1 tastings
std::vector<Real> every_knob(const Taste& taste, const Recipe& recipe, Real nudge) {
  not_started(taste, recipe, nudge);  // your code
}

// Task adjust: "adjusting your recipe"
//
// Return the next recipe: every knob a little in the direction that makes the cake less lousy.
//   knob = knob - rate · slope
Recipe adjust(const Recipe& recipe, const std::vector<Real>& slopes, Real rate) {
  not_started(recipe, slopes, rate);  // your code
}

// Task journey: "Keep adjusting your recipe until that score gets as close to zero as possible"
//
// Taste and adjust so many times. Return the recipe after each round; the first is the one after
// the first adjustment.
std::vector<Recipe> journey(const Taste& taste, Recipe recipe, Real nudge, Real rate, int rounds) {
  not_started(taste, recipe, nudge, rate, rounds);  // your code
}

}  // namespace downhill::learner
