#include "scalar/labels.hpp"

#include <algorithm>

#include "ops/error.hpp"

namespace downhill {

std::string_view Labels::file_of(std::uint32_t node) const {
  const Change* after =
      std::upper_bound(changes_.begin(), changes_.end(), node,
                       [](std::uint32_t at, const Change& change) { return at < change.node; });
  return after[-1].file;
}

// A training step names the same nodes in the same order as the step before it, so the id that was
// asked for then is tried first.
std::uint32_t Labels::name_id(std::string_view name) {
  if (next_asked_ < asked_.size() && names_[asked_[next_asked_]] == name)
    return asked_[next_asked_++];
  const std::uint32_t id = name_ids_.add(name, names_);
  asked_.resize(next_asked_);
  asked_.push_back(id);
  ++next_asked_;
  return id;
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

void Labels::clear() {
  last_file_ = nullptr;
  changes_.clear();
  next_asked_ = 0;
  blocks_.clear();
  open_blocks_.clear();
}

}  // namespace downhill
