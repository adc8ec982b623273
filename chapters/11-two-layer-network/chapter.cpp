// 11 Build a Simple Neural Network from Scratch
//
// A 2-layer network forward and backward by hand, on arrays and with nothing but loops; and the
// autograd, which must find the same numbers.
#include <fmt/format.h>

#include <cmath>

#include "compare/compare.hpp"
#include "downhill.hpp"

using namespace downhill;

// ---- what NumPy would give us: a @ b, a.T, sum(a, axis=0)

static Array product(const Array& a, const Array& b) {
  const std::size_t rows = a.shape()[0], inner = a.shape()[1], columns = b.shape()[1];
  Array y = Array::zeros({rows, columns});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      Real sum = 0;
      for (std::size_t k = 0; k < inner; ++k) sum += a[i * inner + k] * b[k * columns + j];
      y.set(i * columns + j, sum);
    }
  return y;
}

static Array transposed(const Array& a) {
  const std::size_t rows = a.shape()[0], columns = a.shape()[1];
  Array y = Array::zeros({columns, rows});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) y.set(j * rows + i, a[i * columns + j]);
  return y;
}

static Array column_sums(const Array& a) {
  const std::size_t rows = a.shape()[0], columns = a.shape()[1];
  Array y = Array::zeros({columns});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) y.set(j, y[j] + a[i * columns + j]);
  return y;
}

static Array plus_row(Array a, const Array& row) {
  for (std::size_t i = 0; i < a.size(); ++i) a.set(i, a[i] + row[i % row.size()]);
  return a;
}

// ---- the network by hand. Rows are samples: x [N, 2], w1 [2, H], b1 [H], w2 [H, 2], b2 [2].

struct Weights {
  Array w1, b1, w2, b2;
};

struct Forward {
  Array z1, s1, h1, z2, logits, p;
  Real loss;
};

static Forward forward(const Weights& w, const Array& x, const Array& kind) {
  Forward f;
  f.z1 = product(x, w.w1);
  f.s1 = plus_row(f.z1, w.b1);
  f.h1 = f.s1;
  for (std::size_t i = 0; i < f.h1.size(); ++i) f.h1.set(i, std::tanh(f.s1[i]));
  f.z2 = product(f.h1, w.w2);
  f.logits = plus_row(f.z2, w.b2);

  // Softmax of each row, with the larger logit taken out so that nothing overflows; the loss is the
  // mean of -log p of the right class.
  const std::size_t samples = kind.size();
  f.p = f.logits;
  f.loss = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const Real left = f.logits[2 * i], right = f.logits[2 * i + 1], most = std::max(left, right);
    const Real sum = std::exp(left - most) + std::exp(right - most);
    f.p.set(2 * i, std::exp(left - most) / sum);
    f.p.set(2 * i + 1, std::exp(right - most) / sum);
    f.loss -= f.logits[2 * i + std::size_t(kind[i])] - most - std::log(sum);
  }
  f.loss /= Real(samples);
  return f;
}

struct Backward {
  Array dlogits, dz2, db2, dh1, dw2, ds1, dz1, db1, dw1;
};

// From the loss to the first layer, each step with the shapes that leave no other choice.
static Backward backward_by_hand(const Weights& w, const Array& x, const Array& kind,
                                 const Forward& f) {
  Backward d;
  d.dlogits = f.p;  // probabilities minus truth, and the mean over the samples
  for (std::size_t i = 0; i < kind.size(); ++i) {
    const std::size_t right = 2 * i + std::size_t(kind[i]);
    d.dlogits.set(right, d.dlogits[right] - 1);
  }
  for (std::size_t i = 0; i < d.dlogits.size(); ++i)
    d.dlogits.set(i, d.dlogits[i] / Real(kind.size()));

  d.dz2 = d.dlogits;                         // a sum hands all of it to both sides
  d.db2 = column_sums(d.dlogits);            // b2 was used in every row
  d.dh1 = product(d.dz2, transposed(w.w2));  // [N, 2] @ [2, H]
  d.dw2 = product(transposed(f.h1), d.dz2);  // [H, N] @ [N, 2]

  d.ds1 = d.dh1;  // tanh's slope is 1 - tanh²
  for (std::size_t i = 0; i < d.ds1.size(); ++i) d.ds1.set(i, d.dh1[i] * (1 - f.h1[i] * f.h1[i]));

  d.dz1 = d.ds1;
  d.db1 = column_sums(d.ds1);
  d.dw1 = product(transposed(x), d.dz1);  // [2, N] @ [N, H]
  return d;
}

// ---- the same network on the tape, one operation a line

struct Recorded {
  std::vector<Tensor> weights;
  Tensor loss;
};

static Recorded record(TensorTape& tape, const Weights& w, const Array& x, const Array& kind) {
  Tensor points = tape.data("x", x);
  Tensor w1 = tape.parameter("w1", w.w1);
  Tensor b1 = tape.parameter("b1", w.b1);
  Tensor w2 = tape.parameter("w2", w.w2);
  Tensor b2 = tape.parameter("b2", w.b2);

  Tensor z1 = name("z1", matmul(points, w1));
  Tensor s1 = name("s1", z1 + b1);
  Tensor h1 = name("h1", tanh(s1));
  Tensor z2 = name("z2", matmul(h1, w2));
  Tensor logits = name("logits", z2 + b2);
  Tensor loss = name("loss", cross_entropy(logits, kind));
  return {{w1, b1, w2, b2}, loss};
}

