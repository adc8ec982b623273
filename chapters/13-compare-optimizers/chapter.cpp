// 13 Compare Optimizers
//
// The same network, the same starts and the same mini-batches, driven by SGD, Adam and AdamW at
// four learning rates. Who wins depends on where the knob stands.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "downhill.hpp"
#include "train/fit.hpp"

using namespace downhill;

static constexpr std::array names = {"sgd", "adam", "adamw"};
static constexpr std::array titles = {"SGD", "Adam", "AdamW"};
static constexpr std::array<Real, 4> rates = {0.001, 0.01, 0.1, 1};
static constexpr std::array<std::uint64_t, 3> seeds = {1, 2, 3};
static constexpr std::size_t epochs = 6;

// An optimizer by name, at this rate. AdamW decays ten times more than by default, so that a
// short training shows it.
static Method method_at(const std::string& name, Real rate) {
  Method method = method_named(name);
  set(method, "rate", rate);
  if (name == "adamw") set(method, "weight_decay", Real(0.1));
  return method;
}

struct Run {
  std::string optimizer;
  Real rate;
  std::uint64_t seed;
  std::vector<double> loss, accuracy;  // after each epoch: of the mini-batches, of the held-out
  double held_out_loss, weights;       // at the end; weights: their length, as one long vector
};

static void train(Run& run, const Split& digits) {
  const Mlp network({64, 16, 10});
  Parameters w(network, run.seed);
  FitWatch watch;
  watch.progress = [&](const FitEpoch& now) {
    if (!now.held_out) return;
    run.loss.push_back(now.loss);
    run.accuracy.push_back(now.held_out->accuracy());
  };
  const FitSettings settings{.method = method_at(run.optimizer, run.rate),
                             .epochs = int(epochs),
                             .batch_size = 32,
                             .seed = run.seed};
  run.held_out_loss = fit(network, w, digits, settings, watch).held_out.loss;
  double squares = 0;
  for (const Array& part : w.values())
    for (const Real number : part.values()) squares += double(number) * number;
  run.weights = std::sqrt(squares);
}

// Every optimizer at every rate from every seed. The runs know nothing of each other, so they are
// shared out among the threads; each has the same bits wherever it runs.
static std::vector<Run> all_runs(const Split& digits) {
  std::vector<Run> runs;
  for (const char* name : names)
    for (const Real rate : rates)
      for (const std::uint64_t seed : seeds) runs.push_back({name, rate, seed, {}, {}, 0, 0});
#pragma omp parallel for schedule(dynamic)
  for (std::size_t k = 0; k < runs.size(); ++k) train(runs[k], digits);
  return runs;
}

static void write_runs(const Chapter& chapter, const std::vector<Run>& runs) {
  nlohmann::ordered_json all = nlohmann::json::array();
  for (const Run& run : runs)
    all.push_back({{"optimizer", run.optimizer},
                   {"rate", run.rate},
                   {"seed", run.seed},
                   {"loss", run.loss},
                   {"accuracy", run.accuracy}});
  chapter.write_data("runs.json", nlohmann::ordered_json{{"runs", all}}.dump(1) + "\n");
}

// The three runs of an optimizer at a rate: one for each seed.
static std::span<const Run> at(const std::vector<Run>& runs, std::size_t who, std::size_t rate) {
  return std::span(runs).subspan((who * rates.size() + rate) * seeds.size(), seeds.size());
}

// Of the three seeds, how many held-out digits were known at the end.
struct Accuracy {
  double mean = 0, lowest = 1, highest = 0;
};
static Accuracy accuracy(const std::vector<Run>& runs, std::size_t who, std::size_t rate) {
  Accuracy result;
  for (const Run& run : at(runs, who, rate)) {
    result.mean += run.accuracy.back() / double(seeds.size());
    result.lowest = std::min(result.lowest, run.accuracy.back());
    result.highest = std::max(result.highest, run.accuracy.back());
  }
  return result;
}

// The highest mean wins, together with every other that is not below the winner's worst seed.
// Below a third of the digits nobody has learned to read.
static std::string winners(const std::array<Accuracy, 3>& row) {
  const Accuracy& best = *std::max_element(
      row.begin(), row.end(), [](const auto& a, const auto& b) { return a.mean < b.mean; });
  if (best.mean < 1.0 / 3) return "nobody";
  std::string all;
  for (std::size_t who = 0; who < names.size(); ++who)
    if (row[who].mean >= best.lowest) all += (all.empty() ? "" : ", ") + std::string(titles[who]);
  return all;
}

