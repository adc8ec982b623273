// Stamps: how a handle finds its tape, and how one that outlived its recording is recognised.
//
// Each recording (a new tape, or a tape after clear) has a stamp of its own, which its handles
// carry. A small fixed table, indexed by the stamp's low bits, leads to the seat of the tape, and
// the seat says which stamp is valid now. In empty slots sits nobody, whose stamp no handle has; no
// tape sits in slot 0, and no stamp is 0, so that a Scalar without a value finds no tape.
#pragma once

#include <cstddef>
#include <cstdint>

namespace downhill::live {

inline constexpr std::uint32_t slots = 1024;

struct Seat {  // a Tape is one
  std::uint32_t stamp = 0xFFFFFFFF;
};
extern Seat nobody;

struct Table {
  Seat* at[slots];
  constexpr Table() : at() {
    for (Seat*& seat : at) seat = &nobody;
  }
};
extern Table table;

[[noreturn]] void stale_handle(std::uint32_t stamp);
[[noreturn]] void mixed_tapes(std::uint32_t stamp, std::uint32_t other_stamp);
[[noreturn]] void no_such_node(std::size_t index, std::size_t size);

// Where the tape sits that recorded under this stamp. UsageError if that recording is over.
inline Seat& find(std::uint32_t stamp) {
  Seat& seat = *table.at[stamp % slots];
  if (seat.stamp != stamp) [[unlikely]]
    stale_handle(stamp);
  return seat;
}

// The seat of both. UsageError if they are of different recordings, or theirs is over.
inline Seat& find(std::uint32_t stamp, std::uint32_t other) {
  if (other != stamp) [[unlikely]]
    mixed_tapes(stamp, other);
  return find(stamp);
}

void sit(Seat& seat);      // takes a free slot, under a stamp that no handle carries yet
void leave(Seat& seat);    // from now on, its handles are stale
void restamp(Seat& seat);  // the same, under a new stamp

}  // namespace downhill::live
