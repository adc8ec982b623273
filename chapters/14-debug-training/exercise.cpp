// 14 Debug Training Issues
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 14          build/downhill hint 14
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
  not_started(hears);  // your code
}

// Task silent_share: dead ReLUs
//
// outputs holds a row for each example, with a number for each neuron of a layer. A neuron is
// silent if it gives 0 for every example. Return the share of silent neurons, from 0 to 1.
Real silent_share(const std::vector<std::vector<Real>>& outputs) {
  not_started(outputs);  // your code
}

// Task best_step: "overfitting"
//
// Return the step, counted from 0, at which the training should have been stopped: where the loss
// on examples that it did not learn from was lowest.
std::size_t best_step(const std::vector<Real>& validation_loss) {
  not_started(validation_loss);  // your code
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
  not_started(symptoms);  // your code
}

// Task cure: "and fixing common problems"
//
// Return the setup with the one setting changed that was the cause. A setup of nan_loss, for
// instance, is cured by stable_loss = true, everything else as it was.
Setup cure(Diagnosis diagnosis, Setup sick) {
  not_started(diagnosis, sick);  // your code
}

}  // namespace downhill::learner
