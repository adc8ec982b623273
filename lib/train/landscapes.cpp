#include "train/landscapes.hpp"

#include <fmt/format.h>

#include "scalar/backward.hpp"
#include "scalar/operators.hpp"

namespace downhill {
namespace {

Scalar bowl(Scalar x, Scalar y) {
  const Scalar across = square(x), along = square(y);
  return across + along;
}

Scalar ravine(Scalar x, Scalar y) {
  const Scalar along = Real(0.05) * square(x), across = square(y);
  return along + across;
}

// Along x the slope is 4 (x + 1) (x - 3/16) (x - 1): valleys at -1 and, 1 higher, at 1.
Scalar two_valleys(Scalar x, Scalar y) {
  const Scalar quartic = pow(x, 4), cubic = 0.25 * pow(x, 3);
  const Scalar slant = 0.75 * x, dip = 2 * square(x);  // which comes first is no compiler's choice
  const Scalar ridge = quartic - cubic - dip + slant + 1.5;
  return ridge + square(y);
}

// Along y the slope is y (y² - 1): flat at 0, where the slope along x is 0, too.
Scalar saddle(Scalar x, Scalar y) {
  const Scalar across = square(x), along = square(square(y) - 1) / 4;
  return across + along;
}

// Rosenbrock 1960: the valley floor y = x² is nearly flat, its walls are steep.
Scalar rosenbrock(Scalar x, Scalar y) {
  const Scalar along = square(1 - x), across = 100 * square(y - square(x));
  return along + across;
}

}  // namespace

const std::vector<Landscape>& landscapes() {
  static const std::vector<Landscape> all = {
      {.name = "bowl",
       .words = "round: downhill points straight to the lowest point",
       .formula = "x ** 2 + y ** 2",
       .height = bowl,
       .lowest = {{0, 0}},
       .flat = {},
       .low = {-3, -3},
       .high = {3, 3},
       .start = {Real(-2.5), 2},
       .rate = Real(0.1)},
      {.name = "ravine",
       .words = "twenty times steeper across than along: a rate for one is wrong for the other",
       .formula = "0.05 * x ** 2 + y ** 2",
       .height = ravine,
       .lowest = {{0, 0}},
       .flat = {},
       .low = {-8, -4},
       .high = {4, 4},
       .start = {-7, 3},
       .rate = Real(0.9)},
      {.name = "two valleys",
       .words = "the valley on the right is a mediocre one: it ends at height 1",
       .formula = "x ** 4 - 0.25 * x ** 3 - 2 * x ** 2 + 0.75 * x + 1.5 + y ** 2",
       .height = two_valleys,
       .lowest = {{-1, 0}},
       .flat = {{Real(0.1875), 0}, {1, 0}},
       .low = {-2, -2},
       .high = {2, 2},
       .start = {Real(1.7), Real(1.5)},
       .rate = Real(0.05)},
      {.name = "saddle",
       .words = "flat in the middle, where it goes up on two sides and down on the two others",
       .formula = "x ** 2 + (y ** 2 - 1) ** 2 / 4",
       .height = saddle,
       .lowest = {{0, 1}, {0, -1}},
       .flat = {{0, 0}},
       .low = {-2, -2},
       .high = {2, 2},
       .start = {Real(-1.8), Real(0.001)},
       .rate = Real(0.1)},
      {.name = "Rosenbrock",
       .words = "a bent valley with steep walls and a floor that is nearly flat",
       .formula = "(1 - x) ** 2 + 100 * (y - x ** 2) ** 2",
       .height = rosenbrock,
       .lowest = {{1, 1}},
       .flat = {},
       .low = {-2, -1},
       .high = {2, 3},
       .start = {Real(-1.2), 1},
       .rate = Real(0.001)},
  };
  return all;
}

const Landscape& landscape_named(std::string_view name) {
  std::string names;
  for (const Landscape& landscape : landscapes()) {
    if (landscape.name == name) return landscape;
    names += (names.empty() ? "" : ", ") + std::string(landscape.name);
  }
  throw UsageError(fmt::format("there is no landscape {}; the landscapes are {}", name, names));
}

Ground ground_at(const Landscape& landscape, MapPoint point) {
  static thread_local Tape tape;  // cleared, it keeps its memory for the next point
  tape.clear();
  const Scalar x = tape.parameter("x", point.x), y = tape.parameter("y", point.y);
  const Scalar height = landscape.height(x, y);
  const Gradients gradients = backward(height);
  return {height.value(), {gradients[x], gradients[y]}};
}

}  // namespace downhill
