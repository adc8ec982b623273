// What exercise 01 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <functional>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// A recipe is a list of knobs: how much of each.
using Recipe = std::vector<Real>;

// Your friend: bakes a cake by the recipe, tastes it and gives its lousiness, 0 to 100.
using Taste = std::function<Real(const Recipe&)>;

Real one_knob(const Taste& taste, const Recipe& recipe, std::size_t knob, Real nudge);
std::vector<Real> every_knob(const Taste& taste, const Recipe& recipe, Real nudge);
Recipe adjust(const Recipe& recipe, const std::vector<Real>& slopes, Real rate);
std::vector<Recipe> journey(const Taste& taste, Recipe recipe, Real nudge, Real rate, int rounds);

}  // namespace downhill::learner
