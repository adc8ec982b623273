#include "tensor/recordings.hpp"

#include <fmt/format.h>

#include <mutex>

#include "ops/error.hpp"

namespace downhill::recordings {

Entry table[slots];

namespace {
std::mutex table_mutex;
std::uint32_t given_out[slots];  // how many stamps each slot has had
constexpr std::uint32_t most = 0xFFFFFFFFu / slots - 1;
}  // namespace

std::uint32_t begin(TensorTape* tape) {
  const std::lock_guard lock(table_mutex);
  for (std::uint32_t slot = 1; slot < slots; ++slot) {
    if (table[slot].tape != nullptr || given_out[slot] == most) continue;
    const std::uint32_t stamp = ++given_out[slot] * slots + slot;
    table[slot] = {stamp, tape};
    return stamp;
  }
  throw UsageError(
      fmt::format("TensorTape: {} tapes are alive already; destroy or reuse some", slots - 1));
}

void end(std::uint32_t stamp) {
  const std::lock_guard lock(table_mutex);
  table[stamp % slots] = {};
}

std::uint32_t begin_again(std::uint32_t stamp, TensorTape* tape) {
  const std::uint32_t slot = stamp % slots;
  if (given_out[slot] < most) return table[slot].stamp = ++given_out[slot] * slots + slot;
  end(stamp);
  return begin(tape);
}

void stale(std::uint32_t stamp) {
  if (stamp == 0) throw UsageError("a Tensor was used before it was given a value");
  throw UsageError(
      "a Tensor was used after its tape was cleared or destroyed: record it again, or read its "
      "value() before");
}

}  // namespace downhill::recordings
