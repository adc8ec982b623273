// The Python side of the words: the functions of whole arrays that spelled expressions call and
// NumPy lacks, each with its definition. (Those of the rules, relu say, are in trace/python.cpp.)
#pragma once

#include <string_view>
#include <vector>

namespace downhill {

struct PythonHelper {
  std::string_view name;
  std::string_view definition;  // one "def …", ending in a newline
};

// All of them. What they call is NumPy's, a rule's or another helper.
const std::vector<PythonHelper>& python_helpers();

}  // namespace downhill
