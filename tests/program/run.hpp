// Runs build/downhill as a user does.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "files/files.hpp"
#include "files/process.hpp"
#include "places.hpp"

inline downhill::Finished downhill_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), place::program);
  return downhill::run_program(arguments, std::chrono::minutes(2));
}
