// The story of a tape of arrays, as from_scalar.hpp tells that of scalars: forward, every recorded
// operation as a line; backward, every contribution as a line, in the words of the operations that
// computed the numbers. With NumPy the lines recompute these numbers.
//
// Three things make NumPy's arrays safe. Numbers that can have a gradient are written with a point
// (array([1., 2.])), so that nothing is cut to whole numbers. Class numbers and indices are
// written whole. And += changes a NumPy array in place: where dx = dy would make two names of one
// array and more is added to dx later, the line is dx = array(dy), a copy.
#pragma once

#include "tensor/backward.hpp"
#include "trace/story.hpp"
#include "trace/trace.hpp"

namespace downhill {

// A constant of more elements than this has a line of its own instead of standing in a formula.
inline constexpr std::size_t largest_constant = 16;

// The lines of everything recorded up to and including the output. A leaf that the program
// already holds with this value (a parameter after its update) is not written again.
void add_forward(Trace& trace, Tensor output, Places places = Places::shown);

// The lines of backward, starting from the output's gradient: the seed that `gradients` were made
// with. Backward is run once more for it. Its forward is in the trace already.
void add_backward(Trace& trace, const TensorGradients& gradients);

// The whole trace of one value: both parts under their headings.
Trace explain(const TensorGradients& gradients, Places places = Places::shown);

// A tape's array as the trace's value.
Value value_of(const Array& array);

}  // namespace downhill