static void who_wins_where(const std::vector<Run>& runs) {
  fmt::print("Held-out digits known after {} epochs: mean of three seeds (lowest to highest)\n",
             epochs);
  fmt::print("  {:>5}  {:<17}{:<17}{:<17}{}\n", "rate", titles[0], titles[1], titles[2], "wins");
  for (std::size_t rate = 0; rate < rates.size(); ++rate) {
    std::array<Accuracy, 3> row;
    fmt::print("  {:>5}  ", rates[rate]);
    for (std::size_t who = 0; who < names.size(); ++who) {
      row[who] = accuracy(runs, who, rate);
      fmt::print("{:<17}", fmt::format("{:.0f} % ({:.0f} to {:.0f})", 100 * row[who].mean,
                                       100 * row[who].lowest, 100 * row[who].highest));
    }
    fmt::print("{}\n", winners(row));
  }
}

// The rate at which an optimizer knows most digits at the end.
static std::size_t best_rate(const std::vector<Run>& runs, std::size_t who) {
  std::size_t best = 0;
  for (std::size_t rate = 1; rate < rates.size(); ++rate)
    if (accuracy(runs, who, rate).mean > accuracy(runs, who, best).mean) best = rate;
  return best;
}

static double mean(std::span<const Run> runs, auto number) {
  double sum = 0;
  for (const Run& run : runs) sum += number(run);
  return sum / double(runs.size());
}

static void curves(const std::vector<Run>& runs) {
  fmt::print(
      "\nEach at its best rate: mean loss over epoch 1, 2, … of what it learned from, then\n"
      "the loss on the held-out digits and the length of all weights\n");
  for (std::size_t who = 0; who < names.size(); ++who) {
    const std::size_t rate = best_rate(runs, who);
    const std::span<const Run> three = at(runs, who, rate);
    fmt::print("  {:<6}{:>5}  ", titles[who], rates[rate]);
    for (std::size_t epoch = 0; epoch < epochs; ++epoch)
      fmt::print("{:>6.2f}", mean(three, [&](const Run& run) { return run.loss[epoch]; }));
    fmt::print("   held out {:.2f}   weights {:.1f}\n",
               mean(three, [](const Run& run) { return run.held_out_loss; }),
               mean(three, [](const Run& run) { return run.weights; }));
  }
}

static std::vector<std::span<const Real>> gradients_of(const std::vector<TrainedParameter>& all) {
  std::vector<std::span<const Real>> slopes;
  for (const TrainedParameter& p : all) slopes.emplace_back(p.gradient);
  return slopes;
}

// The same two steps by each, small enough to print: four points, a network of 2-3-2.
static void two_steps_of_each(const Chapter& chapter) {
  const Array points({4, 2}, {-1, 0.2, 0, 1, 0.1, 0.4, 1, -0.5}), labels({4}, {0, 0, 1, 1});
  const Mlp network({2, 3, 2}, {.activation = Activation::tanh});
  for (std::size_t who = 0; who < names.size(); ++who) {
    Trace trace = chapter.trace(fmt::format("Two steps by {}, from the same start", titles[who]));
    TrainingTrace story(trace);
    Parameters w(network, 1);
    Optimizer optimizer(method_at(names[who], Real(0.1)));
    TensorTape tape;
    for (int step = 1; step <= 2; ++step) {
      tape.clear();
      const std::vector<Tensor> parameters = w.on(tape);
      Tensor x = tape.data("points", points);
      Tensor guess = name("guess", network.forward(x, parameters));
      Tensor loss = name("loss", cross_entropy(guess, labels));
      const TensorGradients g = backward(loss);
      std::vector<TrainedParameter> all;
      for (const Tensor p : parameters) all.push_back(trained(p, g));
      story.add_step(
          step, [&](Trace& t) { add_forward(t, loss); }, [&](Trace& t) { add_backward(t, g); }, all,
          optimizer, 1);
      const std::vector<std::span<const Real>> slopes = gradients_of(all);
      tape.clear();  // the parameters are ours alone again
      optimizer.step(w.spans(), slopes);
    }
    chapter.write(trace, names[who]);
  }
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "13-compare-optimizers", "Compare Optimizers");
  two_steps_of_each(chapter);
  const Split digits =
      split_last(read_digits(data_folder() / "digits.txt"), digits_of_other_writers);
  fmt::print("A 64-16-10 network learns {} digits in mini-batches of 32; {} are held out\n\n",
             digits.train.size(), digits.test.size());
  const std::vector<Run> runs = all_runs(digits);
  write_runs(chapter, runs);
  who_wins_where(runs);
  curves(runs);
}
