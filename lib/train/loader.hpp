// Loader: the order in which a training meets its examples, cut into mini-batches of indices.
//
//     Loader loader(split.train.size(), {.batch_size = 32, .seed = 1});
//     for (int epoch = 0; epoch < 5; ++epoch) {
//       loader.start_epoch(epoch);
//       for (std::size_t k = 0; k < loader.batches(); ++k) train_on(loader.batch(k));
//     }
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ops/error.hpp"

namespace downhill {

struct LoaderSettings {
  std::size_t batch_size = 32;
  std::uint64_t seed = 0;
  bool shuffle = true;     // otherwise 0, 1, 2, … in every epoch
  bool drop_last = false;  // leaves out a last batch that would be smaller than the others
};

class Loader {
 public:
  // UsageError if there are no examples, the batch size is 0, or drop_last leaves no batch.
  // Starts with epoch 0.
  Loader(std::size_t examples, LoaderSettings settings);

  // Every example once, in an order that depends on the seed and the epoch alone: epoch 7 is the
  // same whether or not epochs 0 to 6 came before it.
  void start_epoch(int epoch);

  std::size_t batches() const;  // in one epoch
  std::span<const std::size_t> batch(std::size_t k) const;
  std::span<const std::size_t> order() const { return order_; }

 private:
  LoaderSettings settings_;
  std::vector<std::size_t> order_;
};

}  // namespace downhill
