// The tape: every operation in the order it was computed. A node only uses earlier nodes, so the
// order is already topological, and backward is one loop from the end to the start.
#pragma once

#include <span>

#include "scalar/arena.hpp"
#include "scalar/labels.hpp"
#include "scalar/node.hpp"
#include "scalar/scalar.hpp"
#include "scalar/sums.hpp"

namespace downhill {

class Gradients;

class Tape {
 public:
  Tape() : stamp_(live::seat(this)) {}
  ~Tape() { live::unseat(stamp_); }
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // Leaves. An input is data, a parameter is what training adjusts. The line is the caller's.
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
    stamp_ = live::restamp(stamp_, this);
    nodes_.clear();
    operands_.clear();
    labels_.clear_blocks();
  }

  std::size_t size() const { return nodes_.size(); }
  const Arena<Node>& nodes() const { return nodes_; }
  std::span<const std::uint32_t> operands(const Node& sum) const {  // of a sum of products
    return {operands_.data() + sum.a, operands_.data() + sum.b};
  }
  Scalar at(std::size_t index) const {  // the handle of a node
    if (index >= size()) live::no_such_node(index, size());
    return {std::uint32_t(index), stamp_};
  }

  // What traces and drawings say of a node. Everything recorded between begin_block and
  // end_block is one block; blocks may nest.
  std::string_view name_of(const Node& node) const { return labels_.name(node.name()); }
  std::string_view file_of(const Node& node) const { return labels_.file(node.place); }
  unsigned line_of(const Node& node) const { return Labels::line(node.place); }
  Scalar set_name(Scalar x, std::string_view name) {
    Scalar(0, stamp_).must_meet(x);
    Node& node = nodes_[x.index()];
    node.label = labels_.name_id(name) << 8 | node.kind();
    return x;
  }
  void begin_block(std::string_view name) { labels_.begin_block(name, std::uint32_t(size())); }
  void end_block() { labels_.end_block(std::uint32_t(size())); }
  const std::vector<Block>& blocks() const { return labels_.blocks(); }

  // What recording functions use.
  Scalar append(Real value, std::uint8_t kind, std::uint32_t a, std::uint32_t b, unsigned line,
                const char* file) {
    const std::uint32_t place = labels_.place(line, file);
    const auto index = std::uint32_t(nodes_.size());
    nodes_.push() = {value, a, b, place, kind};
    return {index, stamp_};
  }
  Arena<std::uint32_t>& operands() { return operands_; }

 private:
  friend Gradients backward(Scalar y, Real seed);
  Arena<Node> nodes_;
  Arena<std::uint32_t> operands_;
  std::uint32_t stamp_;
  Labels labels_;
  Sums::Pool spare_sums_ = std::make_shared<Sums::Memory>();
};

inline Real Scalar::value() const { return tape().nodes()[index_].value; }

}  // namespace downhill
