// 06 The Blueprint: Computation Graphs
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 06          build/downhill hint 06
#include "tasks.hpp"

namespace downhill::learner {

// Task quick_challenge: "What would the backward pass look like?"
//
// Return s = a + b and y = s * c, and the gradient of y with respect to everything else.
//   a product hands each side the other side's value; a sum hands both sides all of it
QuickChallenge quick_challenge(Real a, Real b, Real c) {
  not_started(a, b, c);  // your code
}

// Task record: "the forward pass builds this graph"
//
// Each of these four functions puts one node at the end of tape.nodes and returns its place. A
// node keeps its value, and one edge {place, slope} for each input, in their order.
//   d(a + b)/da = 1     d(a · b)/da = b     d tanh(a)/da = 1 - tanh(a)²
std::size_t input(MyTape& tape, Real value) {
  not_started(tape, value);  // your code
}

std::size_t add(MyTape& tape, std::size_t a, std::size_t b) {
  not_started(tape, a, b);  // your code
}

std::size_t multiply(MyTape& tape, std::size_t a, std::size_t b) {
  not_started(tape, a, b);  // your code
}

// squash is tanh.
std::size_t squash(MyTape& tape, std::size_t a) {
  not_started(tape, a);  // your code
}

// Task walk_backward: "the backward pass is just walking this graph in reverse"
//
// Fill in the gradient of every node up to y: the gradient of y with respect to it. All gradients
// are 0 when you get the tape, and nodes on which y does not depend keep 0.
//   gradient of y = 1;  an edge hands its node:  gradient of the user · slope
void walk_backward(MyTape& tape, std::size_t y) {
  not_started(tape, y);  // your code
}

}  // namespace downhill::learner
