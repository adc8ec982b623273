// The tape: every operation in the order it was computed. A node only uses earlier nodes, so the
// order is already topological, and backward is one loop from the end to the start.
#pragma once

#include <span>

#include "scalar/arena.hpp"
#include "scalar/labels.hpp"
#include "scalar/node.hpp"
#include "scalar/scalar.hpp"
#include "scalar/sum_of_products.hpp"
#include "scalar/sums.hpp"

namespace downhill {

class Gradients;

class Tape : private live::Seat {
 public:
  Tape() { live::sit(*this); }
  ~Tape() { live::leave(*this); }
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // Leaves. An input is data, a parameter is what training adjusts. The line is the caller's; the
  // file's name must stay where it is as long as the tape, as a literal does.
  Scalar input(std::string_view name, Real value, unsigned line = __builtin_LINE(),
               const char* file = __builtin_FILE()) {
    return set_name(append(value, Kind::input, 0, 0, line, file), name);
  }
  Scalar parameter(std::string_view name, Real value, unsigned line = __builtin_LINE(),
                   const char* file = __builtin_FILE()) {
    return set_name(append(value, Kind::parameter, 0, 0, line, file), name);
  }

  // Forgets all nodes and keeps the memory; handles from before are stale from now on.
  void clear() {
    live::restamp(*this);
    nodes_.clear();
    operands_.clear();
    labels_.clear();
  }

  std::size_t size() const { return nodes_.size(); }
  const Arena<Node>& nodes() const { return nodes_; }
  Operands operands(const Node& sum_of_products) const {
    return {sum_of_products, operands_.data()};
  }
  Scalar at(std::size_t index) const {  // the handle of a node
    if (index >= size()) live::no_such_node(index, size());
    return {std::uint32_t(index), stamp};
  }

  // What traces and drawings say of a node. Everything recorded between begin_block and
  // end_block is one block; blocks may nest.
  std::string_view name_of(const Node& node) const { return labels_.name(node.name()); }
  std::string_view file_of(const Node& node) const {  // of a node where it is, not of a copy
    return labels_.file_of(std::uint32_t(&node - nodes_.data()));
  }
  unsigned line_of(const Node& node) const { return node.line(); }
  Scalar set_name(Scalar x, std::string_view name) {
    Scalar(0, stamp).must_meet(x);
    nodes_[x.index()].name_id = labels_.name_id(name);
    return x;
  }
  void begin_block(std::string_view name) { labels_.begin_block(name, std::uint32_t(size())); }
  void end_block() { labels_.end_block(std::uint32_t(size())); }
  const std::vector<Block>& blocks() const { return labels_.blocks(); }

  // What recording functions use.
  Scalar append(Real value, std::uint8_t kind, std::uint32_t a, std::uint32_t b, unsigned line,
                const char* file) {
    const std::uint32_t index = nodes_.size();
    labels_.note_file(file, index);
    nodes_.push() = {value, std::uint64_t(b) << 32 | a, line << 8 | kind, 0};
    return {index, stamp};
  }
  Arena<std::uint32_t>& kept_operands() { return operands_; }

 private:
  friend class Scalar;
  friend Gradients backward(Scalar y, Real seed);
  Arena<Node> nodes_;
  Arena<std::uint32_t> operands_;
  Labels labels_;
  Sums::Pool spare_sums_ = std::make_shared<Sums::Memory>();
};

inline Tape& Scalar::tape() const { return static_cast<Tape&>(live::find(stamp_)); }
inline Tape& Scalar::tape_with(Scalar other) const {
  return static_cast<Tape&>(live::find(stamp_, other.stamp_));
}
inline Real Scalar::value() const { return tape().nodes()[index_].value; }

}  // namespace downhill
