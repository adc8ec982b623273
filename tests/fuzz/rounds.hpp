// One round of fuzzing for each reader. Whatever the bytes are, the outcome is a result or an error
// with a message; anything else (another exception, a crash, what a sanitizer finds) is a bug.
// fuzz_test.cpp plays bounded rounds among the tests; `make fuzz` plays them by libFuzzer, which
// looks for inputs that reach new code.
#pragma once

#include <span>
#include <string_view>

namespace downhill {

struct FuzzRound {
  const char* reader;                                  // formula, trace, weights, data
  bool (*play)(std::string_view bytes);                // whether they could be read
  std::span<const std::string_view> examples, pieces;  // what mutations start from, and insert
};

std::span<const FuzzRound> fuzz_rounds();

}  // namespace downhill
