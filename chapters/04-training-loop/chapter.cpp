// 04 The Secret Sauce: The Training Loop
//
// The four-step dance of Figure 2.1, until converged, on 150 flowers.
#include <fmt/format.h>

#include <algorithm>

#include "downhill.hpp"

using namespace downhill;

// "I'm 70% sure this is a dog": logits become probabilities, and the truth was a cat.
static void seventy_percent_sure(const Chapter& chapter) {
  TensorTape tape;
  Tensor logits = tape.parameter("logits", Array({3}, {1.0, 2.25, 0.3}));
  Tensor guess = name("guess", softmax(logits));
  Tensor cat = name("cat", slice(guess, {Slice::at(0)}));
  Tensor loss = name("loss", -log(cat));

  const TensorGradients g = backward(loss);
  fmt::print("The guess: {:.0f} % cat, {:.0f} % dog, {:.0f} % bird. It was a cat.\n",
             100 * guess.value()[0], 100 * guess.value()[1], 100 * guess.value()[2]);
  fmt::print("  loss {:.4f}; the gradients of the logits: cat {:.4f}, dog {:.4f}, bird {:.4f}\n",
             loss.value().number(), g[logits][0], g[logits][1], g[logits][2]);
  fmt::print("  downhill is: more cat, less dog, and a little less bird\n\n");

  Trace trace = chapter.trace("\"I'm 70% sure this is a dog\": softmax, and a loss that is high");
  trace.heading("Forward Propagation");
  add_forward(trace, loss);
  trace.heading("Backward Propagation (Backpropagation)");
  add_backward(trace, g);
  chapter.write(trace, "seventy-percent-dog");
}

// The loop. Each turn is one step of all flowers together; it has converged when a turn lowers
// the loss by less than a ten-thousandth. A story, if given, tells the first turns.
static std::pair<int, Real> train(const Mlp& network, Parameters& w, const Dataset& flowers,
                                  Optimizer& optimizer, int most_turns, Trace* trace) {
  const Array x({flowers.size(), flowers.width()}, flowers.features);
  const Array species({flowers.size()},
                      std::vector<Real>(flowers.labels.begin(), flowers.labels.end()));
  std::optional<TrainingTrace> story;
  if (trace) story.emplace(*trace);
  TensorTape tape;
  Real before = 0;
  for (int turn = 1; turn <= most_turns; ++turn) {
    tape.clear();
    const std::vector<Tensor> parameters = w.on(tape);
    Tensor guess = name("guess", network.forward(tape.data("flowers", x), parameters));  // 1
    Tensor loss = name("loss", cross_entropy(guess, species));                           // 2
    const TensorGradients g = backward(loss);                                            // 3
    std::vector<TrainedParameter> all;
    for (const Tensor p : parameters) all.push_back(trained(p, g));
    if (story)
      story->add_step(
          turn, [&](Trace& t) { add_forward(t, loss); }, [&](Trace& t) { add_backward(t, g); }, all,
          optimizer, 1);
    std::vector<std::span<const Real>> slopes;
    for (const TrainedParameter& p : all) slopes.emplace_back(p.gradient);
    const Real now = loss.value().number();
    tape.clear();                       // the parameters are ours alone again
    optimizer.step(w.spans(), slopes);  // 4
    if (turn > 1 && before - now < Real(1e-4)) return {turn, now};
    before = now;
  }
  return {most_turns, before};
}

static std::size_t right_guesses(const Mlp& network, const Parameters& w, const Dataset& flowers) {
  TensorTape tape;
  Tensor x = tape.data("flowers", Array({flowers.size(), flowers.width()}, flowers.features));
  const Array guess = network.forward(x, w.on(tape)).value();
  std::size_t right = 0;
  for (std::size_t i = 0; i < flowers.size(); ++i) {
    const auto row = guess.values().subspan(3 * i, 3);
    right +=
        std::size_t(std::max_element(row.begin(), row.end()) - row.begin()) == flowers.labels[i];
  }
  return right;
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "04-training-loop", "The Secret Sauce: The Training Loop");
  seventy_percent_sure(chapter);

  Split iris = split_randomly(read_iris(data_folder() / "iris.csv"), 0.2, 1);
  standardise(iris);

  const Mlp network({4, 8, 3});
  Parameters w(network, 1);
  Optimizer optimizer(Adam{.rate = 0.02});
  fmt::print("Figure 2.1 on Iris: {} flowers to learn from, {} held out\n", iris.train.size(),
             iris.test.size());
  fmt::print("  before training: {} of {} held-out flowers right\n",
             right_guesses(network, w, iris.test), iris.test.size());
  const auto [turns, loss] = train(network, w, iris.train, optimizer, 2000, nullptr);
  fmt::print("  converged after {} turns of the four steps, loss {:.4f}\n", turns, loss);
  fmt::print("  after training: {} of {} held-out flowers right\n",
             right_guesses(network, w, iris.test), iris.test.size());

  // The same loop, small enough to print whole: six flowers, four hidden neurons, three turns.
  const std::size_t six[] = {0, 20, 40, 60, 80, 100};
  const Mlp small({4, 4, 3});
  Parameters v(small, 1);
  Optimizer descent(Sgd{.rate = 0.5});
  Trace trace = chapter.trace("A two-layer network on six flowers: three turns of the four steps");
  train(small, v, iris.train.pick(six), descent, 3, &trace);
  chapter.write(trace, "two-layer-network");
}
