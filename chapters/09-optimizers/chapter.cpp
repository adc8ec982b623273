// 09 Optimization Algorithms
//
// One ravine, four vehicles: SGD, momentum, Adam, AdamW, with everything they remember traced.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "downhill.hpp"

using namespace downhill;

// A ravine: twenty times steeper along y than along x.
struct Ravine {
  Scalar x, y, loss;

  Ravine(Tape& tape, const std::array<Real, 2>& at) {
    x = tape.parameter("x", at[0]);
    y = tape.parameter("y", at[1]);
    Scalar gentle = name("gentle", square(x));
    Scalar y_square = name("y_square", square(y));
    Scalar steep = name("steep", 20 * y_square);
    loss = name("loss", gentle + steep);
  }
};

// Rolls down the ravine from (8, 1); tells a trace of it if there is one. Returns the last loss.
static Real roll(const Method& method, int steps, Trace* trace) {
  std::array<Real, 2> at = {8, 1};
  Optimizer optimizer(method);
  Tape tape;
  std::optional<TrainingTrace> story;
  if (trace) story.emplace(*trace);
  for (int step = 1; step <= steps; ++step) {
    tape.clear();
    const Ravine ravine(tape, at);
    const Gradients g = backward(ravine.loss);
    if (story)
      story->add_step(
          step, [&](Trace& t) { add_forward(t, ravine.loss); },
          [&](Trace& t) { add_backward(t, g); }, {trained(ravine.x, g), trained(ravine.y, g)},
          optimizer, 1);
    const std::array<Real, 2> slope = {g[ravine.x], g[ravine.y]};
    optimizer.step({std::span(at).first(1), std::span(at).last(1)},
                   {std::span(slope).first(1), std::span(slope).last(1)});
  }
  tape.clear();
  return Ravine(tape, at).loss.value();
}

// Figure 2.2: current weights, gradient, optimizer with learning rate, updated weights.
static void one_step_of_each(const Chapter& chapter) {
  struct Vehicle {
    const char* file;
    const char* title;
    Method method;
  };
  const Vehicle vehicles[] = {
      {"sgd", "SGD: w = w - rate * gradient", Sgd{.rate = 0.04}},
      {"momentum", "SGD with momentum 0.9: a memory of past gradients",
       Sgd{.rate = 0.04, .momentum = 0.9}},
      {"adam", "Adam: every parameter has a rate of its own", Adam{.rate = 0.3}},
      {"adamw", "AdamW: Adam, and a decay of the weights that the moments never see",
       AdamW{.rate = 0.3, .weight_decay = 0.1}},
  };
  fmt::print("Figure 2.2, down a ravine that is 20 times steeper along y than along x\n");
  fmt::print("  {:<9} {:>12} {:>12} {:>12}\n", "", "5 steps", "20 steps", "100 steps");
  for (const Vehicle& v : vehicles) {
    Trace trace = chapter.trace(v.title);
    const Real five = roll(v.method, 5, &trace);
    chapter.write(trace, v.file);
    fmt::print("  {:<9} {:>12.4f} {:>12.4f} {:>12.2e}\n", v.file, five, roll(v.method, 20, nullptr),
               roll(v.method, 100, nullptr));
  }
}

