// The tape: every operation in the order it was computed. A node only uses earlier nodes, so the
// order is already topological, and backward is one loop from the end to the start.
#pragma once

#include "ops/catalogue.hpp"
#include "ops/error.hpp"
#include "scalar/arena.hpp"
#include "scalar/labels.hpp"
#include "scalar/stamps.hpp"
#include "scalar/sums.hpp"

namespace downhill {

class Gradients;

// A value on a tape: the index of its node, and the stamp that leads to the tape and tells when
// the recording is over. Copies are cheap and mean the same node.
class Scalar {
 public:
  Scalar() = default;  // no value yet: any use is a UsageError
  Real value() const;
  Tape& tape() const { return live::find(stamp_); }
  std::uint32_t index() const { return index_; }
  bool same_recording(Scalar other) const { return stamp_ == other.stamp_; }
  void must_meet(Scalar other) const {  // UsageError if they are of different recordings
    if (!same_recording(other)) [[unlikely]]
      live::mixed_tapes(stamp_, other.stamp_);
  }

 private:
  friend class Tape;
  Scalar(std::uint32_t index, std::uint32_t stamp) : index_(index), stamp_(stamp) {}
  std::uint32_t index_ = 0, stamp_ = 0;
};

// What a node is: a leaf of one of three kinds, or the rule with code kind - first_rule.
enum Kind : std::uint8_t { input, parameter, constant, first_rule };

struct Node {
  Real value;
  std::uint32_t a, b;   // the nodes it was computed from; b is unused for one input
  std::uint32_t place;  // the source line that recorded it: Tape::file_of, line_of
  std::uint32_t label;  // the kind in the low 8 bits, above them the id of the name (0: none)
  std::uint8_t kind() const { return std::uint8_t(label); }
  std::uint32_t name() const { return label >> 8; }
};

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
    labels_.clear_blocks();
  }

  std::size_t size() const { return nodes_.size(); }
  const Arena<Node>& nodes() const { return nodes_; }
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

 private:
  friend Gradients backward(Scalar y, Real seed);
  Arena<Node> nodes_;
  std::uint32_t stamp_;
  Labels labels_;
  Sums::Pool spare_sums_ = std::make_shared<Sums::Memory>();
};

inline Real Scalar::value() const { return tape().nodes()[index_].value; }

}  // namespace downhill
