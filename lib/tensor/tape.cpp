#include "tensor/tape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace downhill {

TensorTape::TensorTape()
    : stamp_(recordings::begin(this)),
      spare_gradients_(std::make_shared<std::vector<std::vector<Array>>>()) {}

TensorTape::~TensorTape() { recordings::end(stamp_); }

void TensorTape::clear() {
  stamp_ = recordings::begin_again(stamp_, this);
  nodes_.clear();
  inputs_.clear();
  kept_.clear();
  operations_.clear();
  blocks_.clear();
  open_blocks_.clear();
}

Tensor TensorTape::leaf(TensorKind kind, bool wants_gradient, std::string_view name, Array&& value,
                        Place place) {
  if (!value.given())
    throw UsageError(fmt::format("TensorTape: the array for '{}' was not given any numbers", name));
  const Tensor x = append(nullptr, std::move(value), inputs_.size(), place);
  nodes_[x.index()].kind = kind;
  nodes_[x.index()].wants_gradient = wants_gradient;
  if (!name.empty()) set_name(x, name);
  return x;
}

Tensor TensorTape::input(std::string_view name, Array value, Place place) {
  return leaf(TensorKind::input, true, name, std::move(value), place);
}
Tensor TensorTape::data(std::string_view name, Array value, Place place) {
  return leaf(TensorKind::input, false, name, std::move(value), place);
}
Tensor TensorTape::parameter(std::string_view name, Array value, Place place) {
  return leaf(TensorKind::parameter, true, name, std::move(value), place);
}
Tensor TensorTape::constant(Array value, Place place) {
  return leaf(TensorKind::constant, false, "", std::move(value), place);
}

Tensor TensorTape::at(std::size_t index) const {
  if (index >= nodes_.size())
    throw UsageError(
        fmt::format("TensorTape::at: node {} of {} does not exist", index, nodes_.size()));
  return {std::uint32_t(index), stamp_};
}

void TensorTape::refuse(Tensor x) const {
  x.tape();  // says so if x is stale
  throw UsageError(
      "two Tensors of different tapes cannot meet in one operation: record both on one tape, or "
      "bring one over as an array with value()");
}

// The value first, so that inputs that do not fit leave the tape as it was.
Tensor TensorTape::record_shared(const Operation& operation, std::span<const Tensor> inputs,
                                 Place place) {
  const std::size_t first = append_inputs(inputs), kept_before = kept_.size();
  try {
    const std::span ids(inputs_.data() + first, inputs.size());
    const Tensor y = append(
        &operation, operation.forward(Inputs(nodes_.data(), ids, nullptr, &kept_)), first, place);
    if (kept_.size() > kept_before) nodes_.back().kept = std::uint32_t(kept_.size());
    return y;
  } catch (...) {
    inputs_.resize(first);
    kept_.resize(kept_before);
    throw;
  }
}

Tensor TensorTape::record_computed(const Operation& operation, std::span<const Tensor> inputs,
                                   Array value, Place place) {
  return append(&operation, std::move(value), append_inputs(inputs), place);
}

Tensor TensorTape::append(const Operation* operation, Array&& value, std::size_t first_input,
                          Place place) {
  const auto inputs = std::span(inputs_).subspan(first_input);
  bool wants_gradient = false;
  for (std::size_t slot = 0; slot < inputs.size() && !wants_gradient; ++slot)
    wants_gradient = nodes_[inputs[slot]].wants_gradient && operation->differentiable(slot);
  nodes_.push_back({.value = std::move(value),
                    .operation = operation,
                    .first_input = std::uint32_t(first_input),
                    .input_count = std::uint32_t(inputs.size()),
                    .place = intern(place),
                    .kind = TensorKind::operation,
                    .wants_gradient = wants_gradient});
  return {std::uint32_t(nodes_.size() - 1), stamp_};
}

void TensorTape::set_name(Tensor x, std::string_view name) {
  check(x);
  nodes_[x.index()].name = last_text_ = intern(name);
}

// Recordings name things in the same order, again and again: the text after the last one is
// likely the one.
std::uint32_t TensorTape::intern(std::string_view name) {
  const std::uint32_t next = last_text_ + 1 < texts_.size() ? last_text_ + 1 : 1;
  if (next < texts_.size() && texts_[next] == name) return next;
  const auto [entry, is_new] = text_ids_.try_emplace(std::string(name), texts_.size());
  if (is_new) texts_.emplace_back(name);
  return entry->second;
}

// File names are kept by content: a literal's address may differ between parts of one program.
std::uint32_t TensorTape::intern(Place place) {
  if (place.file != last_file_) {
    auto known = std::find(files_.begin(), files_.end(), place.file);
    if (known == files_.end()) {
      if (files_.size() == 1u << (32 - line_bits))
        throw UsageError("TensorTape: operations from more than 1024 source files");
      known = files_.insert(files_.end(), place.file);
    }
    last_file_ = place.file;
    last_file_base_ = std::uint32_t(known - files_.begin()) << line_bits;
  }
  return last_file_base_ + place.line;
}

Words TensorTape::words(std::size_t index, const std::vector<ops::Symbol>& inputs) const {
  const TensorNode& node = nodes_.at(index);
  if (!node.operation)
    throw UsageError(fmt::format("node {} is a leaf: nothing computed it", index));
  if (inputs.size() != node.input_count)
    throw UsageError(fmt::format("{} has {} inputs, and {} names are given for them",
                                 node.operation->name(), node.input_count, inputs.size()));
  Words words{inputs, {}, ops::Symbol("y"), ops::Symbol("dy"), node.value.shape()};
  for (const std::uint32_t id : inputs_of(node)) words.shapes.push_back(nodes_[id].value.shape());
  return words;
}

std::string TensorTape::spell_value(std::size_t index,
                                    const std::vector<ops::Symbol>& inputs) const {
  const Words with = words(index, inputs);
  return nodes_[index].operation->spell_value(with);
}

std::string TensorTape::spell_contribution(std::size_t index, std::size_t slot,
                                           const std::vector<ops::Symbol>& inputs,
                                           const std::string& y, const std::string& dy) const {
  Words with = words(index, inputs);
  with.y = ops::Symbol(y);
  with.dy = ops::Symbol(dy);
  return nodes_[index].operation->spell_contribution(slot, with);
}

void TensorTape::begin_block(std::string_view name) {
  open_blocks_.push_back(blocks_.size());
  const auto here = std::uint32_t(nodes_.size());
  blocks_.push_back({here, here, std::string(name)});
}

void TensorTape::end_block() {
  if (open_blocks_.empty()) throw UsageError("TensorTape::end_block: no block is open");
  blocks_[open_blocks_.back()].end = std::uint32_t(nodes_.size());
  open_blocks_.pop_back();
}

}  // namespace downhill
