// The report of a training as one page in one file: curves, gradient flow, what was taken for what,
// some examples that were wrong, and, where the data have two numbers each, the decision surface.
#pragma once

#include <string>
#include <vector>

#include "train/fit.hpp"

namespace downhill::page {

// How long each weight's gradient was, at some hundred steps of a training.
class GradientFlow {
 public:
  GradientFlow(const Parameters& parameters, std::size_t steps);
  void watch(const FitStep& step);  // before its update

  std::vector<std::string> layers;  // the names of the weights
  std::vector<int> steps;
  std::vector<std::vector<double>> norms;  // [step][layer]

 private:
  std::vector<std::size_t> weights_;  // their places among the parameters
  std::size_t every_;
};

struct TrainReport {
  std::string title, recipe;
  const Module& module;
  const Parameters& parameters;  // after the training
  const Dataset& held_out;
  const FitResult& result;
  const GradientFlow& flow;
};

// Everything is in the page, Chart.js too. Empty if Chart.js is not installed here.
std::string report_page(const TrainReport& report);

// For each example the class that the module thinks most likely.
std::vector<std::size_t> guesses(const Module& module, const Parameters& parameters,
                                 const Dataset& data, const std::vector<Real>& features);

}  // namespace downhill::page
