// Initial: what a parameter is before training. Weights start random, so that neurons differ, and
// of a size that keeps signals about as large from layer to layer.
//
//     initial::xavier_uniform()     in ±sqrt(6 / (in + out))         Glorot and Bengio 2010, (16)
//     initial::xavier_normal()      deviation sqrt(2 / (in + out))   Glorot and Bengio 2010, (12)
//     initial::he_uniform()         in ±sqrt(6 / in)                 He et al. 2015, (10)
//     initial::he_normal()          deviation sqrt(2 / in)           He et al. 2015, (10)
//
// in and out are how many numbers a neuron reads and how many read it. Xavier's suits tanh, sigmoid
// and outputs; He's suits relu, which silences about half of what comes in.
#pragma once

#include <functional>

#include "tensor/array.hpp"
#include "train/random.hpp"

namespace downhill {

// The initial values of a parameter of this shape, drawn from this generator.
using Initial = std::function<Array(const Shape& shape, Random& random)>;

// in and out of a parameter, from its shape: [in, out] for a matrix that x is multiplied by from
// the right (x @ w), [out, in, rows, columns] for a convolution, whose window has rows * columns
// places. UsageError for another rank.
struct Fans {
  std::size_t in, out;
};
Fans fans_of(const Shape& shape);

namespace initial {

Initial zeros();
Initial ones();
Initial given(Array values);     // ShapeError where the parameter has another shape
Initial uniform(Real bound);     // in [-bound, bound)
Initial normal(Real deviation);  // mean 0
Initial xavier_uniform();
Initial xavier_normal();
Initial he_uniform();
Initial he_normal();

}  // namespace initial
}  // namespace downhill
