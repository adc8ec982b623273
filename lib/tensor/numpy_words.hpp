// The Python side of the words: every function that spelled expressions call and NumPy lacks, with
// its definition. A program of spelled lines runs when it starts with
// python_definitions(program).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace downhill {

struct PythonHelper {
  std::string_view name;
  std::string_view definition;  // one "def …", ending in a newline
};

// All helpers; each uses only NumPy and helpers before it.
const std::vector<PythonHelper>& python_helpers();

// The import line, and the definitions of those helpers that the text calls, directly or through
// other helpers.
std::string python_definitions(std::string_view program);

}  // namespace downhill
