// TensorBatch: loss and gradient of a model of arrays over a mini-batch, on all threads.
//
//     TensorBatch batch({"w", "b"});
//     Real loss = batch.gradient({{w, b}}, x.shape()[0],
//         [&](TensorTape& tape, std::span<const Tensor> p, Samples rows) {
//           Tensor y = matmul(tape.data("x", rows_of(x, rows)), p[0]) + p[1];
//           return mse(y, rows_of(t, rows));
//         }, gradients);
//
// The batch is cut into shards (shards.hpp), ranges of rows. Each shard has a tape of its own; the
// loss function records the mean loss of the shard's rows. Its part of the batch's mean is that
// times rows / all rows, the last node of the tape. So the parts, and their gradients, add up.
// Loss, gradient and every shard's tape have the same bits for any number of threads.
//
// One shard is recorded on the calling thread, and there its operations may use threads
// themselves. Inside of several, threads are busy with shards already.
//
// The tapes belong to the batch and keep their memory. Until the next call they can be looked at
// with shard(), and traced.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "batch/shards.hpp"
#include "tensor/backward.hpp"

namespace downhill {

// Rows begin … end - 1 of an array, along its first axis, as an array of its own.
Array rows_of(const Array& x, Samples rows);

// One shard as it was recorded last. No two shards share a cache line.
struct alignas(64) TensorShard {
  Samples rows;                    // which of the batch
  std::vector<Tensor> parameters;  // the same handles that the loss function was given
  Tensor loss;                     // the mean loss of the rows
  Tensor part;                     // what this shard adds to the batch's mean
  TensorTape tape;
  std::optional<TensorGradients> gradients;  // of part; none if the loss function threw
};

class TensorBatch {
 public:
  // Each shard has a gradient of its own for every parameter, and few rows make a slow matrix
  // product: so a few large shards.
  static constexpr Sharding usual{32, 8};

  // Below about this many rows times numbers in the parameters (the multiplications and additions
  // of a forward pass through linear layers), waking threads costs more than they save.
  static constexpr std::size_t work_for_threads = 200'000;

  explicit TensorBatch(std::vector<std::string> names, Sharding sharding = usual);

  // The mean loss over rows 0 … rows - 1, and its gradient for every parameter (0 where no loss
  // depends on it). loss(tape, parameters, rows) records the mean loss of these rows, one number.
  // What the loss function computes from several rows at once, as batch_norm does, sees the rows
  // of its shard only. What is the same for all rows (a penalty on the weights) may stand in it.
  //
  // The loss function runs on several threads at once: it may read what it likes, and write what
  // belongs to its rows alone. What it throws comes out here, from the lowest shard if there are
  // several, and `gradients` are as they were.
  // UsageError for no rows, numbers that do not match, or a loss that is on another tape;
  // ShapeError for a loss that is not one number.
  template <class Loss>
  Real gradient(std::span<const Array> values, std::size_t rows, const Loss& loss,
                std::span<Array> gradients, Place place = Place::here()) {
    return run(values, rows, std::cref(loss), gradients, place);
  }

  std::size_t shard_count() const { return count_; }  // of the last call
  const TensorShard& shard(std::size_t k) const;      // a shard of the last call

  // Forgets what was recorded. Parameters and gradients then share their memory with no tape, and
  // can be changed in place.
  void forget();

 private:
  using RowsLoss = std::function<Tensor(TensorTape&, std::span<const Tensor>, Samples)>;

  Real run(std::span<const Array> values, std::size_t rows, const RowsLoss& loss,
           std::span<Array> gradients, Place place);
  void record(TensorShard& shard, std::span<const Array> values, std::size_t rows,
              const RowsLoss& loss, Place place);
  Array add_up(std::size_t parameter, const Shape& shape);

  std::vector<std::string> names_;
  Sharding sharding_;
  std::size_t count_ = 0;           // shards in use; there are more after a larger batch
  std::deque<TensorShard> shards_;  // a deque, since tapes stay where they are
  std::vector<const Real*> parts_;  // of one parameter's gradient, or of the loss
};

}  // namespace downhill
