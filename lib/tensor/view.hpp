// View: where in memory each number of a shape is, when it is a part or a rearrangement of a dense
// array. All operations that only move numbers are one copy from one view to another.
#pragma once

#include <array>

#include "tensor/array.hpp"

namespace downhill {

struct View {
  Shape shape;
  std::ptrdiff_t offset = 0;
  std::array<std::ptrdiff_t, Shape::most_axes> steps = {};

  explicit View(const Shape& whole);
  // Along one axis only `count` places: start, start + step, …; step may be negative.
  View part(std::size_t axis, std::ptrdiff_t start, std::ptrdiff_t step, std::size_t count) const;
  // Axis k of the result is axis order[k] of this one.
  View permuted(std::span<const std::size_t> order) const;
};

// Copies number by number; both views have the same shape.
void copy(const Real* from, const View& from_view, Real* to, const View& to_view);

}  // namespace downhill
