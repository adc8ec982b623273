// A program of the formula language as an objective: the names it assigns numbers or arrays to,
// and those bound from outside, are what a descent moves.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "descend.hpp"
#include "expr/program.hpp"
#include "trace/value.hpp"

namespace downhill::tool {

struct ObjectiveSettings {
  std::vector<std::pair<std::string, Value>> values;  // from the command line
  std::string of;                                     // what to minimise; empty: the last name
  std::vector<std::string> train;                     // what to move; empty: every input
};

// Throws ParseError or UsageError for a program that cannot be evaluated, an output that is not
// one number, or a name in train that is not an input on the way to the output.
std::unique_ptr<Objective> make_objective(expr::Program program, ObjectiveSettings settings);

}  // namespace downhill::tool
