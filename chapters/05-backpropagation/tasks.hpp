// What exercise 05 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

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

// Everything that the forward pass computes.
struct Forward {
  Real net_h1, net_h2, out_h1, out_h2;
  Real net_o1, net_o2, out_o1, out_o2;
  Real error;
};

// The gradient of the error with respect to everything on the way back.
struct Blame {
  Real dout_o1, dout_o2, dnet_o1, dnet_o2;
  Real dw5, dw6, dw7, dw8, db2;
  Real dout_h1, dout_h2, dnet_h1, dnet_h2;
  Real dw1, dw2, dw3, dw4, db1;
};

Forward forward(const Network& n);
void output_layer(const Network& n, const Forward& f, Blame& b);
void hidden_layer(const Network& n, const Forward& f, Blame& b);
Network update(const Network& n, const Blame& b, Real rate);

}  // namespace downhill::learner
