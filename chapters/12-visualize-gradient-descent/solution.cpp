// The solution of exercise 12, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task predict: "how different learning rates affect convergence"
//
// On a x² + b y² every step multiplies x by one number, and y by another. Return where a walk is
// after so many steps, without walking: a number to the power of steps is std::pow(number, steps).
//   x after one step = x - rate · 2 a x = (1 - 2 a · rate) x
MapPoint predict(Ravine ravine, MapPoint start, Real rate, int steps) {
  // [solution]
  return {std::pow(1 - 2 * ravine.a * rate, Real(steps)) * start.x,
          std::pow(1 - 2 * ravine.b * rate, Real(steps)) * start.y};
  // [stub] not_started(ravine, start, rate, steps);
  // [end]
}

// Task edge: the rate at which a walk begins to climb out
//
// Return the largest rate with which neither x nor y grows from step to step. The steeper of the
// two directions decides.
//   -1 ≤ 1 - 2 a · rate    and    -1 ≤ 1 - 2 b · rate
Real edge(Ravine ravine) {
  // [solution]
  return 1 / std::max(ravine.a, ravine.b);
  // [stub] not_started(ravine);
  // [end]
}

// Task best: the rate that is best for both directions together
//
// The slower of the two directions decides how long it takes. Return the rate with which the larger
// of the two factors' sizes, |1 - 2 a · rate| and |1 - 2 b · rate|, is as small as it can be: there
// one of them is as far above 0 as the other is below.
//   1 - 2 a · rate = -(1 - 2 b · rate)
Real best(Ravine ravine) {
  // [solution]
  return 1 / (ravine.a + ravine.b);
  // [stub] not_started(ravine);
  // [end]
}

// Task walk: the path on the map
//
// Return the walk down any landscape from hill.start: the start itself, and where each step leads.
// ground_at(hill, point).slope is the gradient at a point, with its parts x and y.
//   point = point - rate · slope
std::vector<MapPoint> walk(const Landscape& hill, Real rate, int steps) {
  // [solution]
  std::vector<MapPoint> path = {hill.start};
  for (int step = 0; step < steps; ++step) {
    const MapPoint at = path.back(), slope = ground_at(hill, at).slope;
    path.push_back({at.x - rate * slope.x, at.y - rate * slope.y});
  }
  return path;
  // [stub] not_started(hill, rate, steps);
  // [end]
}

// Task slider: predict, then place the slider
//
// Return a rate with which 100 steps from hill.start end lower than 0.01. Every landscape is 0 at
// its lowest. Place a slider for each of "bowl", "ravine", "two valleys" and "saddle" (hill.name
// says which it is), or let your walk try rates one after another.
Real slider(const Landscape& hill) {
  // [solution]
  Real best_rate = 0, lowest = ground_at(hill, hill.start).height;
  for (Real rate = Real(0.01); rate < 1; rate *= Real(1.1)) {
    const Real height = ground_at(hill, walk(hill, rate, 100).back()).height;
    if (height < lowest) {
      best_rate = rate;
      lowest = height;
    }
  }
  return best_rate;
  // [stub] not_started(hill);
  // [end]
}

}  // namespace downhill::learner
