// Stamps: how a handle finds its tape, and how one that outlived its recording is recognised.
//
// Each recording (a new tape, or a tape after clear) has a stamp of its own, which its handles
// carry. A small fixed table, indexed by the stamp's low bits, says where the tape of a stamp is.
// No tape sits in slot 0, and no stamp is 0, so that a Scalar without a value finds no tape.
#pragma once

#include <cstddef>
#include <cstdint>

namespace downhill {

class Tape;

namespace live {

inline constexpr std::uint32_t slots = 1024;
struct Entry {
  std::uint32_t stamp = 0xFFFFFFFF;
  Tape* tape = nullptr;
};
extern Entry table[slots];

[[noreturn]] void stale_handle(std::uint32_t stamp);
[[noreturn]] void mixed_tapes(std::uint32_t stamp, std::uint32_t other_stamp);
[[noreturn]] void no_such_node(std::size_t index, std::size_t size);

// The tape that recorded under this stamp. UsageError if that recording is over.
inline Tape& find(std::uint32_t stamp) {
  const Entry& entry = table[stamp % slots];
  if (entry.stamp != stamp) [[unlikely]]
    stale_handle(stamp);
  return *entry.tape;
}

// The tape of both. UsageError if they are of different recordings, or theirs is over.
inline Tape& find(std::uint32_t stamp, std::uint32_t other) {
  const Entry& entry = table[stamp % slots];
  if (entry.stamp != stamp || other != stamp) [[unlikely]]
    mixed_tapes(stamp, other);
  return *entry.tape;
}

std::uint32_t seat(Tape* tape);    // a free slot, under a stamp that no handle carries yet
void unseat(std::uint32_t stamp);  // from now on, its handles are stale
std::uint32_t restamp(std::uint32_t stamp, Tape* tape);  // the same tape under a new stamp

}  // namespace live
}  // namespace downhill
