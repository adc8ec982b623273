// The text form of a trace: a program in the common subset of Python and NumPy, one statement a
// line, the recorded number behind # and the explanation behind the number. Running it with
// python3 recomputes every number in it.
//
//     s = a + b                  # 5        chapter.cpp:27
#pragma once

#include <string>

#include "trace/trace.hpp"

namespace downhill {

// The whole text, ending in a newline.
std::string write_text(const Trace& trace);

}  // namespace downhill
