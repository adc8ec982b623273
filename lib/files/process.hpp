// Another program, run to its end with its output caught and a limit on its time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ops/error.hpp"

namespace downhill {

// A program that cannot be started: it does not exist, or the system refuses.
struct ProcessError : Error {
  using Error::Error;
};

struct Finished {
  int status = 0;          // the exit status; 128 + the signal's number if a signal ended it
  bool timed_out = false;  // it was stopped at the time limit
  std::string output;      // what it wrote to its standard output
  std::string errors;      // and to its standard error
  double seconds = 0;
};

// Runs a program by name or path with these arguments, no shell in between, and nothing to read
// from. Throws ProcessError.
Finished run_program(const std::vector<std::string>& command, std::chrono::milliseconds time_limit);

}  // namespace downhill
