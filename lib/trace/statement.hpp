// Statement: one assignment of a trace's text as data, with the number that its name then holds.
#pragma once

#include <cstddef>
#include <string>

#include "trace/read_value.hpp"

namespace downhill {

struct Statement {
  std::string name;
  bool adds = false;        // +=
  std::string expression;   // the right side as written, on one line
  PrintedValue held;        // what the name holds after the statement
  std::string words;        // what the comment says behind the number
  std::size_t line = 0;     // from 1
  std::size_t section = 0;  // its place in TraceText::sections (read.hpp)
};

}  // namespace downhill
