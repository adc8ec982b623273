// What is right in exercise 04: the same layer by the engine, with its own cross_entropy and SGD.
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

// Flowers with their species, as numbers and as rows of 0 and 1, and a layer to begin with.
struct Problem {
  std::string words;
  Array flowers, species, truth;
  Model model;
};

static Problem made(const std::string& words, std::size_t count, std::size_t features,
                    std::size_t classes, std::uint64_t seed) {
  Random random(seed);
  const auto drawn = [&](const Shape& shape) {
    Array array = Array::zeros(shape);
    for (std::size_t i = 0; i < array.size(); ++i) array.set(i, random.uniform(-1, 1));
    return array;
  };
  Problem p{words,
            drawn({count, features}),
            Array::zeros({count}),
            Array::zeros({count, classes}),
            {drawn({features, classes}), drawn({classes})}};
  for (std::size_t i = 0; i < count; ++i) {
    // A flower's species depends on its first two numbers, so that there is something to learn.
    const std::size_t kind = p.flowers[i * features] > p.flowers[i * features + 1]
                                 ? 0
                                 : 1 + std::size_t(random.below(classes - 1));
    p.species.set(i, Real(kind));
    p.truth.set(i * classes + kind, 1);
  }
  return p;
}

static const std::vector<Problem>& problems() {
  static const std::vector<Problem> all = {made("three flowers, two kinds", 3, 2, 2, 1),
                                           made("five flowers, three kinds", 5, 4, 3, 2)};
  return all;
}

static void forward_task(Check& check) {
  for (const Problem& p : problems()) {
    TensorTape tape, again;
    const Tensor guess = forward(tape.data("flowers", p.flowers), tape.parameter("w", p.model.w),
                                 tape.parameter("b", p.model.b));
    Answers mine;
    mine.add("flowers", p.flowers).add("w", p.model.w).add("b", p.model.b);
    mine.add("guess", guess.value());
    Tensor logits =
        name("logits", matmul(again.data("flowers", p.flowers), again.parameter("w", p.model.w)) +
                           again.parameter("b", p.model.b));
    Trace right;
    add_forward(right, name("guess", softmax(logits)), Places::hidden);
    check.compare(p.words, mine, right);
  }
}

// "I'm 70 % sure this is a dog": it was a cat.
static void loss_task(Check& check) {
  const std::pair<Array, Array> cases[] = {
      {Array({1, 3}, {0.2, 0.7, 0.1}), Array({1, 3}, {1, 0, 0})},
      {Array({4, 2}, {0.3, 0.7, 0.55, 0.45, 0.91, 0.09, 0.6, 0.4}),
       Array({4, 2}, {1, 0, 0, 1, 0, 1, 1, 0})}};
  for (const auto& [guess, truth] : cases) {
    TensorTape tape, again;
    Answers mine;
    mine.add("guess", guess);
    mine.add("loss", loss_of(tape.parameter("guess", guess), truth).value());
    Tensor right_guess = again.parameter("guess", guess);
    Tensor log_guess = name("log_guess", log(right_guess));
    Tensor believed = name("believed", again.data("truth", truth) * log_guess);
    Tensor told = name("told", sum(believed, 1));
    Tensor mean_told = name("mean_told", mean(told));
    Trace right;
    add_forward(right, name("loss", -mean_told), Places::hidden);
    check.compare(fmt::format("{} guess{}", truth.shape()[0], truth.shape()[0] > 1 ? "es" : ""),
                  mine, right);
  }
}

static void update_task(Check& check) {
  for (const Problem& p : problems()) {
    const Real rate = Real(0.3);
    const Array dw = p.truth.reshaped({p.truth.size()});
    Array w = p.truth.reshaped({p.truth.size()});
    for (std::size_t i = 0; i < w.size(); ++i) w.set(i, Real(i) - Real(1.5));
    Answers mine, right;
    mine.add("new_w", update(w, dw, rate));
    Array moved = w;
    Optimizer(Sgd{.rate = rate}).step({std::span(moved.writable(), moved.size())}, {dw.values()});
    right.add("w", w).add("dw", dw).add("rate", rate);
    right.add("new_w", "w - rate * dw", moved);
    check.compare(p.words, mine, right);
  }
}

// One turn by the engine, told as the chapter tells it. Returns its loss and moves the model.
static Real right_turn(const Problem& p, Model& model, Real rate, TrainingTrace* story) {
  Optimizer optimizer(Sgd{.rate = rate});
  TensorTape tape;
  Tensor w = tape.parameter("w", model.w), b = tape.parameter("b", model.b);
  Tensor logits = name("logits", matmul(tape.data("flowers", p.flowers), w) + b);
  Tensor loss = name("loss", cross_entropy(logits, p.species));
  const TensorGradients g = backward(loss);
  if (story)
    story->add_step(
        1, [&](Trace& t) { add_forward(t, loss, Places::hidden); },
        [&](Trace& t) { add_backward(t, g); }, {trained(w, g), trained(b, g)}, optimizer, 1);
  const Array dw = g[w], db = g[b];
  optimizer.step({std::span(model.w.writable(), model.w.size()),
                  std::span(model.b.writable(), model.b.size())},
                 {dw.values(), db.values()});
  return loss.value().number();
}

static void turn_task(Check& check) {
  for (const Problem& p : problems()) {
    const Turn taken = turn(p.model, p.flowers, p.truth, Real(0.4));
    Answers mine;
    mine.add("w", p.model.w).add("b", p.model.b).add("loss", taken.loss);
    mine.backward().add("dw", taken.dw).add("db", taken.db);
    mine.heading("update").add("w", taken.updated.w).add("b", taken.updated.b);
    Trace right;
    TrainingTrace story(right);
    Model model = p.model;
    right_turn(p, model, Real(0.4), &story);
    check.compare(p.words, mine, right);
  }
}

static void train_task(Check& check) {
  const std::tuple<std::size_t, Real, Real, int> cases[] = {
      {0, Real(0.5), Real(1e-3), 500}, {1, Real(0.8), Real(3e-4), 900}, {1, Real(0.2), 0, 7}};
  for (const auto& [which, rate, enough, most_turns] : cases) {
    const Problem& p = problems()[which];
    const Training training = train(p.model, p.flowers, p.truth, rate, enough, most_turns);
    Model model = p.model;
    Real before = 0, loss = 0;
    int turns = 0;
    while (turns < most_turns && (turns < 2 || before - loss >= enough)) {
      before = loss;
      loss = right_turn(p, model, rate, nullptr);
      ++turns;
    }
    Answers mine, right;
    mine.add("turns", Real(training.turns)).add("loss", training.loss);
    right.add("turns", Real(turns)).add("loss", loss);
    check.compare(fmt::format("{}, enough = {}, at most {} turns", p.words, enough, most_turns),
                  mine, right);
  }
}

static const std::vector<Task> tasks = {{"forward", "the network makes a guess", forward_task},
                                        {"loss", "we compare the guess to the truth", loss_task},
                                        {"update", "nudges the weights downhill", update_task},
                                        {"turn", "the four-step dance", turn_task},
                                        {"train", "repeated until convergence", train_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
