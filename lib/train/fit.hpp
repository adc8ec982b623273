// fit: trains a module on a data set by the four steps of Figure 2.1, again and again: forward,
// loss, backward, update. The mini-batches are those of the loader, each is recorded by a
// TensorBatch on all threads, and every number is the same for any number of threads.
//
//     Mlp network({64, 32, 10});
//     Parameters w(network, 1);
//     FitResult result = fit(network, w, split, {.method = AdamW{.rate = Real(0.01)}, .epochs =
//     5}); result.held_out.accuracy()                      // 0.96
//
// The module gets x [N, width] and gives [N, classes] for classes, whose loss is cross_entropy, or
// [N, 1] for numbers, whose loss is mse. One that wants images reshapes x first.
#pragma once

#include <functional>
#include <optional>

#include "batch/tensor_batch.hpp"
#include "train/dataset.hpp"
#include "train/modules.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"

namespace downhill {

struct FitSettings {
  Method method = AdamW{};
  Schedule schedule = {};
  int epochs = 10;
  std::size_t batch_size = 32;
  std::uint64_t seed = 0;              // of the order of the examples
  Real clip_norm = 0, clip_value = 0;  // see clip.hpp; 0: gradients stay as they are
  bool anomaly = false;                // stop at the first nan or inf (anomaly.hpp): AnomalyError
};

// How well a module does on a data set.
struct Score {
  Real loss = 0;  // the mean
  std::size_t right = 0, of = 0;
  double accuracy() const { return of == 0 ? 0 : double(right) / double(of); }  // 0 for numbers
};

// A step, as a line of the training curve.
struct CurvePoint {
  int step = 0, epoch = 0;  // both from 1
  Real loss = 0;            // of the mini-batch, before the update
  Real rate = 0;
  Real gradient_norm = 0;         // before clipping
  std::optional<Score> held_out;  // after the last update of an epoch
};

// A step before its update.
struct FitStep {
  int step, epoch;      // both from 1
  const Array& x;       // [N, width]
  const Array& target;  // [N]: class numbers, or numbers
  Real loss;
  const Parameters& parameters;
  const std::vector<Array>& gradients;  // before clipping
  const Optimizer& optimizer;
  Real rate_factor;
  const TensorBatch& batch;  // the tapes
};

struct FitEpoch {
  int epoch, epochs;      // epoch from 1
  int step, steps;        // updates so far, and of the whole training
  Real loss;              // the mean over the epoch so far
  const Score* held_out;  // at the epoch's end; nullptr before
};

// Who wants to watch. Either may be empty.
struct FitWatch {
  std::function<void(const FitStep&)> before_update;
  std::function<void(const FitEpoch&)> progress;  // after every update
};

struct FitResult {
  std::vector<CurvePoint> curve;
  Score held_out, trained;  // at the end
};

// Trains the parameters in place. UsageError if settings make no sense or the module's result does
// not fit the data; ShapeError if the data do not fit the module.
FitResult fit(const Module& module, Parameters& parameters, const Split& data,
              const FitSettings& settings, const FitWatch& watch = {});

// What fit records for a mini-batch x: the module's result, checked and called logits or y; and
// the mean loss of that.
Tensor fit_output(const Module& module, Tensor x, std::span<const Tensor> parameters,
                  const Dataset& data);
Tensor fit_loss(Tensor output, const Array& target, const Dataset& data);

Score score(const Module& module, const Parameters& parameters, const Dataset& data);

// x and target of the examples with these indices.
struct MiniBatch {
  Array x, target;
};
MiniBatch mini_batch(const Dataset& data, std::span<const std::size_t> indices);

// step,epoch,loss,accuracy,rate,gradient_norm, a line for each step; every number in full.
// accuracy is that on the held-out examples, given where an epoch ends.
std::string curve_text(std::span<const CurvePoint> curve);

}  // namespace downhill
