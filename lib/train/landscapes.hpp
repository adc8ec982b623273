// Landscapes: the hills of the text, as functions of two numbers that can be drawn from above.
//
//     const Landscape& ravine = landscape_named("ravine");
//     Tape tape;
//     Scalar x = tape.parameter("x", ravine.start.x), y = tape.parameter("y", ravine.start.y);
//     Gradients g = backward(ravine.height(x, y));        // which way is up
//
// Every landscape is 0 at its lowest points and above 0 elsewhere, so heights can stand on a
// logarithmic axis. Each is here for one thing that a descent can meet.
#pragma once

#include <string_view>
#include <vector>

#include "scalar/scalar.hpp"

namespace downhill {

struct MapPoint {
  Real x = 0, y = 0;
};

struct Landscape {
  std::string_view name;     // ravine
  std::string_view words;    // what it shows, in a sentence
  std::string_view formula;  // its height in the words of the formula language
  Scalar (*height)(Scalar x, Scalar y);
  std::vector<MapPoint> lowest;  // where the height is 0
  std::vector<MapPoint> flat;    // where else the slope is 0: saddles, higher valleys, tops
  MapPoint low, high;            // two corners of the window that a map should show
  MapPoint start;                // where a descent starts if nobody says where
  Real rate;                     // with which plain gradient descent gets down well
};

// bowl, ravine, two valleys, saddle, Rosenbrock.
const std::vector<Landscape>& landscapes();

// The landscape with this name. UsageError with the list of names if there is none.
const Landscape& landscape_named(std::string_view name);

// The height at a point and the slope there, from one recording and one backward pass.
struct Ground {
  Real height = 0;
  MapPoint slope;
};
Ground ground_at(const Landscape& landscape, MapPoint point);

}  // namespace downhill
