// One step of a training as a trace: forward, loss, backward and update, with what the optimizer
// remembers. Small steps run under python3; of large arrays the trace says size, mean and range.
#pragma once

#include "trace/trace.hpp"
#include "trace/training.hpp"
#include "train/fit.hpp"

namespace downhill::tool {

// The step as the training recorded it. A batch that was cut into several shards is recorded anew
// in one piece, which agrees to the rounding of its sums, and the trace says so.
Trace trace_of_step(const FitStep& step, const Module& module, const Dataset& data,
                    Clipping clipping);

}  // namespace downhill::tool
