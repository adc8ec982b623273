// What this machine can do at best, so that a ratio to the limit stands beside every time.
#pragma once

#include <string>

namespace bench {

struct Limits {
  double multiply_adds;  // a second, all threads together
  double bytes;          // a second, to and from memory
};

// A loop of multiply-adds in the widest registers that nothing holds up, and y = x + 3 z over
// arrays that no cache holds.
Limits measure_limits(bool is_float, int threads);

std::string processor_name();

}  // namespace bench
