// The part of `downhill explain` that knows arrays: a program on a tape of arrays, told as a trace.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "expr/program.hpp"
#include "trace/story.hpp"
#include "trace/trace.hpp"

namespace downhill::tool {

struct ArrayQuestion {
  std::vector<std::pair<std::string, Value>> values;  // name=value
  std::string of;        // the value to differentiate; empty: the last one named
  std::string upstream;  // its gradient, as Python writes it; empty: 1
  bool check = false;    // compare with finite differences
};

struct Told {
  Trace trace;
  bool agrees = true;
};

Told explain_arrays(const expr::Program& program, const ArrayQuestion& question, Places places);

// One row of --check, beneath the trace. Returns whether the row is fine.
bool add_checked(Trace& trace, const std::string& gradient_name, double gradient, double difference,
                 bool agrees, bool smooth);

}  // namespace downhill::tool
