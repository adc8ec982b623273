// 12 Visualize Gradient Descent
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 12          build/downhill hint 12
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
  not_started(ravine, start, rate, steps);  // your code
}

// Task edge: the rate at which a walk begins to climb out
//
// Return the largest rate with which neither x nor y grows from step to step. The steeper of the
// two directions decides.
//   -1 ≤ 1 - 2 a · rate    and    -1 ≤ 1 - 2 b · rate
Real edge(Ravine ravine) {
  not_started(ravine);  // your code
}

// Task best: the rate that is best for both directions together
//
// The slower of the two directions decides how long it takes. Return the rate with which the larger
// of the two factors' sizes, |1 - 2 a · rate| and |1 - 2 b · rate|, is as small as it can be: there
// one of them is as far above 0 as the other is below.
//   1 - 2 a · rate = -(1 - 2 b · rate)
Real best(Ravine ravine) {
  not_started(ravine);  // your code
}

// Task walk: the path on the map
//
// Return the walk down any landscape from hill.start: the start itself, and where each step leads.
// ground_at(hill, point).slope is the gradient at a point, with its parts x and y.
//   point = point - rate · slope
std::vector<MapPoint> walk(const Landscape& hill, Real rate, int steps) {
  not_started(hill, rate, steps);  // your code
}

// Task slider: predict, then place the slider
//
// Return a rate with which 100 steps from hill.start end lower than 0.01. Every landscape is 0 at
// its lowest. Place a slider for each of "bowl", "ravine", "two valleys" and "saddle" (hill.name
// says which it is), or let your walk try rates one after another.
Real slider(const Landscape& hill) {
  not_started(hill);  // your code
}

}  // namespace downhill::learner
