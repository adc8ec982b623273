// The optimizer that was asked for, as the library takes it.
#pragma once

#include "commands.hpp"
#include "trace/training.hpp"
#include "train/optimizer.hpp"

namespace downhill::tool {

// The method with the numbers that were given. UsageError if one does not belong to it or is out
// of its range.
Method with_settings(Method method, const OptimizerSettings& settings);

Clipping clipping_of(const OptimizerSettings& settings);

}  // namespace downhill::tool
