#include "tensor/broadcasting.hpp"

#include <fmt/format.h>

#include "tensor/fold.hpp"

namespace downhill {
namespace {

// The step along each axis of y, right-aligned: 0 where a has size 1 or no such axis.
std::array<std::size_t, Shape::most_axes> steps(const Shape& y, const Shape& a) {
  std::array<std::size_t, Shape::most_axes> result = {};
  std::size_t step = 1;
  for (std::size_t back = 0; back < a.rank(); ++back) {
    const std::size_t size = a[a.rank() - 1 - back];
    if (size != 1) result[y.rank() - 1 - back] = step;
    step *= size;
  }
  return result;
}

}  // namespace

BroadcastWalk walk(const Shape& y, const Shape& a, const Shape& b) {
  BroadcastWalk w{{1, 1, 1, 1}, {}, {}};
  if (y == a && y == b) {
    w.sizes[3] = y.size();
    w.a[3] = w.b[3] = 1;
    return w;
  }
  const auto step_a = steps(y, a), step_b = steps(y, b);
  std::size_t into = Shape::most_axes;  // the axis of w that was filled last
  for (std::size_t axis = y.rank(); axis-- > 0;) {
    if (y[axis] == 1) continue;
    if (into < Shape::most_axes && step_a[axis] == w.a[into] * w.sizes[into] &&
        step_b[axis] == w.b[into] * w.sizes[into]) {
      w.sizes[into] *= y[axis];
      continue;
    }
    --into;
    w.sizes[into] = y[axis];
    w.a[into] = step_a[axis];
    w.b[into] = step_b[axis];
  }
  return w;
}

Array broadcast_to(std::string_view operation, const Array& a, const Shape& shape) {
  if (a.shape() == shape) return a;
  if (a.rank() > shape.rank() || broadcast(operation, a.shape(), shape) != shape)
    throw ShapeError(
        fmt::format("{}: shape {} cannot be repeated to fill {}.\n"
                    "     Each size must be the same or 1, matched from the last axis.",
                    operation, text(a.shape()), text(shape)));
  Array y = Array::unwritten(shape);
  Real* out = y.writable();
  const Real* in = a.data();
  for_each(walk(shape, a.shape(), shape),
           [=](std::size_t i, std::size_t ia, std::size_t) { out[i] = in[ia]; });
  return y;
}

Array sum_to(Array a, const Shape& shape) {
  if (a.shape() == shape) return a;
  Axes::Set repeated;
  const std::size_t missing = a.rank() - shape.rank();
  for (std::size_t axis = 0; axis < a.rank(); ++axis)
    if (axis < missing || (shape[axis - missing] == 1 && a.shape()[axis] != 1)) repeated.set(axis);
  return sum(a, repeated).reshaped(shape);
}

std::string spell_sum_to(const std::string& expression, const Shape& from, const Shape& to) {
  return from == to ? expression : fmt::format("sum_to({}, {})", expression, text_tuple(to));
}

}  // namespace downhill
