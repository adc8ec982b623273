// The story of a scalar tape: forward, every recorded operation as a line; backward, every
// contribution as a line. Formulas are spelled by the same rules that computed the numbers.
#pragma once

#include "scalar/backward.hpp"
#include "trace/story.hpp"
#include "trace/trace.hpp"

namespace downhill {

// The lines of everything recorded up to and including the output. A leaf that the program
// already holds with this value (a parameter after its update) is not written again.
void add_forward(Trace& trace, Scalar output, Places places = Places::shown);

// The lines of backward, starting from the output's gradient. Its forward is in the trace already.
void add_backward(Trace& trace, const Gradients& gradients, Real seed = 1);

// The whole trace of one value: both parts under their headings.
Trace explain(const Gradients& gradients, Places places = Places::shown);

// The name of the gradient of a node in the trace's graph: dx for x.
std::string gradient_name(const Trace& trace, const std::string& name);

}  // namespace downhill
