// What a command is given to work on: a text, from a file or the standard input, and values for
// its names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "trace/value.hpp"

namespace downhill::tool {

struct Source {
  std::string text, name;
};

// The file's content; of - what comes on the standard input. FileError if there is no such file.
Source read_source(const std::string& path);

// PROGRAM of explain: a formula, a file, or - for the standard input.
Source read_program(const std::string& program);

// name=number or name=array, as Python writes them: a=2, x=[[1, 2], [3, 4]]. ParseError.
std::vector<std::pair<std::string, Value>> read_values(const std::vector<std::string>& texts);

}  // namespace downhill::tool
