// A training that is watched from inside: what every layer passes on, and what it hears.
// The chapter's worked run and the check of its exercise both use it.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "downhill.hpp"
#include "train/anomaly.hpp"
#include "train/fit.hpp"

namespace downhill::clinic {

// A training as somebody set it up: all examples in every step.
struct Plan {
  Mlp network;
  Parameters w;
  Split data;
  Method method;
  int steps = 200;
  std::vector<int> told = {1};  // the steps that its trace tells
  Tensor (*loss)(Tensor output, const Array& target) = [](Tensor output, const Array& target) {
    return name("loss", cross_entropy(output, target));
  };
};

// What was measured at every step, before its update.
struct Chart {
  std::vector<std::vector<double>> blame;   // of each layer: length of the gradient of its sums
  std::vector<std::vector<double>> signal;  // of each layer: mean size of what it passes on
  std::vector<double> train_loss, validation_loss;
  std::string anomaly;  // the first nan or inf, if there was one
};

inline MiniBatch whole(const Dataset& data) {
  std::vector<std::size_t> all(data.size());
  std::iota(all.begin(), all.end(), 0);
  return mini_batch(data, all);
}

// The nodes s1, s2, … (a layer's sums) or h1, h2, … (what it passes on); the last is the output.
inline std::vector<Tensor> of_layers(const TensorTape& tape, char letter, Tensor output) {
  std::vector<Tensor> found;
  for (std::size_t i = 0; i < output.index(); ++i)
    if (tape.name_of(tape.nodes()[i]) == fmt::format("{}{}", letter, found.size() + 1))
      found.push_back(tape.at(i));
  found.push_back(output);
  return found;
}

inline double length(const Array& a) {
  double squares = 0;
  for (const Real x : a.values()) squares += double(x) * x;
  return std::sqrt(squares);
}

inline double mean_size(const Array& a) {
  double sum = 0;
  for (const Real x : a.values()) sum += std::abs(x);
  return sum / double(a.size());
}

inline double loss_on(const Plan& plan, const Dataset& data) {
  const MiniBatch all = whole(data);
  TensorTape tape;
  const Tensor output = plan.network.forward(tape.data("x", all.x), plan.w.on(tape));
  return plan.loss(name("guess", output), all.target).value().number();
}

// Trains, measures, and tells the plan's steps to a trace if there is one.
inline Chart train(Plan& plan, Trace* trace) {
  Chart chart;
  std::optional<TrainingTrace> story;
  if (trace) story.emplace(*trace);
  Optimizer optimizer(plan.method);
  const MiniBatch all = whole(plan.data.train);
  TensorTape tape;
  for (int step = 1; step <= plan.steps; ++step) {
    chart.validation_loss.push_back(loss_on(plan, plan.data.test));
    tape.clear();
    const std::vector<Tensor> parameters = plan.w.on(tape);
    Tensor guess = name("guess", plan.network.forward(tape.data("x", all.x), parameters));
    Tensor loss = plan.loss(guess, all.target);
    const TensorGradients g = backward(loss);

    chart.train_loss.push_back(loss.value().number());
    std::vector<double>& blame = chart.blame.emplace_back();
    for (const Tensor sums : of_layers(tape, 's', guess)) blame.push_back(length(g[sums]));
    std::vector<double>& signal = chart.signal.emplace_back();
    for (const Tensor h : of_layers(tape, 'h', guess)) signal.push_back(mean_size(h.value()));
    if (const auto found = forward_anomaly(tape); found && chart.anomaly.empty())
      chart.anomaly = fmt::format("at step {} {} gave {}: {}", step, found->operation, found->found,
                                  found->statement);

    std::vector<TrainedParameter> updates;
    for (const Tensor p : parameters) updates.push_back(trained(p, g));
    if (story && std::count(plan.told.begin(), plan.told.end(), step))
      story->add_step(
          step, [&](Trace& t) { add_forward(t, loss); }, [&](Trace& t) { add_backward(t, g); },
          updates, optimizer, 1);
    std::vector<std::span<const Real>> slopes;
    for (const TrainedParameter& p : updates) slopes.emplace_back(p.gradient);
    tape.clear();  // the parameters are ours alone again
    optimizer.step(plan.w.spans(), slopes);
  }
  return chart;
}

// Points to learn from, and 200 others to be judged by.
inline Split moons(std::size_t learn_from, Real noise, std::uint64_t seed = 1) {
  return {make_moons(learn_from, seed, noise), make_moons(200, seed + 1, noise)};
}

// The price of a house, in units of 100,000, from area, rooms, age and way to town.
inline Split houses(std::uint64_t seed = 1) {
  Split split{make_houses(8, seed), make_houses(100, seed + 1)};
  for (Dataset* part : {&split.train, &split.test})
    for (Real& price : part->targets) price /= 100;
  return split;
}

// The same houses as dear or cheap.
inline Split dear_houses(std::uint64_t seed = 1) {
  Split split = houses(seed);
  for (Dataset* part : {&split.train, &split.test}) {
    for (const Real price : part->targets) part->labels.push_back(price > 3);
    part->classes = {"cheap", "dear"};
  }
  return split;
}

// All weights, not the biases, made larger or smaller.
inline void scale_weights(Parameters& w, Real factor) {
  for (const std::string& which : w.names()) {
    if (which[0] != 'w') continue;
    Array scaled = w[which];
    for (Real& x : std::span(scaled.writable(), scaled.size())) x *= factor;
    w.set(which, scaled);
  }
}

inline Tensor squared_miss(Tensor output, const Array& target) {
  return name("loss", mse(squeeze(output, 1), target));
}

// Softmax and its logarithm as the formula is written. e ** 710 is more than a double can hold.
inline Tensor as_written(Tensor output, const Array& target) {
  Tensor e = name("e", exp(output));
  Tensor total = name("total", sum(e, 1, true));
  Tensor p = name("p", e / total);
  Tensor p_truth = name("p_truth", take_along_axis(p, target.reshaped({target.size(), 1}), 1));
  Tensor surprise = name("surprise", -log(p_truth));
  return name("loss", mean(surprise));
}

}  // namespace downhill::clinic
