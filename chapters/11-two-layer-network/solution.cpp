// The solution of exercise 11, and the one source of its stub: `make stubs` writes exercise.cpp.
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
  // [solution]
  Forward f;
  f.z1 = product(x, network.w1);
  f.s1 = plus_row(f.z1, network.b1);
  f.h1 = f.s1;
  for (std::size_t i = 0; i < f.h1.size(); ++i) f.h1.set(i, std::tanh(f.s1[i]));
  f.z2 = product(f.h1, network.w2);
  f.logits = plus_row(f.z2, network.b2);
  return f;
  // [stub] not_started(network, x);
  // [end]
}

// Task loss: how wrong, as one number
//
// First softmax, row by row: every row of the result adds up to one.
//   p = e^z / (e^z1 + e^z2 + … of the same row)
Array softmax_rows(const Array& logits) {
  // [solution]
  const std::size_t classes = logits.shape()[1];
  Array p = logits;
  for (std::size_t row = 0; row < p.size(); row += classes) {
    const auto z = logits.values().subspan(row, classes);
    const Real most = *std::max_element(z.begin(), z.end());
    Real sum = 0;
    for (const Real each : z) sum += std::exp(each - most);
    for (std::size_t j = 0; j < classes; ++j) p.set(row + j, std::exp(z[j] - most) / sum);
  }
  return p;
  // [stub] not_started(logits);
  // [end]
}

// Then the cross-entropy, the mean over N samples; right[i] is the class of sample i.
//   loss = -(log p1[right[0]] + log p2[right[1]] + …) / N
Real loss_of(const Array& logits, const Classes& right) {
  // [solution]
  const Array p = softmax_rows(logits);
  const std::size_t classes = logits.shape()[1];
  Real sum = 0;
  for (std::size_t i = 0; i < right.size(); ++i) sum -= std::log(p[i * classes + right[i]]);
  return sum / Real(right.size());
  // [stub] not_started(logits, right);
  // [end]
}

// Task second_layer: "… and backward propagation", from the loss to w2 and b2
//
//   dlogits = (softmax(logits) - 1 where the class is right) / N
//   db2 = sum of the rows of dlogits     dw2 = h1.T @ dlogits
SecondLayer second_layer(const Forward& f, const Classes& right) {
  // [solution]
  const std::size_t classes = f.logits.shape()[1];
  SecondLayer d;
  d.dlogits = softmax_rows(f.logits);
  for (std::size_t i = 0; i < right.size(); ++i) {
    const std::size_t place = i * classes + right[i];
    d.dlogits.set(place, d.dlogits[place] - 1);
  }
  for (std::size_t i = 0; i < d.dlogits.size(); ++i)
    d.dlogits.set(i, d.dlogits[i] / Real(right.size()));
  d.db2 = column_sums(d.dlogits);
  d.dw2 = product(transposed(f.h1), d.dlogits);
  return d;
  // [stub] not_started(f, right);
  // [end]
}

// Task first_layer: from dlogits on to w1 and b1
//
// tanh has the slope 1 - tanh², and h1 is tanh(s1).
//   dh1 = dlogits @ w2.T     ds1 = dh1 · (1 - h1²)     db1 = sum of rows     dw1 = x.T @ ds1
FirstLayer first_layer(const Network& network, const Array& x, const Forward& f,
                       const Array& dlogits) {
  // [solution]
  FirstLayer d;
  d.dh1 = product(dlogits, transposed(network.w2));
  d.ds1 = d.dh1;
  for (std::size_t i = 0; i < d.ds1.size(); ++i) d.ds1.set(i, d.dh1[i] * (1 - f.h1[i] * f.h1[i]));
  d.db1 = column_sums(d.ds1);
  d.dw1 = product(transposed(x), d.ds1);
  return d;
  // [stub] not_started(network, x, f, dlogits);
  // [end]
}

// Task train: the four steps, again and again
//
// Forward, loss, backward, update: so many turns. Return the network after the last. All gradients
// are computed before the first weight moves.
//   w = w - rate · dw, for all four
Network train(Network network, const Array& x, const Classes& right, Real rate, int turns) {
  // [solution]
  const auto descend = [rate](Array& w, const Array& dw) {
    for (std::size_t i = 0; i < w.size(); ++i) w.set(i, w[i] - rate * dw[i]);
  };
  for (int turn = 0; turn < turns; ++turn) {
    const Forward f = forward(network, x);
    const SecondLayer second = second_layer(f, right);
    const FirstLayer first = first_layer(network, x, f, second.dlogits);
    descend(network.w1, first.dw1);
    descend(network.b1, first.db1);
    descend(network.w2, second.dw2);
    descend(network.b2, second.db2);
  }
  return network;
  // [stub] not_started(network, x, right, rate, turns);
  // [end]
}

}  // namespace downhill::learner
