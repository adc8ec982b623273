#include "scalar/labels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/error.hpp"

namespace downhill {

// Files are kept by content, since a literal's address may differ between two parts of one
// program, but an address that is known already needs no comparing of texts.
void Labels::find_file(const char* file) {
  auto base = std::find_if(bases_.begin(), bases_.end(),
                           [&](const auto& known) { return known.first == file; });
  if (base == bases_.end()) {
    auto known = std::find(files_.begin(), files_.end(), file);
    if (known == files_.end()) {
      if (files_.size() == most_files)
        throw UsageError(
            fmt::format("Tape: operations from more than {} source files", most_files));
      known = files_.insert(files_.end(), file);
    }
    base =
        bases_.insert(bases_.end(), {file, std::uint32_t(known - files_.begin()) * lines_per_file});
  }
  last_file_ = file;
  last_base_ = base->second;
}

std::uint32_t Labels::name_id(std::string_view name) {
  const auto [entry, is_new] = name_ids_.try_emplace(std::string(name), names_.size());
  if (is_new) names_.emplace_back(name);
  return entry->second;
}

void Labels::begin_block(std::string_view name, std::uint32_t next_node) {
  open_blocks_.push_back(blocks_.size());
  blocks_.push_back({next_node, next_node, std::string(name)});
}

void Labels::end_block(std::uint32_t next_node) {
  if (open_blocks_.empty()) throw UsageError("Tape::end_block: no block is open");
  blocks_[open_blocks_.back()].end = next_node;
  open_blocks_.pop_back();
}

void Labels::clear_blocks() {
  blocks_.clear();
  open_blocks_.clear();
}

}  // namespace downhill
