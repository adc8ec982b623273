#include "batch/tensor_batch.hpp"

#include <fmt/format.h>

#include "tensor/operators.hpp"
#include "tensor/parallel.hpp"

namespace downhill {

Array rows_of(const Array& x, Samples rows) {
  if (x.rank() == 0 || rows.begin > rows.end || rows.end > x.shape()[0])
    throw ShapeError(
        fmt::format("rows_of: an array of shape {} has no rows {} to {}.\n"
                    "     The rows are the places of its first axis.",
                    text(x.shape()), rows.begin, rows.end));
  Shape shape = x.shape();
  shape[0] = rows.size();
  const std::size_t row = x.shape()[0] == 0 ? 0 : x.size() / x.shape()[0];
  return Array(shape, x.values().subspan(rows.begin * row, rows.size() * row));
}

TensorBatch::TensorBatch(std::vector<std::string> names, Sharding sharding)
    : names_(std::move(names)), sharding_(sharding) {
  sharding.check();
}

Real TensorBatch::run(std::span<const Array> values, std::size_t rows, const RowsLoss& loss,
                      std::span<Array> gradients, Place place) {
  check_sizes("TensorBatch", names_.size(), values.size(), gradients.size(), rows);
  count_ = sharding_.count(rows);
  while (shards_.size() < count_) shards_.emplace_back();
  std::size_t numbers = 0;
  for (const Array& value : values) numbers += value.size();
  for_each_shard(count_, rows * numbers >= work_for_threads, [&](std::size_t k) {
    shards_[k].rows = sharding_.shard(k, rows);
    record(shards_[k], values, rows, loss, place);
  });

  for (std::size_t i = 0; i < values.size(); ++i) gradients[i] = add_up(i, values[i].shape());
  parts_.clear();
  for (std::size_t k = 0; k < count_; ++k)
    parts_.push_back(shards_[k].tape.nodes()[shards_[k].part.index()].value.data());
  Real total = 0;
  add_in_tree(parts_, 0, 1, &total);
  return total;
}

void TensorBatch::record(TensorShard& shard, std::span<const Array> values, std::size_t rows,
                         const RowsLoss& loss, Place place) {
  TensorTape& tape = shard.tape;
  shard.gradients.reset();
  shard.loss = shard.part = {};
  shard.parameters.clear();
  tape.clear();

  for (std::size_t i = 0; i < values.size(); ++i)
    shard.parameters.push_back(tape.parameter(names_[i], values[i], place));
  shard.loss = loss(tape, shard.parameters, shard.rows);
  if (&shard.loss.tape() != &tape)
    throw UsageError(
        "TensorBatch: the loss is on another tape: record it on the tape that the loss function "
        "is given");
  shard.part = shard.loss;
  if (shard.rows.size() < rows)
    shard.part = TensorAt(shard.loss, place.line, place.file) *
                 Operand(Real(shard.rows.size()) / Real(rows));
  shard.gradients = backward(shard.part);
}

// One parameter's gradient: the sum over the shards of what they computed for it.
Array TensorBatch::add_up(std::size_t i, const Shape& shape) {
  const Array* only = nullptr;
  parts_.clear();
  for (std::size_t k = 0; k < count_; ++k) {
    const TensorShard& shard = shards_[k];
    if (!shard.gradients->computed(shard.parameters[i])) continue;
    only = &(*shard.gradients)[shard.parameters[i]];
    parts_.push_back(only->data());
  }
  if (parts_.empty()) return Array::zeros(shape);
  if (parts_.size() == 1) return *only;

  Array sum = Array::unwritten(shape);
  Real* out = sum.writable();
  in_parallel(sum.size(), sum.size() * parts_.size(),
              [&](std::size_t begin, std::size_t end) { add_in_tree(parts_, begin, end, out); });
  return sum;
}

void TensorBatch::forget() {
  for (TensorShard& shard : shards_) {
    shard.gradients.reset();
    shard.tape.clear();
  }
  count_ = 0;
}

const TensorShard& TensorBatch::shard(std::size_t k) const {
  check_shard("TensorBatch", k, count_);
  return shards_[k];
}

}  // namespace downhill
