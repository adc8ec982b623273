// 03 Assembling the Pieces: Gradient Descent
//
// The hill is y = x². Its gradient says which way is up; a small step goes the other way.
#include <fmt/format.h>

#include <cmath>

#include "downhill.hpp"

using namespace downhill;

static auto step_downhill(auto x, auto learning_rate, auto dx) { return x - learning_rate * dx; }

// Ten steps from x = 10, each of the text's four numbered moves under a heading of its own.
// after_step(step, x, gradient) is told about each. Returns where the walk ends.
template <class AfterStep>
static Real walk(Trace& trace, Real learning_rate, AfterStep after_step) {
  trace.heading("1. start at a random spot");
  add_setting(trace, "learning_rate", learning_rate, "how large a step is");
  Real position = 10;
  Tape tape;
  for (int step = 1; step <= 10; ++step) {
    tape.clear();
    Scalar x = tape.parameter("x", position);
    Scalar y = name("y", square(x));
    Gradients g = backward(y);

    if (step > 1) trace.heading(fmt::format("4. repeat: step {}", step));
    add_forward(trace, y);
    trace.heading("2. which way is steepest up? the gradient");
    add_backward(trace, g);
    trace.heading("3. a small step in the exact opposite direction");
    const auto rule = [](auto a, auto rate, auto da) { return step_downhill(a, rate, da); };
    position = add_update(trace, "x", rule, Term{"x", position},
                          Term{"learning_rate", learning_rate}, Term{"dx", g[x]});
    after_step(step, position, g[x]);
  }
  return position;
}

// Code Demonstration: the text's program, line for line.
static void code_demonstration(const Chapter& chapter) {
  Trace trace = chapter.trace("Code Demonstration: ten steps down y = x², from x = 10");
  fmt::print("Starting position: {:.1f}\n", 10.0);
  const Real end = walk(trace, 0.1, [](int step, Real x, Real gradient) {
    fmt::print("Step {}: x = {:.3f}, gradient = {:.3f}\n", step, x, gradient);
  });
  fmt::print("Final result: {:.3f} (should be close to 0)\n", end);
  chapter.write(trace, "code-demonstration");
}

// What a walk with this rate did, read off its positions.
static const char* verdict(Real first, Real last, Real rate_of_change) {
  if (std::abs(last) > std::abs(first)) return "each step lands farther away: it climbs out";
  if (std::abs(last) == std::abs(first)) return "jumps to the other side and back, for ever";
  if (rate_of_change < 0) return "leaps over the valley each time, and still comes closer";
  if (std::abs(last) > 1) return "on its way, but ten steps were not enough";
  return "arrives";
}

// Prediction Exercise: steps that are too large, steps that are too small.
static void prediction_exercise(const Chapter& chapter) {
  fmt::print("\nPrediction Exercise: ten steps from x = 10 with other learning rates\n");
  fmt::print("  {:>5} {:>12} {:>14}\n", "rate", "after 1 step", "after 10");
  for (const Real rate : {Real(0.01), Real(0.1), Real(0.5), Real(0.9), Real(1.0), Real(1.1)}) {
    Trace trace = chapter.trace(
        fmt::format("Prediction Exercise: ten steps down y = x² with learning rate {}", rate));
    Real first = 0;
    const Real end = walk(trace, rate, [&](int step, Real x, Real) {
      if (step == 1) first = x;
    });
    fmt::print("  {:>5} {:>12.3f} {:>14.3f}   {}\n", rate, first, end + 0.0,
               verdict(10, end, first / 10));
    if (rate == Real(0.01)) chapter.write(trace, "too-small");
    if (rate == Real(1.1)) chapter.write(trace, "too-large");
  }
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "03-gradient-descent",
                        "Assembling the Pieces: Gradient Descent");
  code_demonstration(chapter);
  prediction_exercise(chapter);
}
