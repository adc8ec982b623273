#include "batch/scalar_batch.hpp"

#include <fmt/format.h>

namespace downhill {
namespace {

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("w{}", i));
  return names;
}

void set_name_if_none(Tape& tape, Scalar x, std::string_view name) {
  if (tape.nodes()[x.index()].name() == 0) tape.set_name(x, name);
}

}  // namespace

ScalarBatch::ScalarBatch(std::size_t parameters, Sharding sharding)
    : ScalarBatch(numbered(parameters), sharding) {}

ScalarBatch::ScalarBatch(std::vector<std::string> names, Sharding sharding)
    : names_(std::move(names)), sharding_(sharding) {
  sharding.check();
}

Real ScalarBatch::run(std::span<const Real> values, std::size_t samples, const SampleLoss& loss,
                      std::span<Real> gradient, unsigned line, const char* file) {
  check_sizes("ScalarBatch", names_.size(), values.size(), gradient.size(), samples);
  count_ = sharding_.count(samples);
  while (shards_.size() < count_) shards_.emplace_back();
  const bool with_threads = samples * names_.size() >= work_for_threads;
  for_each_shard(count_, with_threads, [&](std::size_t k) {
    shards_[k].samples = sharding_.shard(k, samples);
    record(shards_[k], values, samples, loss, line, file);
  });
  return add_up(gradient);
}

// The parameters are named later, if ever: looking up a name costs more than ten operations.
void ScalarBatch::record(ScalarShard& shard, std::span<const Real> values, std::size_t samples,
                         const SampleLoss& loss, unsigned line, const char* file) {
  Tape& tape = shard.tape;
  shard.gradients.reset();
  shard.part = {};
  shard.parameters.clear();
  shard.losses.clear();
  tape.clear();

  for (const Real value : values)
    shard.parameters.push_back(tape.append(value, parameter, 0, 0, line, file));
  for (std::size_t i = shard.samples.begin; i < shard.samples.end; ++i) {
    const Scalar one = loss(tape, shard.parameters, i);
    if (&one.tape() != &tape)
      throw UsageError(
          "ScalarBatch: the loss of a sample is on another tape: record it on the tape that the "
          "loss function is given");
    shard.losses.push_back(one);
  }

  Scalar sum = shard.losses.front();
  for (std::size_t i = 1; i < shard.losses.size(); ++i) sum += At(shard.losses[i], line, file);
  shard.part = samples == 1 ? sum : At(sum, line, file) / Real(samples);
  shard.gradients = backward(shard.part);
  shard.row.assign({shard.part.value()});
  for (const Scalar w : shard.parameters) shard.row.push_back(shard.gradients->or_zero(w));
}

Real ScalarBatch::add_up(std::span<Real> gradient) {
  rows_.clear();
  for (std::size_t k = 0; k < count_; ++k) rows_.push_back(shards_[k].row.data());
  total_.resize(1 + gradient.size());
  add_in_tree(rows_, 0, total_.size(), total_.data());
  std::copy_n(total_.data() + 1, gradient.size(), gradient.data());
  return total_[0];
}

const ScalarShard& ScalarBatch::shard(std::size_t k) {
  check_shard("ScalarBatch", k, count_);
  ScalarShard& shard = shards_[k];
  for (std::size_t i = 0; i < shard.parameters.size(); ++i)
    set_name_if_none(shard.tape, shard.parameters[i], names_[i]);
  if (shard.gradients) set_name_if_none(shard.tape, shard.part, count_ == 1 ? "loss" : "part");
  return shard;
}

}  // namespace downhill
