// What exercise 12 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <vector>

#include "downhill.hpp"
#include "train/landscapes.hpp"

namespace downhill::learner {

// A landscape a x² + b y²: a bowl where a and b are equal, else a ravine.
struct Ravine {
  Real a, b;
};

MapPoint predict(Ravine ravine, MapPoint start, Real rate, int steps);
Real edge(Ravine ravine);
Real best(Ravine ravine);
std::vector<MapPoint> walk(const Landscape& hill, Real rate, int steps);
Real slider(const Landscape& hill);

}  // namespace downhill::learner
