// The solution of exercise 07, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <numeric>

namespace downhill::learner {

// Task sample: "a small, random sample of the data"
//
// Return batch_size different numbers below `examples`, drawn at random: the mini-batch. Every
// example must be as likely as every other. random.below(n) is a number from 0 to n - 1;
// random.shuffle(std::span(v)) brings a vector v into a random order.
std::vector<std::size_t> sample(std::size_t examples, std::size_t batch_size, Random& random) {
  // [solution]
  std::vector<std::size_t> all(examples);
  std::iota(all.begin(), all.end(), 0);
  random.shuffle(std::span(all));
  all.resize(batch_size);
  return all;
  // [stub] not_started(examples, batch_size, random);
  // [end]
}

// Task of_one: one example's loss, and its gradient
//
// The line misses the example by w x + b - y. Return the square of that, and both slopes of it.
//   loss = miss²        dw = 2 miss · x        db = 2 miss
Slope of_one(Line line, Example example) {
  // [solution]
  const Real miss = line.w * example.x + line.b - example.y;
  return {miss * miss, 2 * miss * example.x, 2 * miss};
  // [stub] not_started(line, example);
  // [end]
}

// Task of_batch: "SGD estimates the gradient using just a … mini-batch"
//
// batch holds numbers of examples: the first is data[batch[0]]. Return the mean of their losses and
// the means of their slopes, so that they do not grow with the batch.
//   dw = (1/n) Σ dw of each        db = (1/n) Σ db of each
Slope of_batch(Line line, std::span<const Example> data, std::span<const std::size_t> batch) {
  // [solution]
  const auto n = Real(batch.size());
  Slope mean{0, 0, 0};
  for (const std::size_t i : batch) {
    const Slope one = of_one(line, data[i]);
    mean.loss += one.loss / n;
    mean.dw += one.dw / n;
    mean.db += one.db / n;
  }
  return mean;
  // [stub] not_started(line, data, batch);
  // [end]
}

// Task stumble: the "drunk man stumbling downhill"
//
// Take one step for each mini-batch, in their order. Return where each step has led to.
//   w = w - rate · dw        b = b - rate · db
std::vector<Line> stumble(Line line, std::span<const Example> data,
                          std::span<const std::vector<std::size_t>> batches, Real rate) {
  // [solution]
  std::vector<Line> path;
  for (const std::vector<std::size_t>& batch : batches) {
    const Slope slope = of_batch(line, data, batch);
    line = {line.w - rate * slope.dw, line.b - rate * slope.db};
    path.push_back(line);
  }
  return path;
  // [stub] not_started(line, data, batches, rate);
  // [end]
}

}  // namespace downhill::learner
