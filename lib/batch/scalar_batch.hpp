// ScalarBatch: loss and gradient of a scalar model over a mini-batch, on all threads.
//
//     ScalarBatch batch(w.size());
//     double loss = batch.gradient(w, samples, [&](Tape& tape, std::span<const Scalar> w,
//                                                  std::size_t sample) {
//       Scalar x = tape.input("x", xs[sample]);
//       return square(w[0] * x + w[1] - ys[sample]);
//     }, dw);
//
// The batch is cut into shards (shards.hpp). Each shard has a tape of its own with the parameters,
// the loss of each of its samples, and at the end its part of the mean: their sum divided by the
// number of samples in the whole batch. So the parts, and their gradients, simply add up.
// Loss, gradient and every shard's tape have the same bits for any number of threads.
//
// The tapes belong to the batch and keep their memory: from the second call on nothing is
// allocated. Until the next call they can be looked at with shard(), and traced.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "batch/shards.hpp"
#include "scalar/backward.hpp"
#include "scalar/operators.hpp"

namespace downhill {

// One shard as it was recorded last. No two shards share a cache line.
struct alignas(64) ScalarShard {
  Samples samples;                 // which of the batch
  std::vector<Scalar> parameters;  // the same handles that the loss function was given
  std::vector<Scalar> losses;      // one per sample
  Scalar part;                     // what this shard adds to the mean loss
  Tape tape;
  std::optional<Gradients> gradients;  // of part; none if the loss function threw
  std::vector<Real> row;               // part, then its gradient for each parameter
};

class ScalarBatch {
 public:
  // A tape of eight samples of a small network fits into a core's own cache.
  static constexpr Sharding usual{8, 64};

  // Below about this many samples times parameters, waking threads costs more than they save.
  // (A sample of a network records about two operations per parameter.)
  static constexpr std::size_t work_for_threads = 4'000;

  // In traces the parameters are called w0, w1, …, or by the names given.
  explicit ScalarBatch(std::size_t parameters, Sharding sharding = usual);
  explicit ScalarBatch(std::vector<std::string> names, Sharding sharding = usual);

  // The mean of loss(tape, parameters, sample) over samples 0 … samples - 1. The gradient of the
  // mean goes to `gradient`, one number for each parameter, 0 for one that no loss depends on.
  // What is the same for all samples (a penalty on the weights) is added by the caller, once.
  //
  // The loss function records one sample on the tape it is given. It runs on several threads at
  // once: it may read what it likes, and write what belongs to its sample alone. What it throws
  // comes out here, from the lowest shard if there are several, and `gradient` is as it was.
  // UsageError for no samples, numbers that do not match, or a loss that is on another tape.
  template <class Loss>
  Real gradient(std::span<const Real> values, std::size_t samples, const Loss& loss,
                std::span<Real> gradient, unsigned line = __builtin_LINE(),
                const char* file = __builtin_FILE()) {
    return run(values, samples, std::cref(loss), gradient, line, file);
  }

  std::size_t shard_count() const { return count_; }  // of the last call

  // A shard of the last call. The first look names its parameters and its part, for traces.
  const ScalarShard& shard(std::size_t k);

 private:
  using SampleLoss = std::function<Scalar(Tape&, std::span<const Scalar>, std::size_t)>;

  Real run(std::span<const Real> values, std::size_t samples, const SampleLoss& loss,
           std::span<Real> gradient, unsigned line, const char* file);
  void record(ScalarShard& shard, std::span<const Real> values, std::size_t samples,
              const SampleLoss& loss, unsigned line, const char* file);
  Real add_up(std::span<Real> gradient);

  std::vector<std::string> names_;
  Sharding sharding_;
  std::size_t count_ = 0;           // shards in use; there are more after a larger batch
  std::deque<ScalarShard> shards_;  // a deque, since tapes stay where they are
  std::vector<const Real*> rows_;   // of these shards
  std::vector<Real> total_;         // the sum of the rows
};

}  // namespace downhill
