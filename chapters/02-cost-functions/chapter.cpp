// 02 The Building Blocks: Cost Functions and Loss
//
// A cost takes a prediction and the answer, and gives one number: 0 for a perfect prediction,
// more the further off it is.
#include <fmt/format.h>

#include "downhill.hpp"

using namespace downhill;

// The cost of a number: the mean of the squared misses.
static Scalar mean_squared_error(const std::vector<Scalar>& prediction,
                                 const std::vector<Real>& answer) {
  Scalar sum;
  for (std::size_t i = 0; i < prediction.size(); ++i) {
    Scalar miss = name(fmt::format("miss{}", i + 1), prediction[i] - answer[i]);
    Scalar part = name(fmt::format("square{}", i + 1), square(miss));
    sum = i == 0 ? part : name(fmt::format("sum{}", i + 1), sum + part);
  }
  return name("squared_error", sum / Real(prediction.size()));
}

// The cost of a choice: how surprised is somebody who gave the right answer this probability?
static Scalar cross_entropy_of(Scalar probability) {
  Scalar certainty = name("certainty", log(probability));
  return name("surprise", -certainty);
}

// A cost and its slope along the first prediction.
struct Cost {
  Real value, slope;
};

static Cost squared_error_at(Real prediction, Real answer) {
  Tape tape;
  Scalar p = tape.parameter("p", prediction);
  const Gradients g = backward(mean_squared_error({p}, {answer}));
  return {g.output().value(), g[p]};
}

// A picture shows a cat: the answer is 1 for cat and 0 for dog.
static Cost squared_error_of_cat(Real probability) {
  Tape tape;
  Scalar cat = tape.parameter("cat", probability);
  Scalar dog = name("dog", 1 - cat);
  const Gradients g = backward(mean_squared_error({cat, dog}, {1, 0}));
  return {g.output().value(), g[cat]};
}

static Cost cross_entropy_of_cat(Real probability) {
  Tape tape;
  Scalar cat = tape.parameter("cat", probability);
  const Gradients g = backward(cross_entropy_of(cat));
  return {g.output().value(), g[cat]};
}

// Three temperatures were predicted, then measured.
static void numbers(const Chapter& chapter) {
  Tape tape;
  Scalar p1 = tape.parameter("p1", 21);
  Scalar p2 = tape.parameter("p2", 18.5);
  Scalar p3 = tape.parameter("p3", 25);
  Scalar cost = mean_squared_error({p1, p2, p3}, {20, 19, 25});
  const Gradients g = backward(cost);

  Trace trace = chapter.trace("A cost of numbers: three temperatures, predicted and measured");
  trace.heading("forward: how far off is each, and all of them together?");
  add_forward(trace, cost);
  trace.heading("backward: which prediction is to blame?");
  add_backward(trace, g);
  chapter.write(trace, "temperatures");

  fmt::print("A cost of numbers: 21, 18.5 and 25 degrees predicted; 20, 19 and 25 measured\n");
  fmt::print("  mean squared error {:.4f}; its slopes {:.4f}, {:.4f}, {:.4f}\n\n", cost.value(),
             g[p1], g[p2], g[p3]);
}

// "I'm 70% sure this is a dog." It was a cat.
static void choices(const Chapter& chapter) {
  Tape tape;
  Scalar cat = tape.parameter("cat", 0.3);
  Scalar cost = cross_entropy_of(cat);

  Trace trace = chapter.trace("A cost of choices: 30 % for the cat that it was");
  trace.heading("forward: the less probable the truth seemed, the higher the cost");
  add_forward(trace, cost);
  trace.heading("backward: more for the cat would make it lower");
  add_backward(trace, backward(cost));
  chapter.write(trace, "cat-or-dog");

  fmt::print("A cost of choices: the picture shows a cat. What costs each probability for cat?\n");
  fmt::print("  {:>11} {:>12} {:>10} {:>15} {:>10}\n", "probability", "squared", "slope",
             "cross-entropy", "slope");
  for (const Real p : {1.0, 0.9, 0.7, 0.5, 0.3, 0.1, 0.01, 0.0}) {
    const Cost squared = squared_error_of_cat(p), entropy = cross_entropy_of_cat(p);
    fmt::print("  {:>11} {:>12.4f} {:>10.2f} {:>15.4f} {:>10.2f}\n", p, squared.value + 0.0,
               squared.slope + 0.0, entropy.value + 0.0, entropy.slope + 0.0);
  }
}

// Micro-Quiz: a perfect prediction, and one that is completely wrong, by both costs.
static void micro_quiz(const Chapter& chapter) {
  Trace trace = chapter.trace("Micro-Quiz: perfect, and completely wrong, by both costs");
  const auto tell = [&](const std::string& heading, auto cost_of_cat, Real probability) {
    Tape tape;
    Scalar cost = cost_of_cat(tape.parameter("cat", probability));
    trace.heading(heading);
    add_forward(trace, cost);
    add_backward(trace, backward(cost));
  };
  const auto squared = [](Scalar cat) {
    Scalar dog = name("dog", 1 - cat);
    return mean_squared_error({cat, dog}, {1, 0});
  };
  tell("mean squared error of a perfect prediction", squared, 1);
  tell("mean squared error of a completely wrong one", squared, 0);
  tell("cross-entropy of a perfect prediction", cross_entropy_of, 1);
  tell("cross-entropy of a completely wrong one", cross_entropy_of, 0);
  chapter.write(trace, "micro-quiz");

  fmt::print("\nMicro-Quiz: what does a cost return?\n");
  fmt::print("  {:<40} {:>8} {:>8}\n", "", "perfect", "wrong");
  const auto row = [](const char* what, Cost perfect, Cost wrong) {
    fmt::print("  {:<40} {:>8.4g} {:>8.4g}\n", what, perfect.value + 0.0, wrong.value);
  };
  row("MSE of numbers, 10 degrees off", squared_error_at(20, 20), squared_error_at(30, 20));
  row("MSE of numbers, 1000 degrees off", squared_error_at(20, 20), squared_error_at(1020, 20));
  row("MSE of probabilities, sure of the dog", squared_error_of_cat(1), squared_error_of_cat(0));
  row("cross-entropy, sure of the dog", cross_entropy_of_cat(1), cross_entropy_of_cat(0));
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "02-cost-functions",
                        "The Building Blocks: Cost Functions and Loss");
  numbers(chapter);
  choices(chapter);
  micro_quiz(chapter);
}