// Adam's first three steps down y = (w - 3)² from w = 1, every number under a name of its own, so
// that they can be done on paper.
static void three_steps_of_adam(const Chapter& chapter) {
  Trace trace = chapter.trace("Adam's first three steps down y = (w - 3)², from w = 1");
  Tape tape;
  Scalar w0 = tape.parameter("w0", 1);
  Scalar miss = name("miss", w0 - 3);
  const Gradients g = backward(name("y", square(miss)));
  trace.heading("where it starts");
  add_forward(trace, g.output());
  add_backward(trace, g);

  const auto setting = [&](const char* what, Real value, const char* words) {
    return Term{what, add_setting(trace, what, value, words)};
  };
  const Term rate = setting("rate", 0.5, "learning rate");
  const Term beta1 = setting("beta1", 0.9, "how much of m is kept");
  const Term beta2 = setting("beta2", 0.999, "how much of v is kept");
  const Term epsilon = setting("epsilon", 1e-8, "so that nothing is divided by 0");
  Term w{"w0", 1}, m = setting("m0", 0, ""), v = setting("v0", 0, "");

  using ops::pow, ops::sqrt, ops::square;
  const auto slope = [](auto at) { return 2 * (at - 3); };
  const auto mean = [](auto old, auto now, auto beta) { return beta * old + (1 - beta) * now; };
  const auto mean_square = [](auto old, auto now, auto beta) {
    return beta * old + (1 - beta) * square(now);
  };
  const auto corrected = [](auto moment, auto beta, auto t) { return moment / (1 - pow(beta, t)); };
  const auto update = [](auto at, auto first, auto second, auto knob, auto small) {
    return at - knob * first / (sqrt(second) + small);
  };
  for (int step = 1; step <= 3; ++step) {
    trace.heading(fmt::format("step {}", step));
    const auto line = [&](const char* what, auto rule, auto... terms) {
      const std::string name = fmt::format("{}{}", what, step);
      return Term{name, add_update(trace, name, rule, terms...)};
    };
    const Term t{"", Real(step)}, g_t = line("g", slope, w);
    m = line("m", mean, m, g_t, beta1);
    v = line("v", mean_square, v, g_t, beta2);
    const Term m_hat = line("m_hat", corrected, m, beta1, t);
    const Term v_hat = line("v_hat", corrected, v, beta2, t);
    w = line("w", update, w, m_hat, v_hat, rate, epsilon);
  }
  chapter.write(trace, "three-steps-of-adam");
}

// The learning rate as the knob: the same twenty steps with rates from far too small to too large.
static void the_knob() {
  fmt::print("\nThe learning rate is the knob: loss after 20 steps, from 84\n");
  fmt::print("  {:>7} {:>12} {:>12}\n", "rate", "sgd", "adam");
  for (const Real rate :
       {Real(0.0001), Real(0.001), Real(0.01), Real(0.04), Real(0.06), Real(0.3), Real(1)})
    fmt::print("  {:>7} {:>12.4g} {:>12.4g}\n", rate, roll(Sgd{.rate = rate}, 20, nullptr),
               roll(Adam{.rate = rate}, 20, nullptr));
}

// L2 is not weight decay: the same number 0.1, once as a part of the gradient, once apart from it.
static void l2_is_not_weight_decay() {
  fmt::print(
      "\nL2 is not weight decay: two weights of 1 with gradients 100 and 0.01, ten updates\n");
  fmt::print("  {:<28} {:>12} {:>12}\n", "", "gradient 100", "0.01");
  const std::pair<const char*, Method> methods[] = {
      {"Adam without either", Adam{.rate = 0.01}},
      {"Adam + L2 (weight_decay 0.1)", Adam{.rate = 0.01, .weight_decay = 0.1}},
      {"AdamW (weight_decay 0.1)", AdamW{.rate = 0.01, .weight_decay = 0.1}}};
  for (const auto& [title, method] : methods) {
    std::array<Real, 1> noisy = {1}, quiet = {1};
    const std::array<Real, 1> large = {100}, small = {Real(0.01)};
    Optimizer optimizer(method);
    for (int step = 0; step < 10; ++step)
      optimizer.step({std::span<Real>(noisy), std::span<Real>(quiet)},
                     {std::span<const Real>(large), std::span<const Real>(small)});
    fmt::print("  {:<28} {:>12.6f} {:>12.6f}\n", title, noisy[0], quiet[0]);
  }
  fmt::print(
      "  Adam divides L2's pull by the size of the gradients, so it is lost on both weights;\n"
      "  AdamW shrinks both by the same factor, 1 - rate * decay, at every update.\n");
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "09-optimizers", "Optimization Algorithms");
  one_step_of_each(chapter);
  three_steps_of_adam(chapter);
  the_knob();
  l2_is_not_weight_decay();
}
