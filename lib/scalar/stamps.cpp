#include "scalar/stamps.hpp"

#include <fmt/format.h>

#include <mutex>

#include "ops/error.hpp"

namespace downhill::live {

Seat nobody;
constinit Table table;

namespace {
std::mutex table_mutex;           // tapes come and go on any thread
std::uint32_t recordings[slots];  // how many stamps each slot has given out
constexpr std::uint32_t most_recordings = 0xFFFFFFFFu / slots - 1;
}  // namespace

void sit(Seat& seat) {
  const std::lock_guard lock(table_mutex);
  for (std::uint32_t slot = 1; slot < slots; ++slot) {
    if (table.at[slot] != &nobody || recordings[slot] == most_recordings) continue;
    seat.stamp = ++recordings[slot] * slots + slot;
    table.at[slot] = &seat;
    return;
  }
  throw UsageError(
      fmt::format("Tape: {} tapes are alive already; destroy or reuse some", slots - 1));
}

void leave(Seat& seat) {
  const std::lock_guard lock(table_mutex);
  table.at[seat.stamp % slots] = &nobody;
}

// In its own slot while that has stamps left.
void restamp(Seat& seat) {
  const std::uint32_t slot = seat.stamp % slots;
  if (recordings[slot] < most_recordings) {
    seat.stamp = ++recordings[slot] * slots + slot;
    return;
  }
  leave(seat);
  sit(seat);
}

void stale_handle(std::uint32_t stamp) {
  if (stamp == 0) throw UsageError("a Scalar was used before it was given a value");
  throw UsageError(
      "a Scalar was used after its tape was cleared or destroyed: record it again, or read its "
      "value() before");
}

void mixed_tapes(std::uint32_t stamp, std::uint32_t other_stamp) {
  find(stamp);  // says so if one of them is stale
  find(other_stamp);
  throw UsageError(
      "two Scalars of different tapes cannot meet in one operation: record both on one tape, or "
      "bring one over as a number with value()");
}

void no_such_node(std::size_t index, std::size_t size) {
  throw UsageError(fmt::format("Tape::at: node {} of {} does not exist", index, size));
}

}  // namespace downhill::live
