// A text to work on: from a file, or from the standard input.
#pragma once

#include <string>

namespace downhill::tool {

struct Source {
  std::string text, name;
};

// The file's content; of - what comes on the standard input. FileError if there is no such file.
Source read_source(const std::string& path);

// PROGRAM of explain: a formula, a file, or - for the standard input.
Source read_program(const std::string& program);

}  // namespace downhill::tool
