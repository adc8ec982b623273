// 08 Loss Functions
//
// Mean squared error for numbers, cross-entropy for classes, and what goes wrong elsewhere.
#include <fmt/format.h>

#include <cmath>

#include "downhill.hpp"

using namespace downhill;

// Mean Squared Error: three houses, their prices predicted from area and age.
static void mean_squared_error(const Chapter& chapter) {
  TensorTape tape;
  Tensor houses = tape.data("houses", Array({3, 2}, {1.2, 0.3, 0.8, 0.9, 2.0, 0.1}));
  Tensor price = tape.data("price", Array({3}, {3.1, 1.4, 5.2}));
  Tensor w = tape.parameter("w", Array({2}, {2.0, -0.5}));
  Tensor b = tape.parameter("b", Array(Real(0.1)));

  Tensor weighted = name("weighted", matmul(houses, w));
  Tensor predicted = name("predicted", weighted + b);
  Tensor loss = name("loss", mse(predicted, price));

  const TensorGradients g = backward(loss);
  Trace trace = chapter.trace("Mean Squared Error (MSE): three houses and their prices");
  trace.heading("forward: predict, then compare");
  add_forward(trace, loss);
  trace.heading("backward: walk it in reverse, starting from loss");
  add_backward(trace, g);
  chapter.write(trace, "mean-squared-error");

  fmt::print("Mean Squared Error on three houses: loss {:.6f}\n", loss.value().number());
  fmt::print("  dw = {:.6f} {:.6f}   db = {:.6f}\n\n", g[w][0], g[w][1], g[b].number());
}

// Cross-Entropy Loss: logits of two pictures, three classes.
static void cross_entropy_loss(const Chapter& chapter) {
  TensorTape tape;
  Tensor z = tape.parameter("z", Array({2, 3}, {2.0, 1.0, 0.1, 0.5, 2.5, 0.3}));
  Tensor loss = name("loss", cross_entropy(z, Array({2}, {0, 2})));

  const TensorGradients g = backward(loss);
  Trace trace = chapter.trace("Cross-Entropy Loss: two pictures, three classes");
  trace.heading("forward: how surprised is the model?");
  add_forward(trace, loss);
  trace.heading("backward: probabilities minus the truth");
  add_backward(trace, g);
  chapter.write(trace, "cross-entropy");

  fmt::print("Cross-Entropy Loss on two pictures: loss {:.6f}\n", loss.value().number());
  fmt::print("  its gradient is (softmax(z) - one-hot truth) / 2:\n");
  for (std::size_t row = 0; row < 2; ++row)
    fmt::print("  {:>10.6f} {:>10.6f} {:>10.6f}\n", g[z][3 * row], g[z][3 * row + 1],
               g[z][3 * row + 2]);
}

// The gradient that reaches the logit of the right class, 0, from a model that is sure of class 1.
static std::pair<Real, Real> pull_on_the_right_class(Real confidence) {
  TensorTape tape;
  const Array truth({1, 2}, {1, 0});
  Tensor z = tape.parameter("z", Array({1, 2}, {0, confidence}));
  Tensor p = softmax(z);
  const Array by_mse = backward(mse(p, truth))[z];
  const Array by_cross_entropy = backward(cross_entropy(z, truth))[z];
  return {by_mse[0], by_cross_entropy[0]};
}

static void why_not_softmax_with_mse(const Chapter& chapter) {
  fmt::print("\nWhy softmax with MSE learns slowly: the model is sure, and wrong\n");
  fmt::print("  {:>22} {:>14} {:>16}\n", "probability of truth", "pull by MSE", "by cross-entropy");
  for (const Real confidence : {Real(0), Real(2), Real(5), Real(10), Real(20)}) {
    const auto [mse_pull, entropy_pull] = pull_on_the_right_class(confidence);
    fmt::print("  {:>22.3g} {:>14.3g} {:>16.3g}\n", 1 / (1 + std::exp(confidence)), mse_pull,
               entropy_pull);
  }
  fmt::print("  The more certain the mistake, the less MSE says through softmax's flat ends.\n");

  TensorTape tape;
  Tensor z = tape.parameter("z", Array({1, 2}, {0, 5}));
  Tensor p = name("p", softmax(z));
  Tensor loss = name("loss", mse(p, Array({1, 2}, {1, 0})));
  Trace trace = chapter.trace("Softmax with MSE: sure, wrong, and hardly corrected");
  trace.heading("forward: the right class has probability 0.0067");
  add_forward(trace, loss);
  trace.heading("backward: the gradient all but vanishes in softmax");
  add_backward(trace, backward(loss));
  chapter.write(trace, "softmax-with-mse");
}

// Stable log-sum-exp: the same number by two formulas.
static void stable_log_sum_exp(const Chapter& chapter) {
  fmt::print("\nStable log-sum-exp: log(e^a + e^b) at a = {0} and b = {0} + 1\n", "s");
  fmt::print("  {:>6} {:>14} {:>14}\n", "s", "as written", "max first");
  for (const Real s : {Real(0), Real(100), Real(700), Real(1000), Real(-1000)}) {
    const Real written = std::log(std::exp(s) + std::exp(s + 1));
    TensorTape tape;
    Tensor z = tape.input("z", Array({2}, {s, s + 1}));
    fmt::print("  {:>6} {:>14.6f} {:>14.6f}\n", s, written, logsumexp(z).value().number());
  }

  Tape tape;
  Scalar a = tape.input("a", 1000);
  Scalar b = tape.input("b", 1001);
  Scalar m = name("m", detach(maximum(a, b)));  // any number would do: it cancels
  Scalar above_a = name("above_a", a - m);
  Scalar above_b = name("above_b", b - m);
  Scalar part_a = name("part_a", exp(above_a));
  Scalar part_b = name("part_b", exp(above_b));
  Scalar total = name("total", part_a + part_b);
  Scalar rest = name("rest", log(total));
  Scalar y = name("y", rest + m);
  const Gradients g = backward(y);
  Trace trace =
      chapter.trace("Stable log-sum-exp of 1000 and 1001: the largest is taken out first");
  trace.heading("forward: no exponent is above 0");
  add_forward(trace, y);
  trace.heading("backward: the gradients are the softmax of a and b");
  add_backward(trace, g);
  chapter.write(trace, "log-sum-exp");
  fmt::print("  Its gradients are the softmax: {:.6f} and {:.6f}\n", g[a], g[b]);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "08-loss-functions", "Loss Functions");
  mean_squared_error(chapter);
  cross_entropy_loss(chapter);
  why_not_softmax_with_mse(chapter);
  stable_log_sum_exp(chapter);
}
