// 04 The Secret Sauce: The Training Loop
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 04          build/downhill hint 04
#include "tasks.hpp"

namespace downhill::learner {

// Task forward: "the network makes a guess"
//
// flowers holds one flower a row. Return the guess, a row of probabilities for each of them.
//   guess = softmax(flowers @ w + b)           in C++: softmax(…), matmul(…, …), +
Tensor forward(Tensor flowers, Tensor w, Tensor b) {
  not_started(flowers, w, b);  // your code
}

// Task loss: "we compare the guess to the truth"
//
// Each row of truth is 1 for the right class and 0 for the others. Return one number: the mean over
// all flowers of -log of the probability that was given to the right class.
//   loss = -mean(sum of truth · log(guess) over each row)    in C++: sum(…, 1), mean(…), log(…)
Tensor loss_of(Tensor guess, const Array& truth) {
  not_started(guess, truth);  // your code
}

// Task update: "nudges all the weights … in the downhill direction"
//
// Return the numbers of w, each moved against its gradient. An Array's numbers are w[0] … and
// w.size() of them; set(i, number) writes one.
//   new w = w - rate · dw
Array update(const Array& w, const Array& dw, Real rate) {
  not_started(w, dw, rate);  // your code
}

// Task turn: the "four-step dance" of Figure 2.1
//
// Put the four steps together, once. The tape is there; the model's numbers go onto it with
// tape.parameter("w", model.w), the flowers with tape.data("flowers", flowers). For step 3,
// backward(loss) gives gradients g, and g[w] is that of w. A loss's number is
// loss.value().number().
Turn turn(const Model& model, const Array& flowers, const Array& truth, Real rate) {
  TensorTape tape;
  not_started(tape, model, flowers, truth, rate);  // your code
}

// Task train: "repeated until convergence"
//
// Take one turn after another. It has converged when a turn's loss is less than `enough` below
// that of the turn before; after most_turns it is over in any case. Return how many turns there
// were, and the loss of the last one.
Training train(Model model, const Array& flowers, const Array& truth, Real rate, Real enough,
               int most_turns) {
  not_started(model, flowers, truth, rate, enough, most_turns);  // your code
}

}  // namespace downhill::learner
