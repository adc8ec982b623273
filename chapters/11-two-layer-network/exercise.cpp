// 11 Build a Simple Neural Network from Scratch
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 11          build/downhill hint 11
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task forward: "implement forward … propagation for a 2-layer network"
//
// Rows are samples. Return every array on the way, by its name in struct Forward.
//   z1 = x @ w1    s1 = z1 + b1    h1 = tanh(s1)    z2 = h1 @ w2    logits = z2 + b2
// tasks.hpp has product(a, b), transposed(a), column_sums(a) and plus_row(a, row).
Forward forward(const Network& network, const Array& x) {
  not_started(network, x);  // your code
}

// Task loss: how wrong, as one number
//
// First softmax, row by row: every row of the result adds up to one.
//   p = e^z / (e^z1 + e^z2 + … of the same row)
Array softmax_rows(const Array& logits) {
  not_started(logits);  // your code
}

// Then the cross-entropy, the mean over N samples; right[i] is the class of sample i.
//   loss = -(log p1[right[0]] + log p2[right[1]] + …) / N
Real loss_of(const Array& logits, const Classes& right) {
  not_started(logits, right);  // your code
}

// Task second_layer: "… and backward propagation", from the loss to w2 and b2
//
//   dlogits = (softmax(logits) - 1 where the class is right) / N
//   db2 = sum of the rows of dlogits     dw2 = h1.T @ dlogits
SecondLayer second_layer(const Forward& f, const Classes& right) {
  not_started(f, right);  // your code
}

// Task first_layer: from dlogits on to w1 and b1
//
// tanh has the slope 1 - tanh², and h1 is tanh(s1).
//   dh1 = dlogits @ w2.T     ds1 = dh1 · (1 - h1²)     db1 = sum of rows     dw1 = x.T @ ds1
FirstLayer first_layer(const Network& network, const Array& x, const Forward& f,
                       const Array& dlogits) {
  not_started(network, x, f, dlogits);  // your code
}

// Task train: the four steps, again and again
//
// Forward, loss, backward, update: so many turns. Return the network after the last. All gradients
// are computed before the first weight moves.
//   w = w - rate · dw, for all four
Network train(Network network, const Array& x, const Classes& right, Real rate, int turns) {
  not_started(network, x, right, rate, turns);  // your code
}

}  // namespace downhill::learner
