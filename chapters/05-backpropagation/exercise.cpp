// 05 The Secret Sauce: Backpropagation
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 05          build/downhill hint 05
#include "tasks.hpp"

namespace downhill::learner {

// Task forward: the guess, before anybody is blamed
//
// Return every value of the forward pass. The network and the names are those of the lesson.
//   net_h1 = w1 i1 + w2 i2 + b1      out_h1 = 1 / (1 + e^(-net_h1))      and so for h2, o1, o2
//   error = ½ ((out_o1 - t1)² + (out_o2 - t2)²)
Forward forward(const Network& n) {
  not_started(n);  // your code
}

// Task output_layer: "starts at the end and works its way backward"
//
// Fill in b.dout_o1, dout_o2, dnet_o1, dnet_o2, dw5 … dw8 and db2.
//   the error along an output is out - t; a sigmoid hands down out (1 - out); a product hands
//   each side the other side's value; b2 hears from both outputs
void output_layer(const Network& n, const Forward& f, Blame& b) {
  not_started(n, f, b);  // your code
}

// Task hidden_layer: "How much did you contribute to the final mistake?"
//
// The output layer's part of b is filled in already. Fill in b.dout_h1, dout_h2, dnet_h1, dnet_h2,
// dw1 … dw4 and db1.
//   a hidden neuron hears from both outputs, and what it hears is added:
//   dout_h1 = dnet_o1 w5 + dnet_o2 w7
void hidden_layer(const Network& n, const Forward& f, Blame& b) {
  not_started(n, f, b);  // your code
}

// Task update: "we know exactly how to adjust it"
//
// Return the network after one step of all eight weights, with everything else as it was.
//   new w = w - rate · dw
Network update(const Network& n, const Blame& b, Real rate) {
  not_started(n, b, rate);  // your code
}

}  // namespace downhill::learner
