// What is right in exercise 03: the engine's own walk down y = x².
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static void gradient_task(Check& check) {
  for (const Real x : {Real(10), Real(-1.7)}) {
    Answers mine;
    mine.backward().add("dx", gradient(x));
    check.compare(fmt::format("gradient({})", x), mine, worked_out("y = x ** 2", {{"x", x}}));
  }
}

static void step_task(Check& check) {
  for (const auto& [x, rate] :
       {std::pair{Real(10), Real(0.1)}, std::pair{Real(-3.2), Real(0.45)}}) {
    Answers mine, right;
    mine.add("new_x", step(x, rate));
    right.add("x", x).add("learning_rate", rate).add("gradient", "2 * x", 2 * x);
    right.add("new_x", "x - learning_rate * gradient", x - rate * (2 * x));
    check.compare(fmt::format("step({}, {})", x, rate), mine, right);
  }
}

static Answers my_walk(Real x, Real rate, int steps) {
  Answers mine;
  mine.add("x", x);
  const std::vector<Step> path = walk(x, rate, steps);
  if (path.size() != std::size_t(steps))
    throw Unfit(fmt::format("walk({}, {}, {}) gave back {} step{}, where {} were asked for", x,
                            rate, steps, path.size(), path.size() == 1 ? "" : "s", steps));
  for (const Step& s : path) mine.backward().add("dx", s.gradient).heading("step").add("x", s.x);
  return mine;
}

// The same walk by the engine, every step recorded.
static Answers right_walk(Real x, Real rate, int steps) {
  Trace trace;
  add_setting(trace, "learning_rate", rate, "");
  for (int i = 0; i < steps; ++i) {
    Tape tape;
    Scalar position = tape.parameter("x", x);
    Gradients g = backward(name("y", square(position)));
    add_forward(trace, g.output(), Places::hidden);
    trace.heading("backward");
    add_backward(trace, g);
    trace.heading("step");
    const auto downhill = [](auto a, auto r, auto da) { return a - r * da; };
    x = add_update(trace, "x", downhill, Term{"x", x}, Term{"learning_rate", rate},
                   Term{"dx", g[position]});
  }
  return trace;
}

static void walk_task(Check& check) {
  check.compare_with_reference("walk(10, 0.1, 10)", my_walk(10, 0.1, 10), "code-demonstration");
  check.compare("walk(-4, 0.8, 7)", my_walk(-4, 0.8, 7), right_walk(-4, 0.8, 7));
}

static void factor_task(Check& check) {
  for (const Real rate : {Real(0.1), Real(1.35)}) {
    const Real x = 10, new_x = x - rate * (2 * x);
    Answers mine, right;
    mine.add("factor", factor(rate));
    right.add("x", x).add("learning_rate", rate);
    right.add("new_x", "x - learning_rate * (2 * x)", new_x).add("factor", "new_x / x", new_x / x);
    check.compare(fmt::format("factor({})", rate), mine, right);
  }
}

static const std::vector<Task> tasks = {
    {"gradient", "which direction is the steepest way up", gradient_task},
    {"step", "a small step in the exact opposite direction", step_task},
    {"walk", "repeat: the Code Demonstration", walk_task},
    {"factor", "steps that are too large, too small", factor_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
