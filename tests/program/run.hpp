// Runs build/downhill as a user does; what it learns about the user's progress goes elsewhere.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "files/files.hpp"
#include "files/process.hpp"
#include "places.hpp"

inline downhill::Finished downhill_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), place::program);
  const std::string progress = std::string(place::build) + "/tests/progress";
  ::setenv("DOWNHILL_PROGRESS", progress.c_str(), 0);
  return downhill::run_program(arguments, std::chrono::minutes(4));
}
