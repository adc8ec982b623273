// The solution of exercise 15, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <algorithm>
#include <cmath>

namespace downhill::learner {

// Task steps_of_an_epoch: "configurable batch sizes"
//
// Return into how many mini-batches the examples are cut. The last one may be smaller: 7 examples
// in batches of 3 are 3 + 3 + 1.
//   examples / batch size, rounded up
std::size_t steps_of_an_epoch(std::size_t examples, std::size_t batch_size) {
  // [solution]
  return (examples + batch_size - 1) / batch_size;
  // [stub] not_started(examples, batch_size);
  // [end]
}

// Task cut: mini-batches of batch_size examples
//
// Return the mini-batches: the first batch_size numbers of the order, the next ones, and so on;
// whatever is left at the end is a smaller batch.
std::vector<Batch> cut(const Batch& order, std::size_t batch_size) {
  // [solution]
  std::vector<Batch> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, order.size());
    batches.emplace_back(order.begin() + std::ptrdiff_t(begin),
                         order.begin() + std::ptrdiff_t(end));
  }
  return batches;
  // [stub] not_started(order, batch_size);
  // [end]
}

// Task train: "modify a training loop to use stochastic gradient descent"
//
// For each epoch, cut its order into mini-batches, and take one step for each of them. Return all
// steps. order_of_epoch(epoch, data.size()) and of_batch(line, data, batch) are given to you.
//   w = w - rate · dw        b = b - rate · db
std::vector<Step> train(Line line, std::span<const Example> data, std::size_t batch_size, Real rate,
                        int epochs) {
  // [solution]
  std::vector<Step> steps;
  for (int epoch = 0; epoch < epochs; ++epoch)
    for (const Batch& batch : cut(order_of_epoch(epoch, data.size()), batch_size)) {
      const Slope slope = of_batch(line, data, batch);
      line = {line.w - rate * slope.dw, line.b - rate * slope.db};
      steps.push_back({slope.loss, line});
    }
  return steps;
  // [stub] not_started(line, data, batch_size, rate, epochs);
  // [end]
}

// Task noise: how the loss jumps from one mini-batch to the next
//
// Return the standard deviation of the losses: how far they are from their mean, as the root of the
// mean square.
//   noise = √( (1/n) Σ (loss - mean)² )
Real noise(std::span<const Real> losses) {
  // [solution]
  const auto n = Real(losses.size());
  Real mean = 0, square = 0;
  for (const Real loss : losses) mean += loss / n;
  for (const Real loss : losses) square += (loss - mean) * (loss - mean) / n;
  return std::sqrt(square);
  // [stub] not_started(losses);
  // [end]
}

}  // namespace downhill::learner