static Weights first_weights(std::size_t hidden) {
  const Mlp network({2, hidden, 2}, {.activation = Activation::tanh});
  const Parameters p(network, 1);
  return {p["w1"], p["b1"], p["w2"], p["b2"]};
}

static Array points_of(const Dataset& data) { return Array({data.size(), 2}, data.features); }

static Array kinds_of(const Dataset& data) {
  return Array({data.size()}, std::vector<Real>(data.labels.begin(), data.labels.end()));
}

// ---- five points: every number of the hand's work beside the autograd's

static void five_points(const Chapter& chapter, const Dataset& moons) {
  const std::size_t five[] = {0, 1, 2, 3, 4};
  const Dataset few = moons.pick(five);
  const Array x = points_of(few), kind = kinds_of(few);
  const Weights w = first_weights(3);

  TensorTape tape;
  const Recorded recorded = record(tape, w, x, kind);
  Trace trace = chapter.trace("A 2-layer network on five points, forward and backward");
  trace.heading("forward propagation");
  add_forward(trace, recorded.loss);
  trace.heading("backward propagation");
  add_backward(trace, backward(recorded.loss));
  chapter.write(trace, "two-layer-network");

  const Forward f = forward(w, x, kind);
  const Backward d = backward_by_hand(w, x, kind, f);
  std::string mine = "# -- forward propagation\n";
  const auto say = [&mine](const char* what, const Array& value) {
    mine += fmt::format("{} = {}\n", what, python_literal(value_of(value)));
  };
  say("z1", f.z1), say("s1", f.s1), say("h1", f.h1), say("z2", f.z2), say("logits", f.logits);
  say("loss", f.loss);
  mine += "# -- backward propagation\n";
  say("dlogits", d.dlogits), say("dz2", d.dz2), say("db2", d.db2), say("dh1", d.dh1);
  say("dw2", d.dw2), say("ds1", d.ds1), say("dz1", d.dz1), say("db1", d.db1), say("dw1", d.dw1);

  const Comparison both = compare(read_trace(mine, "by hand"), read_trace(write_text(trace)));
  fmt::print("Five points through a 2-3-2 network, loss {:.6f}\n", f.loss);
  fmt::print("  by hand: {} of {} arrays are the autograd's, forward and backward\n\n", both.right,
             both.total);
}

// ---- the whole training, twice

static std::size_t right_ones(const Array& logits, const Array& kind) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < kind.size(); ++i)
    right += (logits[2 * i + 1] > logits[2 * i]) == (kind[i] == 1);
  return right;
}

static void descend(Array& w, const Array& slope, Real rate) {
  for (std::size_t i = 0; i < w.size(); ++i) w.set(i, w[i] - rate * slope[i]);
}

static Real largest_gap(const Array& a, const Array& b) {
  Real gap = 0;
  for (std::size_t i = 0; i < a.size(); ++i) gap = std::max(gap, std::abs(a[i] - b[i]));
  return gap;
}

static void train_twice(const Dataset& moons) {
  const Array x = points_of(moons), kind = kinds_of(moons);
  Weights hand = first_weights(8), tape_weights = hand;
  TensorTape tape;
  fmt::print("Two half moons, {} points, a 2-8-2 network, {} turns of the four steps\n",
             moons.size(), 1000);
  fmt::print("  {:>5} {:>14} {:>14} {:>9} {:>12}\n", "turn", "loss by hand", "by autograd", "right",
             "largest gap");
  for (int turn = 0; turn <= 1000; ++turn) {
    const Forward f = forward(hand, x, kind);
    const Backward d = backward_by_hand(hand, x, kind, f);
    tape.clear();
    const Recorded recorded = record(tape, tape_weights, x, kind);
    const TensorGradients g = backward(recorded.loss);

    if (turn == 0 || turn == 10 || turn == 100 || turn == 1000)
      fmt::print("  {:>5} {:>14.6f} {:>14.6f} {:>4} of {} {:>10.0e}\n", turn, f.loss,
                 recorded.loss.value().number(), right_ones(f.logits, kind), kind.size(),
                 std::max(largest_gap(d.dw1, g[recorded.weights[0]]),
                          largest_gap(d.dw2, g[recorded.weights[2]])));
    const auto step = [&](std::size_t k, Array& by_hand, const Array& slope, Array& by_tape) {
      descend(by_hand, slope, 1);
      descend(by_tape, g[recorded.weights[k]], 1);
    };
    step(0, hand.w1, d.dw1, tape_weights.w1);
    step(1, hand.b1, d.db1, tape_weights.b1);
    step(2, hand.w2, d.dw2, tape_weights.w2);
    step(3, hand.b2, d.db2, tape_weights.b2);
  }
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "11-two-layer-network",
                        "Build a Simple Neural Network from Scratch");
  const Dataset moons = make_moons(200, 1);
  five_points(chapter, moons);
  train_twice(moons);
}
