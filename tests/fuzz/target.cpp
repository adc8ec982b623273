// The round that DOWNHILL_FUZZ_READER names, as a target of libFuzzer.
#include <cstdint>
#include <exception>

#include "fuzz/rounds.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const downhill::FuzzRound& round : downhill::fuzz_rounds())
    if (round.reader == std::string_view(DOWNHILL_FUZZ_READER)) round.play(bytes);
  return 0;
}
