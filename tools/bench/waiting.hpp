// W7: what people wait for when they use the program.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"

namespace bench {

// Each row has one entry, ours; `rounds` times each. The smoke test takes less of everything, and
// compiles nothing.
std::vector<Row> measure_waiting(int rounds, bool smoke);

}  // namespace bench
