// A trace as steps: what a player shows of each line. What happened in numbers, where in the
// drawing it happened, and what the drawing then says there. json.hpp writes it for the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trace/trace.hpp"

namespace downhill {

struct TraceStep {
  // The four steps of Figure 2.1. The line that computes the result of the graph is the loss where
  // parameters are updated after it.
  enum class Phase { forward, loss, backward, update } phase = Phase::forward;
  int turn = 1;             // of the loop: forward after an update begins another
  std::string computation;  // the statement with numbers for names: "2 += 2·2 → 6"
  std::string source;       // chapter.cpp:54; empty if not known

  // The keys of the drawing (dot.hpp) that take part: v5, e5_0. Empty if there is no drawing.
  std::vector<std::string> touched;
  // The drawn node that holds the value, and which of its lines say it: from line `at` on these.
  std::string node;
  std::size_t at = 0;
  std::vector<std::string> lines;
  // The drawn edge that a gradient came along, and what stands beside it.
  std::string edge, edge_label;
};

// One step for each Line of the trace, in order.
std::vector<TraceStep> steps_of(const Trace& trace);

// An expression with the numbers that names hold in the places of the names, and · for products:
// a * b + tanh(s) is 2·(-3) + tanh(1). Names of arrays and functions stay.
using State = std::map<std::string, Value>;
std::string with_numbers(const std::string& expression, const State& state);

}  // namespace downhill
