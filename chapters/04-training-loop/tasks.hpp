// What exercise 04 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include "downhill.hpp"

namespace downhill::learner {

// One layer: flowers [N, features] @ w [features, classes] + b [classes].
struct Model {
  Array w, b;
};

// One turn of the training loop.
struct Turn {
  Real loss;      // of the guess, before the update
  Array dw, db;   // its gradients
  Model updated;  // after the update
};

struct Training {
  int turns;
  Real loss;  // of the last turn
};

// In the first two everything is a Tensor: what is computed from one is recorded on its tape.
Tensor forward(Tensor flowers, Tensor w, Tensor b);
Tensor loss_of(Tensor guess, const Array& truth);
Array update(const Array& w, const Array& dw, Real rate);
Turn turn(const Model& model, const Array& flowers, const Array& truth, Real rate);
Training train(Model model, const Array& flowers, const Array& truth, Real rate, Real enough,
               int most_turns);

}  // namespace downhill::learner
