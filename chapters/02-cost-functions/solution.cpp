// The solution of exercise 02, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <cmath>

namespace downhill::learner {

// Task mean_squared_error: "how far off"
//
// A cost of numbers: the mean of the squared misses over all predictions. A perfect score is zero.
//   cost = ((p1 - t1)² + (p2 - t2)² + …) / n
Real mean_squared_error(const Numbers& prediction, const Numbers& answer) {
  // [solution]
  Real sum = 0;
  for (std::size_t i = 0; i < prediction.size(); ++i)
    sum += (prediction[i] - answer[i]) * (prediction[i] - answer[i]);
  return sum / Real(prediction.size());
  // [stub] not_started(prediction, answer);
  // [end]
}

// Task squared_gradient: which prediction is to blame, and how much?
//
// The slope of that cost along each prediction, in their order.
//   dp = 2 (p - t) / n
Numbers mean_squared_error_gradient(const Numbers& prediction, const Numbers& answer) {
  // [solution]
  Numbers slopes;
  for (std::size_t i = 0; i < prediction.size(); ++i)
    slopes.push_back(2 * (prediction[i] - answer[i]) / Real(prediction.size()));
  return slopes;
  // [stub] not_started(prediction, answer);
  // [end]
}

// Task cross_entropy: "the brutally honest critic", of a choice
//
// A prediction is a probability for each class: cat, dog, bird. The answer is the place of the
// right class in that list. The cost is how surprised somebody was who believed the prediction.
//   cost = -log(probability of the right class)
Real cross_entropy(const Numbers& probability, std::size_t right) {
  // [solution]
  return -std::log(probability[right]);
  // [stub] not_started(probability, right);
  // [end]
}

// Task entropy_gradient: what would have made the critic happier?
//
// The slope of that cost along each probability, in their order: 0 where the cost does not look.
//   d log(x) / dx = 1 / x
Numbers cross_entropy_gradient(const Numbers& probability, std::size_t right) {
  // [solution]
  Numbers slopes(probability.size(), 0);
  slopes[right] = -1 / probability[right];
  return slopes;
  // [stub] not_started(probability, right);
  // [end]
}

}  // namespace downhill::learner
