// Labels: what traces and drawings say of a node beside its numbers: its name, the source line
// that recorded it, and the block it belongs to. A node keeps 32-bit ids; the texts are here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace downhill {

// A range of nodes that belong together (a neuron, a layer): drawn as one node when there are
// too many to draw.
struct Block {
  std::uint32_t begin, end;
  std::string name;
};

class Labels {
 public:
  // The id of a source line. Most nodes come from the same file as the one before.
  std::uint32_t place(unsigned line, const char* file) {
    if (file != last_file_) [[unlikely]]
      find_file(file);
    return last_base_ + line;
  }
  std::string_view file(std::uint32_t place) const { return files_[place / lines_per_file]; }
  static unsigned line(std::uint32_t place) { return place % lines_per_file; }

  std::uint32_t name_id(std::string_view name);
  std::string_view name(std::uint32_t id) const { return names_[id]; }

  void begin_block(std::string_view name, std::uint32_t next_node);
  void end_block(std::uint32_t next_node);
  const std::vector<Block>& blocks() const { return blocks_; }
  void clear_blocks();

 private:
  static constexpr std::uint32_t lines_per_file = 1u << 22, most_files = 1u << 10;

  void find_file(const char* file);

  const char* last_file_ = nullptr;
  std::uint32_t last_base_ = 0;                               // the id of line 0 of the last file
  std::vector<std::pair<const char*, std::uint32_t>> bases_;  // of every address seen
  std::vector<std::string> files_;
  std::vector<std::string> names_{""};  // id 0: no name
  std::unordered_map<std::string, std::uint32_t> name_ids_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> open_blocks_;
};

}  // namespace downhill
