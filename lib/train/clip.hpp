// Clipping: gradients that are too large are made smaller before the optimizer sees them. Both
// change the gradients in place.
#pragma once

#include <initializer_list>
#include <span>

#include "ops/real.hpp"

namespace downhill {

// The Euclidean norm of all gradients together, as of one long vector. Summed in order, in double.
Real global_norm(std::span<const std::span<Real>> gradients);

// Pascanu, Mikolov and Bengio 2013, algorithm 1, as PyTorch's clip_grad_norm_ does it: with
// coefficient = max_norm / (norm + 1e-6), every gradient is multiplied by it if it is below 1.
// The direction stays. Returns that factor: 1 if nothing was clipped. A norm that is nan or inf
// is not hidden: it makes the gradients nan or 0, as in PyTorch.
// UsageError if max_norm is not above 0.
struct NormClip {
  Real norm;    // before
  Real factor;  // what every gradient was multiplied by
};
NormClip clip_by_norm(std::span<const std::span<Real>> gradients, Real max_norm);
NormClip clip_by_norm(std::initializer_list<std::span<Real>> gradients, Real max_norm);

// Every element is brought into [-limit, limit] on its own, which may turn the direction
// (PyTorch's clip_grad_value_). nan stays nan. Returns how many elements were changed.
// UsageError if limit is not above 0.
std::size_t clip_by_value(std::span<const std::span<Real>> gradients, Real limit);
std::size_t clip_by_value(std::initializer_list<std::span<Real>> gradients, Real limit);

}  // namespace downhill
