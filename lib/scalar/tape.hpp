// The tape: every operation in the order it was computed. A node only uses earlier nodes, so the
// order is already topological, and backward is one loop from the end to the start.
//
// A handle to a node is a Scalar: the node's index and the tape's stamp. Each new tape, and each
// clear(), has a stamp of its own, so a handle that outlived its recording is recognised.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ops/catalogue.hpp"
#include "ops/error.hpp"
#include "ops/real.hpp"
#include "scalar/arena.hpp"

namespace downhill {

class Tape;

// A value on a tape. Copies are cheap and mean the same node.
class Scalar {
 public:
  Scalar() = default;  // no value yet: any use is a UsageError
  Real value() const;
  Tape& tape() const;
  std::uint32_t index() const { return index_; }
  bool same_recording(Scalar other) const { return stamp_ == other.stamp_; }

 private:
  friend class Tape;
  friend class Gradients;
  Scalar(std::uint32_t index, std::uint32_t stamp) : index_(index), stamp_(stamp) {}
  std::uint32_t index_ = 0;
  std::uint32_t stamp_ = 0;
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

// A range of nodes that belong together (a neuron, a layer): drawn as one node when there are
// too many to draw.
struct Block {
  std::uint32_t begin, end;
  std::string name;
};

class Tape {
 public:
  Tape();
  ~Tape();
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // Leaves. An input is data, a parameter is what training adjusts, a constant is a literal of a
  // formula and has no gradient. The line is the caller's.
  Scalar input(std::string_view name, Real value, unsigned line = __builtin_LINE(),
               const char* file = __builtin_FILE());
  Scalar parameter(std::string_view name, Real value, unsigned line = __builtin_LINE(),
                   const char* file = __builtin_FILE());

  // Forgets all nodes and keeps the memory; handles from before are stale from now on.
  void clear();

  std::size_t size() const { return nodes_.size(); }
  const Arena<Node>& nodes() const { return nodes_; }
  std::string_view name_of(const Node& node) const { return texts_[node.name()]; }
  std::string_view file_of(const Node& node) const;
  unsigned line_of(const Node& node) const { return node.place % lines_per_file; }
  Scalar at(std::size_t index) const;  // the handle of a node

  // Everything recorded between begin_block and end_block is one block; blocks may nest.
  void begin_block(std::string_view name);
  void end_block();
  const std::vector<Block>& blocks() const { return blocks_; }

  // What recording functions use: appends a node and returns its handle.
  Scalar append(Real value, std::uint8_t kind, std::uint32_t a, std::uint32_t b, unsigned line,
                const char* file);
  void set_name(Scalar x, std::string_view name);

 private:
  friend class Scalar;
  friend class Gradients;
  static constexpr std::uint32_t lines_per_file = 1u << 22, most_files = 1u << 10;

  std::uint32_t intern_file(const char* file);

  Arena<Node> nodes_;
  std::uint32_t stamp_ = 0;
  const char* last_file_ = nullptr;  // most nodes come from the same file as the one before
  std::uint32_t last_file_base_ = 0;
  std::vector<std::string> files_;
  std::vector<std::string> texts_{""};
  std::unordered_map<std::string, std::uint32_t> text_ids_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> open_blocks_;
  // Gradient memory that is free for the next backward; shared, since gradients may live longer.
  std::shared_ptr<std::vector<std::vector<Real>>> spare_gradients_;
};

// Where the tape of a stamp is: a small fixed table, indexed by the stamp's low bits. No tape
// sits in slot 0, and no stamp is 0, so that a Scalar without a value finds no tape.
namespace live {
struct Entry {
  std::uint32_t stamp = 0xFFFFFFFF;
  Tape* tape = nullptr;
};
inline constexpr std::uint32_t slots = 1024;
extern Entry table[slots];
[[noreturn]] void stale_handle(std::uint32_t stamp);
[[noreturn]] void mixed_tapes(Scalar other);
}  // namespace live

inline Tape& Scalar::tape() const {
  const live::Entry& entry = live::table[stamp_ % live::slots];
  if (entry.stamp != stamp_) [[unlikely]]
    live::stale_handle(stamp_);
  return *entry.tape;
}

inline Real Scalar::value() const { return tape().nodes_[index_].value; }

inline Scalar Tape::append(Real value, std::uint8_t kind, std::uint32_t a, std::uint32_t b,
                           unsigned line, const char* file) {
  if (file != last_file_) [[unlikely]]
    last_file_base_ = intern_file(file);
  const std::uint32_t index = nodes_.size();
  Node& node = nodes_.push();
  node.value = value;
  node.a = a;
  node.b = b;
  node.place = last_file_base_ + line;
  node.label = kind;
  return {index, stamp_};
}

}  // namespace downhill
