// One round of fuzzing: reads the bytes as a trace and compares it with itself. Whatever the bytes
// are, the outcome is a result or a ParseError; anything else is a bug that ends the program.
//
// As a target of libFuzzer:
//     extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//       downhill::read_any({reinterpret_cast<const char*>(data), size});
//       return 0;
//     }
#pragma once

#include <string_view>

#include "compare/compare.hpp"
#include "ops/error.hpp"
#include "trace/read.hpp"

namespace downhill {

enum class Outcome { read, refused };

inline Outcome read_any(std::string_view bytes) {
  try {
    const TraceText text = read_trace(bytes, "fuzz");
    const Comparison comparison = compare(text, text);
    if (!comparison.wrong.empty()) throw std::logic_error("a trace differs from itself");
    report(comparison);
    comparison_json(comparison);
    return Outcome::read;
  } catch (const ParseError&) {
    return Outcome::refused;
  }
}

}  // namespace downhill
