// 08 Loss Functions
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 08          build/downhill hint 08
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task mean_squared_error: "the classic choice for regression tasks"
//
// Return the loss, and its gradient with respect to each of the n predictions.
//   loss = (1/n) Σ (prediction - truth)²        gradient = 2 (prediction - truth) / n
LossOfRow mean_squared_error(const Row& prediction, const Row& truth) {
  not_started(prediction, truth);  // your code
}

// Task softmax: "a predicted probability distribution"
//
// Return the probabilities that belong to the logits z: positive, and 1 together. Logits may be as
// large as 1000, and e^1000 is more than a double can hold; but p stays the same if the same number
// m is taken from every logit first.
//   p_i = e^z_i / Σ e^z_k = e^(z_i - m) / Σ e^(z_k - m)
Row softmax(const Row& z) {
  not_started(z);  // your code
}

// Task cross_entropy: "how far off" it is "from the one-hot encoded truth"
//
// Each row of z holds the logits of one sample, truth the number of its right class. Return the
// mean over the N samples of -log of what the model gave to the right class. With -log(p) as it
// stands, a p that has become 0 makes the loss infinite; the second form does not.
//   loss = (1/N) Σ -log p_truth,    -log p_truth = log(Σ e^(z_k - m)) + m - z_truth
Real cross_entropy(const std::vector<Row>& z, const std::vector<std::size_t>& truth) {
  not_started(z, truth);  // your code
}

// Task gradient: probabilities minus the one-hot encoded truth
//
// Return the same loss together with its gradient with respect to every logit. The loss is a mean
// over N samples, so the gradient of each is one N-th of what it would be alone.
//   dz = (p - one-hot truth) / N
LossOfRows cross_entropy_and_gradient(const std::vector<Row>& z,
                                      const std::vector<std::size_t>& truth) {
  not_started(z, truth);  // your code
}

}  // namespace downhill::learner
