// The head of a trace's program: what Python must know to run it. Scalar traces need nothing but
// Python's own math module, array traces NumPy.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "trace/trace.hpp"

namespace downhill {

// Python's own words and the functions that traces call: no value of a trace is named so.
bool is_python_word(std::string_view name);

// The functions of NumPy and of lib/tensor that traces of arrays call beside those.
bool is_numpy_word(std::string_view name);

// What a trace's numbers are in Python: float, or NumPy's float64 and array, whose arithmetic
// goes on with inf and nan where float stops with an error.
enum class PythonNumbers { plain, numpy };

// The import and def lines that these functions need (and what those need in turn), imports
// first. definitions holds Python code of functions that are not in our own table.
std::vector<std::string> python_head(const std::vector<std::string>& functions,
                                     PythonNumbers numbers,
                                     const std::map<std::string, std::string>& definitions = {});

// The functions that an expression calls, as parts of it.
std::vector<std::string_view> called_functions(std::string_view expression);

}  // namespace downhill
