// TensorTape: every operation on arrays in the order it was computed. A node only uses earlier
// nodes, so the order is already topological, and backward is one loop from the end to the start.
//
//     TensorTape tape;
//     Tensor x = tape.input("x", Array({2, 3}, {1, 2, 3, 4, 5, 6}));
//     Tensor w = tape.parameter("w", Array({3, 1}, {0.1, 0.2, 0.3}));
//     Tensor y = matmul(x, w);
//
// The words and the guarantees are those of the scalar tape (scalar/tape.hpp).
#pragma once

#include <memory>
#include <unordered_map>

#include "tensor/operation.hpp"
#include "tensor/recordings.hpp"
#include "tensor/records.hpp"

namespace downhill {

// A node of a tape. Copies are cheap and mean the same node.
class Tensor {
 public:
  Tensor() = default;   // no value yet: any use is a UsageError
  Array value() const;  // shares its memory with the tape: nothing is copied
  const Shape& shape() const;
  TensorTape& tape() const;
  std::uint32_t index() const { return index_; }
  bool same_recording(Tensor other) const { return stamp_ == other.stamp_; }

 private:
  friend class TensorTape;
  Tensor(std::uint32_t index, std::uint32_t stamp) : index_(index), stamp_(stamp) {}
  std::uint32_t index_ = 0;
  std::uint32_t stamp_ = 0;
};

// The source line of a call. As a last parameter with Place::here() it is the caller's line.
struct Place {
  unsigned line;
  const char* file;
  static Place here(unsigned line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return {line, file};
  }
};

// A range of nodes that belong together (a layer), drawn as one when there are too many to draw.
struct TensorBlock {
  std::uint32_t begin, end;
  std::string name;
};

class TensorTape {
 public:
  TensorTape();
  ~TensorTape();
  TensorTape(const TensorTape&) = delete;
  TensorTape& operator=(const TensorTape&) = delete;

  // Leaves. data is an input whose gradient nobody will ask for, such as a mini-batch: backward
  // then saves the work of finding it.
  Tensor input(std::string_view name, Array value, Place place = Place::here());
  Tensor data(std::string_view name, Array value, Place place = Place::here());
  Tensor parameter(std::string_view name, Array value, Place place = Place::here());
  Tensor constant(Array value, Place place = Place::here());

  // Forgets all nodes and keeps the memory; handles from before are stale from now on.
  void clear();

  std::size_t size() const { return nodes_.size(); }
  const std::vector<TensorNode>& nodes() const { return nodes_; }
  Tensor at(std::size_t index) const;  // the handle of a node
  std::span<const std::uint32_t> inputs_of(const TensorNode& node) const {
    return {inputs_.data() + node.first_input, node.input_count};
  }
  // What its operation kept for backward (Inputs::keep); nullptr if nothing.
  const Array* kept_by(const TensorNode& node) const {
    return node.kept == 0 ? nullptr : &kept_[node.kept - 1];
  }
  std::string_view name_of(const TensorNode& node) const { return texts_[node.name]; }
  std::string_view file_of(const TensorNode& node) const { return files_[node.place >> line_bits]; }
  unsigned line_of(const TensorNode& node) const { return node.place & ((1u << line_bits) - 1); }

  // The words of a node, for these names of its inputs (see Operation). A leaf has none.
  std::string spell_value(std::size_t index, const std::vector<ops::Symbol>& inputs) const;
  std::string spell_contribution(std::size_t index, std::size_t slot,
                                 const std::vector<ops::Symbol>& inputs, const std::string& y,
                                 const std::string& dy) const;

  // Everything recorded between begin_block and end_block is one block; blocks may nest.
  void begin_block(std::string_view name);
  void end_block();
  const std::vector<TensorBlock>& blocks() const { return blocks_; }

  // What recording functions use: computes the operation's value and appends its node. The tape
  // keeps a copy of the operation; record_shared is for one that lives as long as the program.
  template <class Op>
  Tensor record(const Op& operation, std::span<const Tensor> inputs, Place place) {
    const Tensor y = record_shared(operation, inputs, place);
    nodes_.back().operation = operations_.keep(operation);
    return y;
  }
  Tensor record_shared(const Operation& operation, std::span<const Tensor> inputs, Place place);
  // The same for a value that was computed beside another one: to the bit what forward would give.
  Tensor record_computed(const Operation& operation, std::span<const Tensor> inputs, Array value,
                         Place place);
  void set_name(Tensor x, std::string_view name);

 private:
  friend class Tensor;
  friend class TensorGradients;
  static constexpr unsigned line_bits = 22;

  Tensor leaf(TensorKind kind, bool wants_gradient, std::string_view name, Array&& value, Place);
  void check(Tensor x) const {
    if (x.stamp_ != stamp_) [[unlikely]]
      refuse(x);
  }
  [[noreturn]] void refuse(Tensor x) const;
  // Where they begin in inputs_. All belong to this tape, or none is appended.
  [[gnu::always_inline]] std::size_t append_inputs(std::span<const Tensor> inputs) {
    const std::size_t first = inputs_.size();
    for (const Tensor x : inputs) check(x);
    for (const Tensor x : inputs) inputs_.push_back(x.index());
    return first;
  }
  Tensor append(const Operation* operation, Array&& value, std::size_t first_input, Place place);
  std::uint32_t intern(Place place);
  std::uint32_t intern(std::string_view name);
  Words words(std::size_t index, const std::vector<ops::Symbol>& inputs) const;

  std::vector<TensorNode> nodes_;
  std::vector<std::uint32_t> inputs_;  // of all nodes, one after another
  std::vector<Array> kept_;
  Records operations_;
  std::uint32_t stamp_;
  const char* last_file_ = nullptr;  // most nodes come from the same file as the one before
  std::uint32_t last_file_base_ = 0;
  std::vector<std::string> files_;
  std::vector<std::string> texts_{""};
  std::unordered_map<std::string, std::uint32_t> text_ids_;
  std::uint32_t last_text_ = 0;
  std::vector<TensorBlock> blocks_;
  std::vector<std::size_t> open_blocks_;
  // Gradient memory that is free for the next backward; shared, since gradients may live longer.
  std::shared_ptr<std::vector<std::vector<Array>>> spare_gradients_;
};

inline TensorTape& Tensor::tape() const {
  const recordings::Entry& entry = recordings::table[stamp_ % recordings::slots];
  if (entry.stamp != stamp_) [[unlikely]]
    recordings::stale(stamp_);
  return *entry.tape;
}
inline Array Tensor::value() const { return tape().nodes_[index_].value; }
inline const Shape& Tensor::shape() const { return tape().nodes_[index_].value.shape(); }

}  // namespace downhill
