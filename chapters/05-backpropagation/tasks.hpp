// What exercise 05 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <limits>

#include "downhill.hpp"

namespace downhill::learner {

// Two inputs, two hidden and two output neurons, and the targets of the outputs. w1 w2 lead to h1,
// w3 w4 to h2, w5 w6 to o1, w7 w8 to o2.
struct Network {
  Real i1, i2;
  Real w1, w2, w3, w4, w5, w6, w7, w8;
  Real b1, b2;  // of the hidden layer, of the output layer
  Real t1, t2;
};

// What has not been filled in is nan, not a number, and so is all that is computed from it.
inline constexpr Real unset = std::numeric_limits<Real>::quiet_NaN();

// Everything that the forward pass computes.
struct Forward {
  Real net_h1 = unset, net_h2 = unset, out_h1 = unset, out_h2 = unset;
  Real net_o1 = unset, net_o2 = unset, out_o1 = unset, out_o2 = unset;
  Real error = unset;
};

// The gradient of the error with respect to everything on the way back.
struct Blame {
  Real dout_o1 = unset, dout_o2 = unset, dnet_o1 = unset, dnet_o2 = unset;
  Real dw5 = unset, dw6 = unset, dw7 = unset, dw8 = unset, db2 = unset;
  Real dout_h1 = unset, dout_h2 = unset, dnet_h1 = unset, dnet_h2 = unset;
  Real dw1 = unset, dw2 = unset, dw3 = unset, dw4 = unset, db1 = unset;
};

Forward forward(const Network& n);
void output_layer(const Network& n, const Forward& f, Blame& b);
void hidden_layer(const Network& n, const Forward& f, Blame& b);
Network update(const Network& n, const Blame& b, Real rate);

}  // namespace downhill::learner
