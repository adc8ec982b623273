// The solution of exercise 05, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

namespace downhill::learner {

// Task forward: the guess, before anybody is blamed
//
// Return every value of the forward pass. The network and the names are those of the lesson.
//   net_h1 = w1 i1 + w2 i2 + b1      out_h1 = 1 / (1 + e^(-net_h1))      and so for h2, o1, o2
//   error = ½ ((out_o1 - t1)² + (out_o2 - t2)²)
Forward forward(const Network& n) {
  // [solution]
  const auto sigmoid = [](Real net) { return 1 / (1 + exp(-net)); };
  Forward f;
  f.net_h1 = n.w1 * n.i1 + n.w2 * n.i2 + n.b1;
  f.net_h2 = n.w3 * n.i1 + n.w4 * n.i2 + n.b1;
  f.out_h1 = sigmoid(f.net_h1);
  f.out_h2 = sigmoid(f.net_h2);
  f.net_o1 = n.w5 * f.out_h1 + n.w6 * f.out_h2 + n.b2;
  f.net_o2 = n.w7 * f.out_h1 + n.w8 * f.out_h2 + n.b2;
  f.out_o1 = sigmoid(f.net_o1);
  f.out_o2 = sigmoid(f.net_o2);
  const Real miss_1 = f.out_o1 - n.t1, miss_2 = f.out_o2 - n.t2;
  f.error = (miss_1 * miss_1 + miss_2 * miss_2) / 2;
  return f;
  // [stub] not_started(n);
  // [end]
}

// Task output_layer: "starts at the end and works its way backward"
//
// Fill in b.dout_o1, dout_o2, dnet_o1, dnet_o2, dw5 … dw8 and db2.
//   the error along an output is out - t; a sigmoid hands down out (1 - out); a product hands
//   each side the other side's value; b2 hears from both outputs
void output_layer(const Network& n, const Forward& f, Blame& b) {
  // [solution]
  b.dout_o1 = f.out_o1 - n.t1;
  b.dout_o2 = f.out_o2 - n.t2;
  b.dnet_o1 = b.dout_o1 * f.out_o1 * (1 - f.out_o1);
  b.dnet_o2 = b.dout_o2 * f.out_o2 * (1 - f.out_o2);
  b.dw5 = b.dnet_o1 * f.out_h1;
  b.dw6 = b.dnet_o1 * f.out_h2;
  b.dw7 = b.dnet_o2 * f.out_h1;
  b.dw8 = b.dnet_o2 * f.out_h2;
  b.db2 = b.dnet_o1 + b.dnet_o2;
  // [stub] not_started(n, f, b);
  // [end]
}

// Task hidden_layer: "How much did you contribute to the final mistake?"
//
// The output layer's part of b is filled in already. Fill in b.dout_h1, dout_h2, dnet_h1, dnet_h2,
// dw1 … dw4 and db1.
//   a hidden neuron hears from both outputs, and what it hears is added:
//   dout_h1 = dnet_o1 w5 + dnet_o2 w7
void hidden_layer(const Network& n, const Forward& f, Blame& b) {
  // [solution]
  b.dout_h1 = b.dnet_o1 * n.w5 + b.dnet_o2 * n.w7;
  b.dout_h2 = b.dnet_o1 * n.w6 + b.dnet_o2 * n.w8;
  b.dnet_h1 = b.dout_h1 * f.out_h1 * (1 - f.out_h1);
  b.dnet_h2 = b.dout_h2 * f.out_h2 * (1 - f.out_h2);
  b.dw1 = b.dnet_h1 * n.i1;
  b.dw2 = b.dnet_h1 * n.i2;
  b.dw3 = b.dnet_h2 * n.i1;
  b.dw4 = b.dnet_h2 * n.i2;
  b.db1 = b.dnet_h1 + b.dnet_h2;
  // [stub] not_started(n, f, b);
  // [end]
}

// Task update: "we know exactly how to adjust it"
//
// Return the network after one step of all eight weights, with everything else as it was.
//   new w = w - rate · dw
Network update(const Network& n, const Blame& b, Real rate) {
  // [solution]
  Network after = n;
  after.w1 -= rate * b.dw1;
  after.w2 -= rate * b.dw2;
  after.w3 -= rate * b.dw3;
  after.w4 -= rate * b.dw4;
  after.w5 -= rate * b.dw5;
  after.w6 -= rate * b.dw6;
  after.w7 -= rate * b.dw7;
  after.w8 -= rate * b.dw8;
  return after;
  // [stub] not_started(n, b, rate);
  // [end]
}

}  // namespace downhill::learner
