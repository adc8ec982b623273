// The solution of exercise 14, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task factor_per_layer: "vanishing gradients"
//
// hears[0] belongs to the first layer, and blame flows from the last one to it. Return by what
// number it is multiplied from one layer to the one before it, if that were the same everywhere.
//   factor = (hears of the first / hears of the last) ^ (1 / (layers - 1))
Real factor_per_layer(const std::vector<Real>& hears) {
  // [solution]
  return std::pow(hears.front() / hears.back(), 1 / Real(hears.size() - 1));
  // [stub] not_started(hears);
  // [end]
}

// Task silent_share: dead ReLUs
//
// outputs holds a row for each example, with a number for each neuron of a layer. A neuron is
// silent if it gives 0 for every example. Return the share of silent neurons, from 0 to 1.
Real silent_share(const std::vector<std::vector<Real>>& outputs) {
  // [solution]
  const std::size_t neurons = outputs[0].size();
  std::size_t silent = 0;
  for (std::size_t k = 0; k < neurons; ++k)
    silent += std::all_of(outputs.begin(), outputs.end(),
                          [k](const std::vector<Real>& row) { return row[k] == 0; });
  return Real(silent) / Real(neurons);
  // [stub] not_started(outputs);
  // [end]
}

// Task best_step: "overfitting"
//
// Return the step, counted from 0, at which the training should have been stopped: where the loss
// on examples that it did not learn from was lowest.
std::size_t best_step(const std::vector<Real>& validation_loss) {
  // [solution]
  return std::size_t(std::min_element(validation_loss.begin(), validation_loss.end()) -
                     validation_loss.begin());
  // [stub] not_started(validation_loss);
  // [end]
}

// Task diagnose: "practice identifying … common problems"
//
// Return what ails the training. Ask in this order; the first yes is the diagnosis:
//   nan_loss             is any training loss not finite?             std::isfinite
//   exploding_gradients  three layers or more, factor above 1.5?
//   vanishing_gradients  three layers or more, factor below 0.5?
//   dead_relus           does any layer pass on 0 at the end?
//   rate_too_large       is the last training loss above the first?
//   overfitting          is the last validation loss above 1.2 times its lowest?
//   healthy              otherwise
Diagnosis diagnose(const Symptoms& symptoms) {
  // [solution]
  const std::vector<Real>& train = symptoms.train_loss;
  const std::vector<Real>& validation = symptoms.validation_loss;
  for (const Real loss : train)
    if (!std::isfinite(loss)) return Diagnosis::nan_loss;
  if (symptoms.hears.size() >= 3) {
    const Real factor = factor_per_layer(symptoms.hears);
    if (factor > Real(1.5)) return Diagnosis::exploding_gradients;
    if (factor < Real(0.5)) return Diagnosis::vanishing_gradients;
  }
  for (const Real size : symptoms.passes_on)
    if (size == 0) return Diagnosis::dead_relus;
  if (train.back() > train.front()) return Diagnosis::rate_too_large;
  if (validation.back() > Real(1.2) * validation[best_step(validation)])
    return Diagnosis::overfitting;
  return Diagnosis::healthy;
  // [stub] not_started(symptoms);
  // [end]
}

// Task cure: "and fixing common problems"
//
// Return the setup with the one setting changed that was the cause. A setup of nan_loss, for
// instance, is cured by stable_loss = true, everything else as it was.
Setup cure(Diagnosis diagnosis, Setup sick) {
  // [solution]
  switch (diagnosis) {
    case Diagnosis::vanishing_gradients:
      sick.activation = Activation::tanh;
      break;
    case Diagnosis::exploding_gradients:
      sick.weight_size = 1;
      break;
    case Diagnosis::dead_relus:
      sick.standardised = true;
      break;
    case Diagnosis::overfitting:
      sick.weight_decay = 1;
      break;
    case Diagnosis::rate_too_large:
      sick.rate = Real(0.5);
      break;
    case Diagnosis::nan_loss:
      sick.stable_loss = true;
      break;
    case Diagnosis::healthy:
      break;
  }
  return sick;
  // [stub] not_started(diagnosis, sick);
  // [end]
}

}  // namespace downhill::learner
