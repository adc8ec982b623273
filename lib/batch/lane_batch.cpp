#include "batch/lane_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace downhill {
namespace {

// In groups of samples that are played side by side.
constexpr Sharding lane_sharding{8, 64};

std::size_t groups_of(std::size_t samples) { return (samples + lane_count - 1) / lane_count; }

// All bytes 0 is the number 0; memset does it with the widest stores there are.
void clear(Lanes* begin, Lanes* end) {
  if (begin < end) std::memset(begin, 0, std::size_t(end - begin) * sizeof(Lanes));
}

void fill(Lanes& lanes, Real number) { std::fill_n(lanes.of, lane_count, number); }

}  // namespace

LaneBatch::LaneBatch(std::size_t parameters, std::size_t inputs, SampleLoss loss)
    : parameters_(parameters), inputs_(inputs), record_loss_(std::move(loss)) {
  if (inputs == 0) throw UsageError("LaneBatch: samples without numbers would all be the same");
}

Real LaneBatch::gradient(std::span<const Real> values, std::span<const Real> rows,
                         std::span<Real> gradient) {
  const std::size_t samples = rows.size() / inputs_;
  check_sizes("LaneBatch", parameters_, values.size(), gradient.size(), samples);
  if (rows.size() % inputs_ != 0)
    throw UsageError(fmt::format("LaneBatch: {} numbers are no whole number of rows of {}",
                                 rows.size(), inputs_));
  if (graph_.empty()) {
    record(values, rows, 0);
    // All leaves belong to it, even if the loss is one of the first of them.
    const std::size_t size = std::max<std::size_t>(loss_.index() + 1, handles_.size());
    graph_.assign(tape_.nodes().begin(), tape_.nodes().begin() + std::ptrdiff_t(size));
    output_ = loss_.index();
    operands_.assign(tape_.kept_operands().begin(), tape_.kept_operands().end());
    Reached reached(loss_);
    reached_.clear();
    for (std::size_t i = 0; i <= output_; ++i) reached_.push_back(reached[i]);
  }
  const std::size_t sample = samples - 1 - calls_++ % samples;
  record(values, rows, sample);
  compare(sample);

  const std::size_t groups = groups_of(samples), count = lane_sharding.count(groups);
  if (parts_.size() < count) parts_.resize(count);
  for_each_shard(count, samples * parameters_ >= work_for_threads,
                 [&](std::size_t k) { play(lane_sharding.shard(k, groups), rows, parts_[k]); });

  part_places_.clear();
  for (std::size_t k = 0; k < count; ++k) part_places_.push_back(parts_[k].data());
  total_.resize(1 + parameters_);
  add_in_tree(part_places_, 0, total_.size(), total_.data());
  std::copy_n(total_.data() + 1, parameters_, gradient.data());
  return total_[0];
}

void LaneBatch::record(std::span<const Real> values, std::span<const Real> rows,
                       std::size_t sample) {
  tape_.clear();
  handles_.clear();
  for (const Real value : values)
    handles_.push_back(tape_.append(value, parameter, 0, 0, __LINE__, __builtin_FILE()));
  for (const Real number : rows.subspan(sample * inputs_, inputs_))
    handles_.push_back(tape_.append(number, input, 0, 0, __LINE__, __builtin_FILE()));
  const std::span<const Scalar> all = handles_;
  loss_ = record_loss_(tape_, all.first(parameters_), all.subspan(parameters_));
  if (&loss_.tape() != &tape_)
    throw UsageError(
        "LaneBatch: the loss of a sample is on another tape: record it on the tape that the loss "
        "function is given");
  for (std::size_t i = handles_.size(); i <= loss_.index(); ++i) {
    if (tape_.nodes()[i].kind() < constant)
      throw UsageError(
          "LaneBatch: the loss function recorded an input of its own, which would be the same for "
          "all samples: let it come in through x");
  }
}

