// Which nodes the gradient of an output reaches: those with a way to the output that no detach
// interrupts.
#pragma once

#include <vector>

#include "scalar/tape.hpp"

namespace downhill {

// One flag per node up to the output.
std::vector<bool> reached_from(Scalar output);

// The UsageError of asking for a gradient that was not computed.
[[noreturn]] void not_computed(Scalar x);

}  // namespace downhill
