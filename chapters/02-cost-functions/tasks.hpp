// What exercise 02 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// Predictions and answers: as many of one as of the other.
using Numbers = std::vector<Real>;

Real mean_squared_error(const Numbers& prediction, const Numbers& answer);
Numbers mean_squared_error_gradient(const Numbers& prediction, const Numbers& answer);
Real cross_entropy(const Numbers& probability, std::size_t right);
Numbers cross_entropy_gradient(const Numbers& probability, std::size_t right);

}  // namespace downhill::learner
