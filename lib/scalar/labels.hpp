// Labels: what traces and drawings say of a node beside its numbers: its name, the source file that
// recorded it, and the block it belongs to. A node keeps its line and its name's 32-bit id; the
// texts are here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ops/text_index.hpp"
#include "scalar/arena.hpp"

namespace downhill {

// A range of nodes that belong together (a neuron, a layer): drawn as one node when there are
// too many to draw.
struct Block {
  std::uint32_t begin, end;
  std::string name;
};

class Labels {
 public:
  // Node number `node` was recorded in this file. Most nodes come from the same file as the one
  // before, so only changes are noted.
  void note_file(const char* file, std::uint32_t node) {
    if (file == last_file_) [[likely]]
      return;
    last_file_ = file;
    changes_.push() = {file, node};
  }
  std::string_view file_of(std::uint32_t node) const;

  std::uint32_t name_id(std::string_view name);
  std::string_view name(std::uint32_t id) const { return names_[id]; }

  void begin_block(std::string_view name, std::uint32_t next_node);
  void end_block(std::uint32_t next_node);
  const std::vector<Block>& blocks() const { return blocks_; }

  void clear();  // of nodes and blocks; names keep their ids

 private:
  struct Change {
    const char* file;
    std::uint32_t node;  // from this one on
  };
  const char* last_file_ = nullptr;
  Arena<Change> changes_;
  std::vector<std::string> names_{""};  // id 0: no name
  TextIndex name_ids_;
  std::vector<std::uint32_t> asked_;  // the ids that were asked for since the tape was new
  std::size_t next_asked_ = 0;        // in the order of the recording before this one
  std::vector<Block> blocks_;
  std::vector<std::size_t> open_blocks_;
};

}  // namespace downhill
