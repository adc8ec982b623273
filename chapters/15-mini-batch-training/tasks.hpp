// What exercise 15 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

using Batch = std::vector<std::size_t>;  // numbers of examples

// The model is a line, w · x + b.
struct Line {
  Real w, b;
};
struct Example {
  Real x, y;
};

// One step of the training: the loss of its mini-batch before it, and the line after it.
struct Step {
  Real loss = NAN;
  Line line;
};

// Given to you: the mean squared miss over a mini-batch, and its gradient.
struct Slope {
  Real loss, dw, db;
};
Slope of_batch(Line line, std::span<const Example> data, const Batch& batch);

// Given to you: the order in which epoch 0, 1, … meets the examples.
Batch order_of_epoch(int epoch, std::size_t examples);

std::size_t steps_of_an_epoch(std::size_t examples, std::size_t batch_size);
std::vector<Batch> cut(const Batch& order, std::size_t batch_size);
std::vector<Step> train(Line line, std::span<const Example> data, std::size_t batch_size, Real rate,
                        int epochs);
Real noise(std::span<const Real> losses);

}  // namespace downhill::learner