void LaneBatch::compare(std::size_t sample) {
  const auto fail = [&](std::size_t node) {
    graph_.clear();  // the next call starts anew
    calls_ = 0;
    throw UsageError(fmt::format(
        "LaneBatch: the graph of sample {} differs at node {} from the one recorded first. A graph "
        "that depends on the data cannot be played for all samples: let the numbers of a sample "
        "come in through x only, or use ScalarBatch",
        sample, node));
  };
  if (loss_.index() != output_) fail(std::min(loss_.index(), output_) + 1);
  for (std::size_t i = handles_.size(); i < graph_.size(); ++i) {
    const Node &now = tape_.nodes()[i], &first = graph_[i];
    const bool same_literal = now.kind() != constant || now.value == first.value ||
                              (now.value != now.value && first.value != first.value);
    if (now.kind() != first.kind() || now.inputs != first.inputs || !same_literal) fail(i);
    if (now.is_sum_of_products() && tape_.operands(now) != operands(first)) fail(i);
  }
}

// The last group of a batch may have empty lanes, so groups are played from the last one: then
// what is wiped from these lanes afterwards is nothing but theirs.
void LaneBatch::play(Samples groups, std::span<const Real> rows, std::vector<Real>& part) const {
  thread_local Numbers numbers;
  auto& [values, sums] = numbers;
  const std::size_t leaves = handles_.size(), samples = rows.size() / inputs_;
  values.resize(graph_.size());
  sums.resize(graph_.size());
  part.assign(1 + parameters_, 0);
  for (std::size_t i = 0; i < graph_.size(); ++i)
    if (i < parameters_ || graph_[i].kind() == constant) fill(values[i], tape_.nodes()[i].value);
  clear(sums.data(), sums.data() + leaves);

  for (std::size_t group = groups.end; group-- > groups.begin;) {
    const std::size_t begin = group * lane_count, used = std::min(lane_count, samples - begin);
    play_group(numbers, begin, rows);
    for (std::size_t l = 0; l < used; ++l) part[0] += values[loss_.index()].of[l];
    if (used == lane_count) continue;
    for (std::size_t i = 0; i < leaves; ++i)
      std::fill_n(sums[i].of + used, lane_count - used, Real(0));
  }
  part[0] /= Real(samples);
  for (std::size_t i = 0; i < parameters_; ++i)
    for (const Real lane : sums[i].of) part[1 + i] += lane;
}

// Forward and backward as on a tape, for the samples from `begin` on. Empty lanes play the last
// sample. The leaves' sums go on from group to group. Backward leaves out what is not used for the
// loss: its 0 times an infinite slope would be nan.
void LaneBatch::play_group(Numbers& numbers, std::size_t begin, std::span<const Real> rows) const {
  const std::size_t leaves = handles_.size(), samples = rows.size() / inputs_, y = loss_.index();
  const auto& [rules, sum] = lane_rules();
  Lanes *values = numbers.values.data(), *sums = numbers.sums.data();
  for (std::size_t l = 0; l < lane_count; ++l) {
    const Real* row = rows.data() + std::min(begin + l, samples - 1) * inputs_;
    for (std::size_t i = 0; i < inputs_; ++i) values[parameters_ + i].of[l] = row[i];
  }
  for (std::size_t i = leaves; i <= y; ++i) {
    const Node& node = graph_[i];
    if (node.is_sum_of_products())
      sum.forward(operands(node), values, values[i]);
    else if (node.kind() >= first_rule)
      rules[node.kind() - first_rule].forward(values[node.a()], values[node.b()], values[i]);
  }

  clear(sums + leaves, sums + y + 1);
  for (Real& seed : sums[y].of) seed += 1 / Real(samples);
  for (std::size_t i = y + 1; i-- > leaves;) {
    if (!reached_[i]) continue;
    const Node& node = graph_[i];
    if (node.is_sum_of_products())
      sum.backward(operands(node), values, values[i], sums[i], sums);
    else if (node.kind() >= first_rule)
      rules[node.kind() - first_rule].backward(values[node.a()], values[node.b()], values[i],
                                               sums[i], sums[node.a()], sums[node.b()]);
  }
}

Scalar LaneBatch::loss() {
  loss_.tape();  // UsageError before the first call
  for (std::size_t i = 0; i < handles_.size(); ++i)
    tape_.set_name(handles_[i],
                   i < parameters_ ? fmt::format("w{}", i) : fmt::format("x{}", i - parameters_));
  return loss_;
}

}  // namespace downhill
