// LaneBatch: like ScalarBatch, several times faster, for models whose graph is the same for every
// sample. One sample is recorded on a tape; then that tape is played forward and backward for all
// samples, eight side by side (sixteen if Real is float; lanes.hpp).
//
//     LaneBatch batch(w.size(), 3, [](Tape&, std::span<const Scalar> w, std::span<const Scalar> x)
//     {
//       return square(w[0] * x[0] + w[1] * x[1] - x[2]);       // a row is two inputs and a target
//     });
//     double loss = batch.gradient(w, rows, dw);               // rows: three numbers per sample
//
// What differs between samples must come in through x: an `if` on a value, or a number of the
// sample as a literal, would be played for all samples as it was for the recorded one. Each call
// records another sample (the first call two) and compares: if the two graphs differ, that is a
// UsageError. So it is found soon, but a rare branch may pass unseen.
//
// The same bits for any number of threads. Every sample's values and gradients are those of
// ScalarBatch, too; but a parameter's gradient is a sum over samples, added up lane by lane here
// and sample by sample there, so the two agree to rounding only.
#pragma once

#include <functional>
#include <vector>

#include "batch/lanes.hpp"
#include "batch/shards.hpp"
#include "scalar/operators.hpp"
#include "scalar/reached.hpp"

namespace downhill {

class LaneBatch {
 public:
  // Records one sample on the tape: its loss, from the parameters w and the sample's numbers x.
  using SampleLoss =
      std::function<Scalar(Tape&, std::span<const Scalar> w, std::span<const Scalar> x)>;

  // Below about this many samples times parameters, waking threads costs more than they save.
  static constexpr std::size_t work_for_threads = 20'000;

  LaneBatch(std::size_t parameters, std::size_t inputs, SampleLoss loss);

  // The mean loss over the samples, one row of numbers each. Its gradient goes to `gradient`, one
  // number for each parameter. Runs the loss function on the calling thread only; what it throws
  // comes out here, and the next call starts anew.
  // UsageError for no samples, numbers that do not match, or a graph that depends on the data.
  Real gradient(std::span<const Real> values, std::span<const Real> rows, std::span<Real> gradient);

  // The loss on the tape of the sample that was recorded last, for traces: backward(batch.loss()).
  // The parameters are called w0, w1, … there, and the sample's numbers x0, x1, ….
  Scalar loss();

 private:
  // What a thread works with, one group of samples after the other. Shards do not keep it, so that
  // one thread stays in the same cache lines for all of them.
  struct Numbers {
    std::vector<Lanes> values, sums;  // one per node: its values, the sums of contributions
  };

  void record(std::span<const Real> values, std::span<const Real> rows, std::size_t sample);
  void compare(std::size_t sample);
  Operands operands(const Node& sum) const { return {sum, operands_.data()}; }
  void play(Samples groups, std::span<const Real> rows, std::vector<Real>& part) const;
  void play_group(Numbers& numbers, std::size_t begin, std::span<const Real> rows) const;

  std::size_t parameters_, inputs_;
  SampleLoss record_loss_;
  Tape tape_;
  std::vector<Scalar> handles_;  // of the parameters, then of the inputs
  Scalar loss_;
  std::vector<Node> graph_;              // what was recorded first; later recordings must be alike
  std::vector<std::uint32_t> operands_;  // of its sums of products
  std::uint32_t output_ = 0;             // which of its nodes is the loss
  std::vector<bool> reached_;            // by its gradient: one per node up to it
  std::size_t calls_ = 0;
  std::vector<std::vector<Real>> parts_;  // of each shard: its part of the mean, and its gradient
  std::vector<const Real*> part_places_;
  std::vector<Real> total_;  // the sum of the parts
};

}  // namespace downhill
