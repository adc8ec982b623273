// The words of g++ or clang++ and of the linker, shortened to the first that a learner can use.
#pragma once

#include <string>
#include <vector>

#include "exercise.hpp"

namespace downhill::tool {

// The first error of compiling (or linking) `file`, a name without folders; nothing if the output
// holds no error.
std::vector<Complaint> first_error(const std::string& output, const std::string& file);

// The warnings that stand in the file.
std::vector<Complaint> warnings_in(const std::string& output, const std::string& file);

}  // namespace downhill::tool
