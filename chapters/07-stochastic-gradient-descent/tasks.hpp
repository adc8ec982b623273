// What exercise 07 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// The model is a line, w · x + b.
struct Line {
  Real w, b;
};
struct Example {
  Real x, y;
};
// A loss and its gradient. What is not filled in is nan, not a number.
struct Slope {
  Real loss = NAN, dw = NAN, db = NAN;
};

std::vector<std::size_t> sample(std::size_t examples, std::size_t batch_size, Random& random);
Slope of_one(Line line, Example example);
Slope of_batch(Line line, std::span<const Example> data, std::span<const std::size_t> batch);
std::vector<Line> stumble(Line line, std::span<const Example> data,
                          std::span<const std::vector<std::size_t>> batches, Real rate);

}  // namespace downhill::learner
