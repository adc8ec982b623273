// Folds: an array made smaller along some axes, by a sum, a product, the largest or the smallest.
#pragma once

#include "tensor/array.hpp"

namespace downhill {

// The result has no trace of the axes; reduced(…, keep) is the shape that keeps them with size 1.
Array sum(const Array& a, Axes::Set axes);
Array product(const Array& a, Axes::Set axes);
Array largest(const Array& a, Axes::Set axes);   // nan if there is one
Array smallest(const Array& a, Axes::Set axes);  // nan if there is one

}  // namespace downhill
