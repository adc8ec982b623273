// 14 Debug Training Issues
//
// Sick trainings, each with a real cause: watched layer by layer, then cured by removing the cause.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "watched.hpp"

using namespace downhill;
using namespace downhill::clinic;

struct Case {
  std::string file, title, symptom, cause, cure;
  int layers_at = 0;  // the step at which the story shows the layers; 0: it does not
};

// nan and inf become null: JSON has no word for them.
static void write(const Chapter& chapter, const Case& c, const std::string& file,
                  const Chart& chart) {
  nlohmann::ordered_json json = {
      {"name", file}, {"symptom", c.symptom}, {"cause", c.cause}, {"cure", c.cure}};
  for (std::size_t step = 1; step <= chart.train_loss.size(); ++step) json["steps"].push_back(step);
  for (std::size_t k = 1; k <= chart.blame[0].size(); ++k)
    json["layers"].push_back(fmt::format("layer {}", k));
  json["gradient_norm"] = chart.blame;
  json["activation"] = chart.signal;
  json["train_loss"] = chart.train_loss;
  json["validation_loss"] = chart.validation_loss;
  chapter.write_data(file + ".json", json.dump() + "\n");
}

static std::string row(const std::vector<double>& numbers) {
  std::string text;
  for (const double x : numbers) {
    const bool plain = x == 0 || (x >= 0.01 && x < 1000) || !std::isfinite(x);
    text += plain ? fmt::format("{:>8.2f}", x) : fmt::format("{:>8.0e}", x);
  }
  return text;
}

static std::vector<double> at_steps(const std::vector<double>& curve) {
  std::vector<double> some;
  for (const std::size_t step : {1u, 2u, 10u, 50u})
    if (step < curve.size()) some.push_back(curve[step - 1]);
  some.push_back(curve.back());
  return some;
}

static void print(const Case& c, const Chart& sick, const Chart& cured) {
  const auto both = [](const char* what, const std::vector<double>& ill,
                       const std::vector<double>& well) {
    fmt::print("      {:<11}sick {}\n{:>22}{}\n", what, row(ill), "cured", row(well));
  };
  fmt::print("{}\n  symptom: {}\n", c.title, c.symptom);
  if (c.layers_at > 0) {
    const std::size_t step = std::size_t(c.layers_at) - 1;
    fmt::print("    at step {}, layer ", c.layers_at);
    for (std::size_t k = 1; k <= sick.blame[step].size(); ++k) fmt::print("{:>8}", k);
    fmt::print("\n");
    both("passes on,", sick.signal[step], cured.signal[step]);
    both("hears,", sick.blame[step], cured.blame[step]);
  }
  fmt::print("    at step           {:>8}{:>8}{:>8}", 1, 2, 10);
  if (sick.train_loss.size() > 50) fmt::print("{:>8}", 50);
  fmt::print("{:>8}\n", sick.train_loss.size());
  both("loss,", at_steps(sick.train_loss), at_steps(cured.train_loss));
  both("held out,", at_steps(sick.validation_loss), at_steps(cured.validation_loss));
  if (!sick.anomaly.empty()) fmt::print("    {}\n", sick.anomaly);
  fmt::print("  cause:   {}\n  cure:    {}\n\n", c.cause, c.cure);
}

static void examine(const Chapter& chapter, const Case& c, Plan sick, Plan cured) {
  Trace told = chapter.trace(fmt::format("{}: {}", c.title, c.cause));
  const Chart ill = train(sick, &told);
  chapter.write(told, c.file);
  write(chapter, c, c.file, ill);

  Trace better = chapter.trace(fmt::format("{}, cured: {}", c.title, c.cure));
  const Chart well = train(cured, &better);
  chapter.write(better, c.file + "-cured");
  write(chapter, c, c.file + "-cured", well);

  print(c, ill, well);
}

