// What is right in exercise 11: the same network on the engine's tape, told step by step.
#include "exercise/check.hpp"

#include <fmt/format.h>

#include "tasks.hpp"

namespace downhill::learner {

// Samples, their classes, and a network that looks at them.
struct Case {
  std::string words;
  Network network;
  Array x;
  Classes right;

  Array kinds() const {
    return Array({right.size()}, std::vector<Real>(right.begin(), right.end()));
  }
};

// The five points of the chapter, whose trace is the reference.
static Case five_points() {
  const Dataset moons = make_moons(200, 1);
  const std::size_t five[] = {0, 1, 2, 3, 4};
  const Dataset few = moons.pick(five);
  const Parameters p(Mlp({2, 3, 2}, {.activation = Activation::tanh}), 1);
  return {"the five points of chapter 11",
          {p["w1"], p["b1"], p["w2"], p["b2"]},
          Array({5, 2}, few.features),
          {few.labels.begin(), few.labels.end()}};
}

// Other sizes everywhere, biases that are not 0, and a class that most samples do not have.
static Case seven_samples() {
  Random random = Random(11).split("exercise 11");
  const auto drawn = [&random](const Shape& shape) {
    Array a = Array::zeros(shape);
    for (std::size_t i = 0; i < a.size(); ++i) a.set(i, random.normal(0, Real(0.8)));
    return a;
  };
  const Network network = {drawn({3, 5}), drawn({5}), drawn({5, 4}), drawn({4})};
  return {"seven samples of three numbers, five hidden neurons, four classes",
          network,
          drawn({7, 3}),
          {2, 0, 3, 3, 1, 0, 3}};
}

static std::vector<Case> cases() { return {five_points(), seven_samples()}; }

struct Recorded {
  std::vector<Tensor> weights;
  Tensor loss;
};

static Recorded record(TensorTape& tape, const Case& c) {
  Tensor x = tape.data("x", c.x);
  Tensor w1 = tape.parameter("w1", c.network.w1);
  Tensor b1 = tape.parameter("b1", c.network.b1);
  Tensor w2 = tape.parameter("w2", c.network.w2);
  Tensor b2 = tape.parameter("b2", c.network.b2);
  Tensor z1 = name("z1", matmul(x, w1));
  Tensor s1 = name("s1", z1 + b1);
  Tensor h1 = name("h1", tanh(s1));
  Tensor z2 = name("z2", matmul(h1, w2));
  Tensor logits = name("logits", z2 + b2);
  name("p", softmax(logits));
  return {{w1, b1, w2, b2}, name("loss", cross_entropy(logits, c.kinds()))};
}

// Everything that the engine says of a case.
static Answers told(const Case& c) {
  TensorTape tape;
  return explain(backward(record(tape, c).loss), Places::hidden);
}

// The engine's forward pass, and what of its backward pass a later task begins with.
struct Given {
  Forward forward;
  Array dlogits;
};

static Given given(const Case& c) {
  TensorTape tape;
  const TensorGradients g = backward(record(tape, c).loss);
  const auto node = [&tape](std::string_view wanted) {
    for (std::size_t i = 0; i < tape.size(); ++i)
      if (tape.name_of(tape.nodes()[i]) == wanted) return tape.at(i);
    throw Error(fmt::format("the tape has no {}", wanted));
  };
  return {{node("z1").value(), node("s1").value(), node("h1").value(), node("z2").value(),
           node("logits").value()},
          g[node("logits")]};
}

// Adds an array that the learner gave; one that was left out is named.
static void add(Answers& mine, std::string_view name, const Array& array) {
  if (!array.given()) throw Unfit(fmt::format("{} was not filled in", name));
  mine.add(name, array);
}

static void forward_task(Check& check) {
  for (const Case& c : cases()) {
    const Forward f = forward(c.network, c.x);
    Answers mine;
    add(mine, "z1", f.z1), add(mine, "s1", f.s1), add(mine, "h1", f.h1), add(mine, "z2", f.z2);
    add(mine, "logits", f.logits);
    check.compare(c.words, mine, told(c));
  }
}

static void loss_task(Check& check) {
  for (const Case& c : cases()) {
    const Array logits = given(c).forward.logits;
    Answers mine;
    add(mine, "p", softmax_rows(logits));
    mine.add("loss", loss_of(logits, c.right));
    check.compare(c.words, mine, told(c));
  }
}

static void second_layer_task(Check& check) {
  for (const Case& c : cases()) {
    const SecondLayer d = second_layer(given(c).forward, c.right);
    Answers mine;
    mine.backward();
    add(mine, "dlogits", d.dlogits), add(mine, "db2", d.db2), add(mine, "dw2", d.dw2);
    check.compare(c.words, mine, told(c));
  }
}

static void first_layer_task(Check& check) {
  for (const Case& c : cases()) {
    const Given g = given(c);
    const FirstLayer d = first_layer(c.network, c.x, g.forward, g.dlogits);
    Answers mine;
    mine.backward();
    add(mine, "dh1", d.dh1), add(mine, "ds1", d.ds1), add(mine, "db1", d.db1);
    add(mine, "dw1", d.dw1);
    check.compare(c.words, mine, told(c));
  }
}

// The engine's training, every turn told; the learner's weights stand beside the last ones.
static Answers told_training(Case c, Real rate, int turns) {
  Trace trace;
  TrainingTrace story(trace);
  Optimizer optimizer(Sgd{.rate = rate});
  TensorTape tape;
  for (int turn = 1; turn <= turns; ++turn) {
    tape.clear();
    const Recorded recorded = record(tape, c);
    const TensorGradients g = backward(recorded.loss);
    std::vector<TrainedParameter> all;
    for (const Tensor w : recorded.weights) all.push_back(trained(w, g));
    story.add_step(
        turn, [&](Trace& t) { add_forward(t, recorded.loss, Places::hidden); },
        [&](Trace& t) { add_backward(t, g); }, all, optimizer, 1);
    Array* const numbers[] = {&c.network.w1, &c.network.b1, &c.network.w2, &c.network.b2};
    std::vector<std::span<Real>> spans;
    std::vector<std::span<const Real>> slopes;
    tape.clear();
    for (std::size_t k = 0; k < all.size(); ++k) {
      spans.emplace_back(numbers[k]->writable(), numbers[k]->size());
      slopes.emplace_back(all[k].gradient);
    }
    optimizer.step(spans, slopes);
  }
  return trace;
}

static void train_task(Check& check) {
  const auto ask = [&check](const Case& c, Real rate, int turns) {
    const Network after = train(c.network, c.x, c.right, rate, turns);
    Answers mine;
    mine.heading("after the last update");
    add(mine, "w1", after.w1), add(mine, "b1", after.b1);
    add(mine, "w2", after.w2), add(mine, "b2", after.b2);
    check.compare(fmt::format("{}, rate {}, {} turns", c.words, rate, turns), mine,
                  told_training(c, rate, turns));
  };
  ask(five_points(), 1, 2);
  ask(seven_samples(), Real(0.3), 3);
}

static const std::vector<Task> tasks = {
    {"forward", "forward propagation", forward_task},
    {"loss", "how wrong, as one number", loss_task},
    {"second_layer", "backward, from the loss to w2 and b2", second_layer_task},
    {"first_layer", "backward, on to w1 and b1", first_layer_task},
    {"train", "the four steps, again and again", train_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
