// 15 Implement Mini-batch Training
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 15          build/downhill hint 15
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
  not_started(examples, batch_size);  // your code
}

// Task cut: mini-batches of batch_size examples
//
// Return the mini-batches: the first batch_size numbers of the order, the next ones, and so on;
// whatever is left at the end is a smaller batch.
std::vector<Batch> cut(const Batch& order, std::size_t batch_size) {
  not_started(order, batch_size);  // your code
}

// Task train: "modify a training loop to use stochastic gradient descent"
//
// For each epoch, cut its order into mini-batches, and take one step for each of them. Return all
// steps. order_of_epoch(epoch, data.size()) and of_batch(line, data, batch) are given to you.
//   w = w - rate · dw        b = b - rate · db
std::vector<Step> train(Line line, std::span<const Example> data, std::size_t batch_size, Real rate,
                        int epochs) {
  not_started(line, data, batch_size, rate, epochs);  // your code
}

// Task noise: how the loss jumps from one mini-batch to the next
//
// Return the standard deviation of the losses: how far they are from their mean, as the root of the
// mean square.
//   noise = √( (1/n) Σ (loss - mean)² )
Real noise(std::span<const Real> losses) {
  not_started(losses);  // your code
}

}  // namespace downhill::learner
