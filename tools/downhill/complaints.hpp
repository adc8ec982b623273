// The words of g++ or clang++ and of the linker, shortened to the first that a learner can use.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace downhill::tool {

// A problem in the words of the compiler or the linker, made short.
struct Complaint {
  std::size_t line = 0;  // in the compiled file; 0 if it names none
  std::string message;
  std::string excerpt;  // the line and the caret under the place; may be empty
};

// The first error of compiling (or linking) `file`, a name without folders; nothing if the output
// holds no error.
std::vector<Complaint> first_error(const std::string& output, const std::string& file);

// The warnings that stand in the file.
std::vector<Complaint> warnings_in(const std::string& output, const std::string& file);

}  // namespace downhill::tool
