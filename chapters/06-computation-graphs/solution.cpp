// The solution of exercise 06, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

namespace downhill::learner {

// Task quick_challenge: "What would the backward pass look like?"
//
// Return s = a + b and y = s * c, and the gradient of y with respect to everything else.
//   a product hands each side the other side's value; a sum hands both sides all of it
QuickChallenge quick_challenge(Real a, Real b, Real c) {
  // [solution]
  QuickChallenge q;
  q.s = a + b;
  q.y = q.s * c;
  q.ds = c;
  q.dc = q.s;
  q.da = q.ds;
  q.db = q.ds;
  return q;
  // [stub] not_started(a, b, c);
  // [end]
}

// Task record: "the forward pass builds this graph"
//
// Each of these four functions puts one node at the end of tape.nodes and returns its place. A
// node keeps its value, and one edge {place, slope} for each input, in their order.
//   d(a + b)/da = 1     d(a · b)/da = b     d tanh(a)/da = 1 - tanh(a)²
std::size_t input(MyTape& tape, Real value) {
  // [solution]
  tape.nodes.push_back({value, {}});
  return tape.nodes.size() - 1;
  // [stub] not_started(tape, value);
  // [end]
}

std::size_t add(MyTape& tape, std::size_t a, std::size_t b) {
  // [solution]
  tape.nodes.push_back({tape.nodes[a].value + tape.nodes[b].value, {{a, 1}, {b, 1}}});
  return tape.nodes.size() - 1;
  // [stub] not_started(tape, a, b);
  // [end]
}

std::size_t multiply(MyTape& tape, std::size_t a, std::size_t b) {
  // [solution]
  const Real left = tape.nodes[a].value, right = tape.nodes[b].value;
  tape.nodes.push_back({left * right, {{a, right}, {b, left}}});
  return tape.nodes.size() - 1;
  // [stub] not_started(tape, a, b);
  // [end]
}

// squash is tanh.
std::size_t squash(MyTape& tape, std::size_t a) {
  // [solution]
  const Real y = tanh(tape.nodes[a].value);
  tape.nodes.push_back({y, {{a, 1 - y * y}}});
  return tape.nodes.size() - 1;
  // [stub] not_started(tape, a);
  // [end]
}

// Task walk_backward: "the backward pass is just walking this graph in reverse"
//
// Fill in the gradient of every node up to y: the gradient of y with respect to it. All gradients
// are 0 when you get the tape, and nodes on which y does not depend keep 0.
//   gradient of y = 1;  an edge hands its node:  gradient of the user · slope
void walk_backward(MyTape& tape, std::size_t y) {
  // [solution]
  tape.nodes[y].gradient = 1;
  for (std::size_t user = y + 1; user-- > 0;)
    for (const Edge& edge : tape.nodes[user].edges)
      tape.nodes[edge.from].gradient += tape.nodes[user].gradient * edge.slope;
  // [stub] not_started(tape, y);
  // [end]
}

}  // namespace downhill::learner
