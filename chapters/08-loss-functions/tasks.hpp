// What exercise 08 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

using Row = std::vector<Real>;

// A loss, and its slope along each number of the prediction. A loss that is not filled in is nan,
// not a number.
struct LossOfRow {
  Real loss = NAN;
  Row gradient;
};
struct LossOfRows {
  Real loss = NAN;
  std::vector<Row> gradient;
};

LossOfRow mean_squared_error(const Row& prediction, const Row& truth);
Row softmax(const Row& z);
Real cross_entropy(const std::vector<Row>& z, const std::vector<std::size_t>& truth);
LossOfRows cross_entropy_and_gradient(const std::vector<Row>& z,
                                      const std::vector<std::size_t>& truth);

}  // namespace downhill::learner
