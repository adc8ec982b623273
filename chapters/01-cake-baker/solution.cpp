// The solution of exercise 01, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

namespace downhill::learner {

// Task one_knob: "after each attempt, a friend tastes your cake"
//
// Turn this one knob up by nudge and leave the others alone. How much does the score change for
// each unit of the knob? The friend is called like a function: taste(recipe) is a number.
//   slope = (score after - score before) / nudge
Real one_knob(const Taste& taste, const Recipe& recipe, std::size_t knob, Real nudge) {
  // [solution]
  Recipe changed = recipe;
  changed[knob] += nudge;
  return (taste(changed) - taste(recipe)) / nudge;
  // [stub] not_started(taste, recipe, knob, nudge);
  // [end]
}

// Task every_knob: "gives you a lousiness score", the loop over all knobs
//
// Return the slope along each knob, in their order. Cakes are expensive: taste the recipe as it is
// once, and then one changed recipe for each knob.
//   n knobs, n + 1 tastings
std::vector<Real> every_knob(const Taste& taste, const Recipe& recipe, Real nudge) {
  // [solution]
  const Real before = taste(recipe);
  std::vector<Real> slopes;
  for (std::size_t knob = 0; knob < recipe.size(); ++knob) {
    Recipe changed = recipe;
    changed[knob] += nudge;
    slopes.push_back((taste(changed) - before) / nudge);
  }
  return slopes;
  // [stub] not_started(taste, recipe, nudge);
  // [end]
}

// Task adjust: "adjusting your recipe"
//
// Return the next recipe: every knob a little in the direction that makes the cake less lousy.
//   knob = knob - rate · slope
Recipe adjust(const Recipe& recipe, const std::vector<Real>& slopes, Real rate) {
  // [solution]
  Recipe next = recipe;
  for (std::size_t knob = 0; knob < recipe.size(); ++knob) next[knob] -= rate * slopes[knob];
  return next;
  // [stub] not_started(recipe, slopes, rate);
  // [end]
}

// Task journey: "Keep adjusting your recipe until that score gets as close to zero as possible"
//
// Taste and adjust so many times. Return the recipe after each round; the first is the one after
// the first adjustment.
std::vector<Recipe> journey(const Taste& taste, Recipe recipe, Real nudge, Real rate, int rounds) {
  // [solution]
  std::vector<Recipe> recipes;
  for (int round = 0; round < rounds; ++round) {
    recipe = adjust(recipe, every_knob(taste, recipe, nudge), rate);
    recipes.push_back(recipe);
  }
  return recipes;
  // [stub] not_started(taste, recipe, nudge, rate, rounds);
  // [end]
}

}  // namespace downhill::learner
