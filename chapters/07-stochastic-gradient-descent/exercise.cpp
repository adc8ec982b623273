// 07 The Shortcut: Stochastic Gradient Descent (SGD)
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 07          build/downhill hint 07
#include "tasks.hpp"

#include <numeric>

namespace downhill::learner {

// Task sample: "a small, random sample of the data"
//
// Return batch_size different numbers below `examples`, drawn at random: the mini-batch. Every
// example must be as likely as every other. random.below(n) is a number from 0 to n - 1;
// random.shuffle(std::span(v)) brings a vector v into a random order.
std::vector<std::size_t> sample(std::size_t examples, std::size_t batch_size, Random& random) {
  not_started(examples, batch_size, random);  // your code
}

// Task of_one: one example's loss, and its gradient
//
// The line misses the example by w x + b - y. Return the square of that, and both slopes of it.
//   loss = miss²        dw = 2 miss · x        db = 2 miss
Slope of_one(Line line, Example example) {
  not_started(line, example);  // your code
}

// Task of_batch: "SGD estimates the gradient using just a … mini-batch"
//
// batch holds numbers of examples: the first is data[batch[0]]. Return the mean of their losses and
// the means of their slopes, so that they do not grow with the batch.
//   dw = (1/n) Σ dw of each        db = (1/n) Σ db of each
Slope of_batch(Line line, std::span<const Example> data, std::span<const std::size_t> batch) {
  not_started(line, data, batch);  // your code
}

// Task stumble: the "drunk man stumbling downhill"
//
// Take one step for each mini-batch, in their order. Return where each step has led to.
//   w = w - rate · dw        b = b - rate · db
std::vector<Line> stumble(Line line, std::span<const Example> data,
                          std::span<const std::vector<std::size_t>> batches, Real rate) {
  not_started(line, data, batches, rate);  // your code
}

}  // namespace downhill::learner
