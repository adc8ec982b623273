// 02 The Building Blocks: Cost Functions and Loss
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 02          build/downhill hint 02
#include "tasks.hpp"

#include <cmath>

namespace downhill::learner {

// Task mean_squared_error: "how far off"
//
// A cost of numbers: the mean of the squared misses over all predictions. A perfect score is zero.
//   cost = ((p1 - t1)² + (p2 - t2)² + …) / n
Real mean_squared_error(const Numbers& prediction, const Numbers& answer) {
  not_started(prediction, answer);  // your code
}

// Task squared_gradient: which prediction is to blame, and how much?
//
// The slope of that cost along each prediction, in their order.
//   dp = 2 (p - t) / n
Numbers mean_squared_error_gradient(const Numbers& prediction, const Numbers& answer) {
  not_started(prediction, answer);  // your code
}

// Task cross_entropy: "the brutally honest critic", of a choice
//
// A prediction is a probability for each class: cat, dog, bird. The answer is the place of the
// right class in that list. The cost is how surprised somebody was who believed the prediction.
//   cost = -log(probability of the right class)
Real cross_entropy(const Numbers& probability, std::size_t right) {
  not_started(probability, right);  // your code
}

// Task entropy_gradient: what would have made the critic happier?
//
// The slope of that cost along each probability, in their order: 0 where the cost does not look.
//   d log(x) / dx = 1 / x
Numbers cross_entropy_gradient(const Numbers& probability, std::size_t right) {
  not_started(probability, right);  // your code
}

}  // namespace downhill::learner
