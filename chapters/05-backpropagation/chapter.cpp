// 05 The Secret Sauce: Backpropagation
//
// A network of two inputs, two hidden and two output neurons, small enough to do by hand: every
// gradient, one update of the eight weights, and the error before and after.
#include <fmt/format.h>

#include <array>

#include "compare/compare.hpp"
#include "downhill.hpp"

using namespace downhill;
static constexpr std::array<Real, 8> first_weights = {0.15, 0.20, 0.25, 0.30,
                                                      0.40, 0.45, 0.50, 0.55};
static constexpr Real learning_rate = 0.5;

// The network recorded on a tape: one operation a line, named as on paper.
struct Network {
  std::array<Scalar, 8> w;
  Scalar net_o1, net_o2, out_h1, out_h2, error;
};

// One neuron: net = w_left * left + w_right * right + bias.
static Scalar weighted_sum(const std::string& neuron, Scalar w_left, Scalar left, Scalar w_right,
                           Scalar right, Scalar bias) {
  Scalar p_left = name("left_" + neuron, w_left * left);
  Scalar p_right = name("right_" + neuron, w_right * right);
  Scalar sum = name("sum_" + neuron, p_left + p_right);
  return name("net_" + neuron, sum + bias);
}

static Network record(Tape& tape, const std::array<Real, 8>& weights) {
  Network n;
  Scalar i1 = tape.input("i1", 0.05);
  Scalar i2 = tape.input("i2", 0.10);
  for (std::size_t k = 0; k < 8; ++k)
    n.w[k] = tape.parameter(fmt::format("w{}", k + 1), weights[k]);
  Scalar b1 = tape.parameter("b1", 0.35);
  Scalar b2 = tape.parameter("b2", 0.60);
  Scalar t1 = tape.input("t1", 0.01);
  Scalar t2 = tape.input("t2", 0.99);
  const auto& w = n.w;

  Scalar net_h1 = weighted_sum("h1", w[0], i1, w[1], i2, b1);
  Scalar net_h2 = weighted_sum("h2", w[2], i1, w[3], i2, b1);
  n.out_h1 = name("out_h1", sigmoid(net_h1));
  n.out_h2 = name("out_h2", sigmoid(net_h2));

  n.net_o1 = weighted_sum("o1", w[4], n.out_h1, w[5], n.out_h2, b2);
  n.net_o2 = weighted_sum("o2", w[6], n.out_h1, w[7], n.out_h2, b2);
  Scalar out_o1 = name("out_o1", sigmoid(n.net_o1));
  Scalar out_o2 = name("out_o2", sigmoid(n.net_o2));

  // Half the summed squared error.
  Scalar miss_1 = name("miss_1", out_o1 - t1);
  Scalar miss_2 = name("miss_2", out_o2 - t2);
  Scalar square_1 = name("square_1", square(miss_1));
  Scalar square_2 = name("square_2", square(miss_2));
  Scalar both = name("both", square_1 + square_2);
  n.error = name("error", 0.5 * both);
  return n;
}

static Real error_with(const std::array<Real, 8>& weights) {
  Tape tape;
  return record(tape, weights).error.value();
}

// The sign of blame: raise each weight a little; does the error rise?
static void sign_of_blame(const Network& n, const Gradients& g) {
  fmt::print("Sign of blame: raise one weight by 0.01. Does the error rise?\n");
  fmt::print("  weight     gradient   predicted change   change of the error\n");
  for (std::size_t k = 0; k < 8; ++k) {
    std::array<Real, 8> nudged = first_weights;
    nudged[k] += 0.01;
    const Real change = error_with(nudged) - n.error.value();
    fmt::print("  w{}     {:>12.9f}       {:>12.9f}          {:>12.9f}   {}\n", k + 1, g[n.w[k]],
               0.01 * g[n.w[k]], change, change > 0 ? "rises" : "falls");
  }
}

// Reflection Prompt: how was the source of the problem found? Who is to blame, most first.
static void trace_the_error_back(const Network& n, const Gradients& g) {
  fmt::print(
      "\nReflection Prompt: tracing the error backward, from the outputs to the hidden layer\n");
  fmt::print("  net_o1 carries {:.9f}, net_o2 {:.9f}\n", g[n.net_o1], g[n.net_o2]);
  fmt::print("  out_h1 hears from both: {:.9f}; out_h2: {:.9f}\n", g[n.out_h1], g[n.out_h2]);
  std::size_t most = 0;
  for (std::size_t k = 1; k < 8; ++k)
    if (std::abs(g[n.w[k]]) > std::abs(g[n.w[most]])) most = k;
  fmt::print("  most responsible of the weights: w{}\n", most + 1);
}

// The best-known slip: the output weights are updated first, and the hidden layer's gradients
// are then computed from the new ones.
static Real error_after_updating_too_early(const Network& n, const Gradients& g) {
  std::array<Real, 8> w = first_weights;
  for (std::size_t k = 4; k < 8; ++k) w[k] -= learning_rate * g[n.w[k]];
  const Real blame_h1 = g[n.net_o1] * w[4] + g[n.net_o2] * w[6];  // new weights: the mistake
  const Real blame_h2 = g[n.net_o1] * w[5] + g[n.net_o2] * w[7];
  for (std::size_t k = 0; k < 4; ++k) {
    const Real right = g[k < 2 ? n.out_h1 : n.out_h2];
    w[k] -= learning_rate * g[n.w[k]] * (k < 2 ? blame_h1 : blame_h2) / right;
  }
  return error_with(w);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "05-backpropagation", "The Secret Sauce: Backpropagation");
  Trace trace = chapter.trace("A 2-2-2 network by hand: every gradient, one update");

  Tape tape;
  const Network n = record(tape, first_weights);
  const Gradients g = backward(n.error);
  trace.heading("forward propagation");
  add_forward(trace, n.error);
  trace.heading("backward propagation: assigning blame");
  add_backward(trace, g);

  // All gradients are known before the first weight moves. The biases stay as they are.
  trace.heading("parameter update of the eight weights");
  add_setting(trace, "rate", learning_rate, "learning rate");
  std::array<Real, 8> updated;
  for (std::size_t k = 0; k < 8; ++k) {
    const std::string w = fmt::format("w{}", k + 1);
    const auto descend = [](auto weight, auto rate, auto slope) { return weight - rate * slope; };
    updated[k] = add_update(trace, w, descend, Term{w, first_weights[k]},
                            Term{"rate", learning_rate}, Term{gradient_name(trace, w), g[n.w[k]]});
  }

  Tape again;
  const Network after = record(again, updated);
  trace.heading("forward propagation again: has the error become smaller?");
  add_forward(trace, after.error);
  chapter.write(trace, "two-two-two");

  fmt::print("The 2-2-2 network: error {:.9f}\n\n", n.error.value());
  sign_of_blame(n, g);
  trace_the_error_back(n, g);
  fmt::print("\nAfter one update with rate {}:                    error {:.9f}\n", learning_rate,
             after.error.value());
  const Real too_early = error_after_updating_too_early(n, g);
  fmt::print("Had w5 … w8 moved before the hidden gradients:   error {:.9f}\n", too_early);

  // That figure alone is enough to find the mistake behind it.
  fmt::print("\nWhat `downhill compare` says of the answer error = {:.9f}:\n", too_early);
  const TraceText answer = read_trace(fmt::format("error = {:.9f}", too_early));
  for (const Diagnosis& diagnosis : compare(answer, read_trace(write_text(trace))).diagnoses)
    for (const std::string& sentence : diagnosis.sentences) fmt::print("  {}\n", sentence);
}
