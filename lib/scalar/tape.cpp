#include "scalar/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace downhill {

namespace live {

Entry table[slots];

namespace {

std::mutex table_mutex;
std::uint32_t recordings[slots];  // how many stamps each slot has given out
constexpr std::uint32_t most_recordings = 0xFFFFFFFFu / slots - 1;

// Seats a tape in a free slot under a stamp that no handle carries yet.
std::uint32_t seat(Tape* tape) {
  const std::lock_guard lock(table_mutex);
  for (std::uint32_t slot = 1; slot < slots; ++slot) {
    if (table[slot].tape != nullptr || recordings[slot] == most_recordings) continue;
    const std::uint32_t stamp = ++recordings[slot] * slots + slot;
    table[slot] = {stamp, tape};
    return stamp;
  }
  throw UsageError(fmt::format("Tape: {} tapes are alive already; destroy or reuse some", slots));
}

void unseat(std::uint32_t stamp) {
  const std::lock_guard lock(table_mutex);
  table[stamp % slots] = {};
}

// A new stamp for the same tape, in its own slot while that has stamps left.
std::uint32_t restamp(std::uint32_t stamp, Tape* tape) {
  const std::uint32_t slot = stamp % slots;
  if (recordings[slot] < most_recordings) {
    return table[slot].stamp = ++recordings[slot] * slots + slot;
  }
  unseat(stamp);
  return seat(tape);
}

}  // namespace

void stale_handle(std::uint32_t stamp) {
  if (stamp == 0) throw UsageError("a Scalar was used before it was given a value");
  throw UsageError(
      "a Scalar was used after its tape was cleared or destroyed: record it again, or read its "
      "value() before");
}

void mixed_tapes(Scalar other) {
  other.tape();  // says so if the other one is stale
  throw UsageError(
      "two Scalars of different tapes cannot meet in one operation: record both on one tape, or "
      "bring one over as a number with value()");
}

}  // namespace live

Tape::Tape()
    : stamp_(live::seat(this)),
      spare_gradients_(std::make_shared<std::vector<std::vector<Real>>>()) {}

Tape::~Tape() { live::unseat(stamp_); }

Scalar Tape::input(std::string_view name, Real value, unsigned line, const char* file) {
  const Scalar x = append(value, Kind::input, 0, 0, line, file);
  set_name(x, name);
  return x;
}

Scalar Tape::parameter(std::string_view name, Real value, unsigned line, const char* file) {
  const Scalar x = append(value, Kind::parameter, 0, 0, line, file);
  set_name(x, name);
  return x;
}

void Tape::clear() {
  stamp_ = live::restamp(stamp_, this);
  nodes_.clear();
  blocks_.clear();
  open_blocks_.clear();
}

Scalar Tape::at(std::size_t index) const {
  if (index >= nodes_.size())
    throw UsageError(fmt::format("Tape::at: node {} of {} does not exist", index, nodes_.size()));
  return {std::uint32_t(index), stamp_};
}

void Tape::set_name(Scalar x, std::string_view name) {
  if (&x.tape() != this) live::mixed_tapes(x);
  const auto [entry, is_new] = text_ids_.try_emplace(std::string(name), texts_.size());
  if (is_new) texts_.emplace_back(name);
  Node& node = nodes_[x.index()];
  node.label = entry->second << 8 | node.kind();
}

std::string_view Tape::file_of(const Node& node) const {
  return files_[node.place / lines_per_file];
}

void Tape::begin_block(std::string_view name) {
  open_blocks_.push_back(blocks_.size());
  const auto here = std::uint32_t(nodes_.size());
  blocks_.push_back({here, here, std::string(name)});
}

void Tape::end_block() {
  if (open_blocks_.empty()) throw UsageError("Tape::end_block: no block is open");
  blocks_[open_blocks_.back()].end = std::uint32_t(nodes_.size());
  open_blocks_.pop_back();
}

// The first place number of a file's lines. Kept by content: a literal's address may differ
// between two parts of one program.
std::uint32_t Tape::intern_file(const char* file) {
  auto known = std::find(files_.begin(), files_.end(), file);
  if (known == files_.end()) {
    if (files_.size() == most_files)
      throw UsageError(fmt::format("Tape: operations from more than {} source files", most_files));
    known = files_.insert(files_.end(), file);
  }
  last_file_ = file;
  return std::uint32_t(known - files_.begin()) * lines_per_file;
}

}  // namespace downhill
