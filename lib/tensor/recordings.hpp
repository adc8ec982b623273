// Which recordings are alive. Each new tape, and each clear(), gets a stamp of its own; a handle
// carries the stamp, and so one that outlived its recording is recognised instead of followed.
#pragma once

#include <cstdint>

namespace downhill {

class TensorTape;

namespace recordings {

struct Entry {
  std::uint32_t stamp = 0xFFFFFFFF;
  TensorTape* tape = nullptr;
};

// Indexed by the stamp's low bits. No tape sits in slot 0 and no stamp is 0, so that a handle
// without a value finds no tape.
inline constexpr std::uint32_t slots = 1024;
extern Entry table[slots];

std::uint32_t begin(TensorTape* tape);                             // a new stamp, for a new tape
std::uint32_t begin_again(std::uint32_t stamp, TensorTape* tape);  // and for one that was cleared
void end(std::uint32_t stamp);

[[noreturn]] void stale(std::uint32_t stamp);

}  // namespace recordings
}  // namespace downhill
