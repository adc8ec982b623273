// What is right in exercise 09: the engine's optimizers, down the chapter's ravine and along
// gradients that the exercise does not name.
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

// One weight on its way: the learner's updates as lines of a trace, with this name.
class Weight {
 public:
  Weight(std::string name, Real start) : w(start), name_(std::move(name)) {}

  void start(Answers& mine, std::initializer_list<const char*> memory) const {
    mine.add(name_, w);
    for (const char* what : memory) mine.add(fmt::format("{}_{}", what, name_), Real(0));
  }
  void by_sgd(Answers& mine, Real dw, Real rate) {
    w = sgd(w, dw, rate);
    mine.add(name_, w);
  }
  void by_momentum(Answers& mine, Real dw, Real rate, Real mu) {
    const MomentumStep step = momentum(w, dw, b_, rate, mu);
    b_ = step.b;
    w = step.w;
    mine.add("b_" + name_, b_).add(name_, w);
  }
  void by_adam(Answers& mine, Real dw, int t, const AdamSettings& s) {
    remember(mine, adam(w, dw, m_, v_, t, s));
  }
  void by_adamw(Answers& mine, Real dw, int t, const AdamSettings& s, Real decay) {
    const AdamWStep step = adamw(w, dw, m_, v_, t, s, decay);
    mine.add(name_, step.decayed);
    remember(mine, step.adam);
  }

  Real w;

 private:
  void remember(Answers& mine, const AdamStep& step) {
    m_ = step.m;
    v_ = step.v;
    w = step.w;
    mine.add("m_" + name_, m_).add("v_" + name_, v_);
    mine.add("m_hat_" + name_, step.m_hat).add("v_hat_" + name_, step.v_hat).add(name_, w);
  }

  std::string name_;
  Real b_ = 0, m_ = 0, v_ = 0;
};

// Five steps down the chapter's ravine x² + 20 y², from (8, 1).
static Answers down_the_ravine(std::initializer_list<const char*> memory, auto update) {
  Answers mine;
  Weight x("x", 8), y("y", 1);
  for (const Weight* weight : {&x, &y}) weight->start(mine, memory);
  for (int t = 1; t <= 5; ++t) {
    const Real dx = 2 * x.w, dy = 40 * y.w;
    update(mine, x, dx, t);
    update(mine, y, dy, t);
  }
  return mine;
}

// Gradients that a weight meets one after another, whatever it is.
static constexpr Real gradients[] = {Real(0.8), Real(-2.5), Real(0.03), Real(1.9)};

static Answers along_gradients(std::initializer_list<const char*> memory, auto update) {
  Answers mine;
  Weight w("w", Real(-0.6));
  w.start(mine, memory);
  int t = 0;
  for (const Real dw : gradients) update(mine, w, dw, ++t);
  return mine;
}

// The same by the engine. The loss is slope * w, so that dw is the slope.
static Answers right_along_gradients(const Method& method) {
  Trace trace;
  TrainingTrace story(trace);
  Optimizer optimizer(method);
  Real w = Real(-0.6);
  int t = 0;
  for (const Real dw : gradients) {
    Tape tape;
    Scalar weight = tape.parameter("w", w);
    Scalar loss = name("loss", tape.input("slope", dw) * weight);
    const Gradients g = backward(loss);
    story.add_step(
        ++t, [&](Trace& to) { add_forward(to, loss, Places::hidden); },
        [&](Trace& to) { add_backward(to, g); }, {trained(weight, g)}, optimizer, 1);
    optimizer.step({std::span(&w, 1)}, {std::span(&dw, 1)});
  }
  return trace;
}

static const std::string elsewhere = "four gradients, one after another";

static void sgd_task(Check& check) {
  const auto with_rate = [](Real rate) {
    return [rate](Answers& mine, Weight& w, Real dw, int) { w.by_sgd(mine, dw, rate); };
  };
  check.compare_with_reference("down the ravine", down_the_ravine({}, with_rate(Real(0.04))),
                               "sgd");
  check.compare(elsewhere, along_gradients({}, with_rate(Real(0.3))),
                right_along_gradients(Sgd{.rate = Real(0.3)}));
}

static void momentum_task(Check& check) {
  const auto with = [](Real rate, Real mu) {
    return
        [rate, mu](Answers& mine, Weight& w, Real dw, int) { w.by_momentum(mine, dw, rate, mu); };
  };
  check.compare_with_reference("down the ravine",
                               down_the_ravine({"b"}, with(Real(0.04), Real(0.9))), "momentum");
  check.compare(elsewhere, along_gradients({"b"}, with(Real(0.3), Real(0.75))),
                right_along_gradients(Sgd{.rate = Real(0.3), .momentum = Real(0.75)}));
}

static constexpr AdamSettings as_usual = {Real(0.3), Real(0.9), Real(0.999), Real(1e-8)};
static constexpr AdamSettings others = {Real(0.07), Real(0.8), Real(0.97), Real(1e-3)};

static void adam_task(Check& check) {
  const auto with = [](AdamSettings s) {
    return [s](Answers& mine, Weight& w, Real dw, int t) { w.by_adam(mine, dw, t, s); };
  };
  check.compare_with_reference("down the ravine", down_the_ravine({"m", "v"}, with(as_usual)),
                               "adam");
  check.compare(elsewhere, along_gradients({"m", "v"}, with(others)),
                right_along_gradients(Adam{.rate = others.rate,
                                           .beta1 = others.beta1,
                                           .beta2 = others.beta2,
                                           .epsilon = others.epsilon}));
}

static void adamw_task(Check& check) {
  const auto with = [](AdamSettings s, Real decay) {
    return
        [s, decay](Answers& mine, Weight& w, Real dw, int t) { w.by_adamw(mine, dw, t, s, decay); };
  };
  check.compare_with_reference("down the ravine",
                               down_the_ravine({"m", "v"}, with(as_usual, Real(0.1))), "adamw");
  check.compare(elsewhere, along_gradients({"m", "v"}, with(others, Real(0.6))),
                right_along_gradients(AdamW{.rate = others.rate,
                                            .beta1 = others.beta1,
                                            .beta2 = others.beta2,
                                            .epsilon = others.epsilon,
                                            .weight_decay = Real(0.6)}));
}

static const std::vector<Task> tasks = {
    {"sgd", "updated weights", sgd_task},
    {"momentum", "a memory of past gradients", momentum_task},
    {"adam", "adapts the learning rate for each parameter", adam_task},
    {"adamw", "weight decay, apart from the gradient", adamw_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