static void vanishing(const Chapter& chapter) {
  const Split exclusive_or{make_xor(4, 1, 0), make_xor(200, 2)};
  const std::vector<std::size_t> sizes = {2, 3, 3, 3, 3, 3, 3, 2};
  const Mlp sigmoids(sizes, {Activation::sigmoid}), tanhs(sizes, {Activation::tanh});
  examine(chapter,
          {"vanishing", "Vanishing gradients",
           "the loss stands still, and each layer hears less than the one behind it",
           "six layers of sigmoids, whose slope is 1/4 at most",
           "tanh, whose slope is 1 in the middle, with weights of Xavier's size", 1},
          {sigmoids, Parameters(sigmoids, 1), exclusive_or, Sgd{.rate = 0.2}},
          {tanhs, Parameters(tanhs, 1), exclusive_or, Sgd{.rate = 0.2}});
}

static void exploding(const Chapter& chapter) {
  const Mlp network({2, 5, 5, 5, 5, 5, 2});
  Plan cured{network, Parameters(network, 2), moons(8, 0.1), Sgd{.rate = 0.2}};
  Plan sick = cured;
  scale_weights(sick.w, 3);
  sick.told = {1, 2};
  examine(chapter,
          {"exploding", "Exploding gradients",
           "each layer hears more than the one behind it, and one update ruins everything",
           "initial weights three times too large", "weights of He's size", 1},
          sick, cured);
}

static void dead_relus(const Chapter& chapter) {
  const Mlp network({4, 3, 1});
  Plan sick{network, Parameters(network, 6), houses(), Sgd{.rate = 0.03}};
  sick.loss = squared_miss;
  sick.told = {1, 2, 3};
  Plan cured = sick;
  standardise(cured.data);
  examine(
      chapter,
      {"dead-relus", "Dead ReLUs", "the hidden layer passes on 0 for every example, and hears 0",
       "raw inputs of 100 and more: the first update throws every neuron off the data",
       "inputs shifted and scaled to mean 0 and deviation 1", 2},
      sick, cured);
}

static void overfitting(const Chapter& chapter) {
  const Mlp network({2, 6, 6, 2}, {.activation = Activation::tanh});
  Plan sick{network, Parameters(network, 1), moons(10, 0.4),
            AdamW{.rate = 0.05, .weight_decay = 0}};
  sick.told = {sick.steps};
  Plan cured = sick;
  cured.method = AdamW{.rate = 0.05, .weight_decay = 1};
  examine(chapter,
          {"overfitting", "Overfitting", "the loss falls to 0 while that on other examples rises",
           "76 parameters learn 10 noisy points by heart", "weight decay of 1"},
          sick, cured);
}

static void rate_too_large(const Chapter& chapter) {
  const Mlp network({2, 6, 2}, {.activation = Activation::tanh});
  Plan sick{network, Parameters(network, 1), moons(8, 0.1), Sgd{.rate = 20}, 50};
  sick.told = {1, 2, 3};
  Plan cured = sick;
  cured.method = Sgd{.rate = 1};
  examine(chapter,
          {"rate-too-large", "A rate too large", "the loss jumps up and down and does not settle",
           "a learning rate of 20", "a learning rate of 1"},
          sick, cured);
}

static void not_a_number(const Chapter& chapter) {
  const Mlp network({4, 2}, {.activation = Activation::none});
  Plan cured{network, Parameters(network, 1), dear_houses(), Sgd{.rate = 0.1}, 20, {1, 2}};
  Plan sick = cured;
  sick.loss = as_written;
  examine(chapter,
          {"nan-loss", "A loss that turns NaN", "the loss is nan, and one step later every weight",
           "log(softmax(z)) as written, on large logits",
           "cross_entropy, which takes the largest logit out first"},
          sick, cured);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "14-debug-training", "Debug Training Issues");
  vanishing(chapter);
  exploding(chapter);
  dead_relus(chapter);
  overfitting(chapter);
  rate_too_large(chapter);
  not_a_number(chapter);
}
