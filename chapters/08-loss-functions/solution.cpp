// The solution of exercise 08, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task mean_squared_error: "the classic choice for regression tasks"
//
// Return the loss, and its gradient with respect to each of the n predictions.
//   loss = (1/n) Σ (prediction - truth)²        gradient = 2 (prediction - truth) / n
LossOfRow mean_squared_error(const Row& prediction, const Row& truth) {
  // [solution]
  const auto n = Real(prediction.size());
  LossOfRow result{0, {}};
  for (std::size_t i = 0; i < prediction.size(); ++i) {
    const Real miss = prediction[i] - truth[i];
    result.loss += miss * miss / n;
    result.gradient.push_back(2 * miss / n);
  }
  return result;
  // [stub] not_started(prediction, truth);
  // [end]
}

// Task softmax: "a predicted probability distribution"
//
// Return the probabilities that belong to the logits z: positive, and 1 together. Logits may be as
// large as 1000, and e^1000 is more than a double can hold; but p stays the same if the same number
// m is taken from every logit first.
//   p_i = e^z_i / Σ e^z_k = e^(z_i - m) / Σ e^(z_k - m)
Row softmax(const Row& z) {
  // [solution]
  const Real m = *std::max_element(z.begin(), z.end());
  Row p;
  Real total = 0;
  for (const Real logit : z) {
    p.push_back(std::exp(logit - m));
    total += p.back();
  }
  for (Real& part : p) part /= total;
  return p;
  // [stub] not_started(z);
  // [end]
}

// Task cross_entropy: "how far off" it is "from the one-hot encoded truth"
//
// Each row of z holds the logits of one sample, truth the number of its right class. Return the
// mean over the N samples of -log of what the model gave to the right class. With -log(p) as it
// stands, a p that has become 0 makes the loss infinite; the second form does not.
//   loss = (1/N) Σ -log p_truth,    -log p_truth = log(Σ e^(z_k - m)) + m - z_truth
Real cross_entropy(const std::vector<Row>& z, const std::vector<std::size_t>& truth) {
  // [solution]
  Real loss = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const Real m = *std::max_element(z[i].begin(), z[i].end());
    Real total = 0;
    for (const Real logit : z[i]) total += std::exp(logit - m);
    loss += (std::log(total) + m - z[i][truth[i]]) / Real(z.size());
  }
  return loss;
  // [stub] not_started(z, truth);
  // [end]
}

// Task gradient: probabilities minus the one-hot encoded truth
//
// Return the same loss together with its gradient with respect to every logit. The loss is a mean
// over N samples, so the gradient of each is one N-th of what it would be alone.
//   dz = (p - one-hot truth) / N
LossOfRows cross_entropy_and_gradient(const std::vector<Row>& z,
                                      const std::vector<std::size_t>& truth) {
  // [solution]
  LossOfRows result{cross_entropy(z, truth), {}};
  for (std::size_t i = 0; i < z.size(); ++i) {
    Row dz = softmax(z[i]);
    dz[truth[i]] -= 1;
    for (Real& slope : dz) slope /= Real(z.size());
    result.gradient.push_back(dz);
  }
  return result;
  // [stub] not_started(z, truth);
  // [end]
}

}  // namespace downhill::learner
