// What exercise 14 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// What was seen of a training. Layers are counted from the input to the output.
struct Symptoms {
  std::vector<Real> hears;      // at step 1: the length of the gradient at each layer's sums
  std::vector<Real> passes_on;  // at the end: the mean size of each layer's outputs
  std::vector<Real> train_loss, validation_loss;  // at every step
};

enum class Diagnosis {
  healthy,
  vanishing_gradients,
  exploding_gradients,
  dead_relus,
  overfitting,
  rate_too_large,
  nan_loss
};

// How a training is set up.
struct Setup {
  Activation activation = Activation::tanh;  // relu, tanh or sigmoid
  Real weight_size = 1;                      // the initial weights, as multiples of the usual ones
  Real rate = Real(0.2);
  Real weight_decay = 0;
  bool standardised = true;  // inputs shifted and scaled to mean 0 and deviation 1
  bool stable_loss = true;   // cross_entropy, instead of log(softmax(z)) as written
};

Real factor_per_layer(const std::vector<Real>& hears);
Real silent_share(const std::vector<std::vector<Real>>& outputs);
std::size_t best_step(const std::vector<Real>& validation_loss);
Diagnosis diagnose(const Symptoms& symptoms);
Setup cure(Diagnosis diagnosis, Setup sick);

}  // namespace downhill::learner
