#include "tensor/shape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/joined.hpp"

namespace downhill {

void Shape::too_many_axes(std::span<const std::size_t> sizes) {
  throw ShapeError(fmt::format(
      "Shape: [{}] has {} axes, and at most {} are possible.\n     Join some of them by reshape.",
      joined(sizes, ", "), sizes.size(), most_axes));
}

void Shape::too_many_numbers() const {
  throw ShapeError(
      fmt::format("Shape: {} has more numbers than any memory holds.\n     Choose smaller sizes.",
                  text(*this)));
}

Shape Shape::without(std::size_t axis) const {
  Shape y = *this;
  std::copy(begin() + axis + 1, end(), y.sizes_.begin() + axis);
  y.sizes_[--y.rank_] = 0;
  return y;
}

Shape Shape::with(std::size_t axis, std::size_t size) const {
  std::array<std::size_t, most_axes + 1> sizes = {};
  std::copy(begin(), begin() + axis, sizes.begin());
  sizes[axis] = size;
  std::copy(begin() + axis, end(), sizes.begin() + axis + 1);
  return Shape(std::span(sizes.data(), rank_ + 1));
}

std::string text(const Shape& shape) { return fmt::format("[{}]", joined(shape, ", ")); }

std::string text_tuple(const Shape& shape) {
  return fmt::format("({}{})", joined(shape, ", "), shape.rank() == 1 ? "," : "");
}

namespace {

std::size_t size_from_end(const Shape& shape, std::size_t back) {
  return back < shape.rank() ? shape[shape.rank() - 1 - back] : 1;
}

// "the last axes are", "axes -2 are": where two shapes differ, counted as broadcasting does.
std::string place_from_end(std::size_t back) {
  return back == 0 ? "the last axes are" : fmt::format("axes -{} are", back + 1);
}

// The way out of a broadcast that failed: [2] beside [2, 3] was meant as [2, 1].
std::string advice(const Shape& a, const Shape& b) {
  const bool second_is_shorter = b.rank() < a.rank();
  const Shape& shorter = second_is_shorter ? b : a;
  const Shape& longer = second_is_shorter ? a : b;
  if (shorter.rank() < longer.rank() &&
      std::equal(shorter.begin(), shorter.end(), longer.begin())) {
    Shape column = shorter;
    while (column.rank() < longer.rank()) column = column.with(column.rank(), 1);
    return fmt::format("To use one number per {}, reshape the {} to {}.",
                       longer.rank() == 2 ? "row" : "leading index",
                       second_is_shorter ? "second" : "first", text(column));
  }
  if (a.rank() == 2 && b.rank() == 2 && a[0] == b[1] && a[1] == b[0])
    return "One is as large as the other transposed: use transpose on one of them.";
  return "Give both the same size there, or size 1, which is then repeated.";
}

}  // namespace

Shape broadcast(std::string_view operation, const Shape& a, const Shape& b) {
  if (a == b) return a;
  Shape y = a.rank() >= b.rank() ? a : b;
  for (std::size_t back = 0; back < y.rank(); ++back) {
    const std::size_t in_a = size_from_end(a, back), in_b = size_from_end(b, back);
    if (in_a != in_b && in_a != 1 && in_b != 1)
      throw ShapeError(
          fmt::format("{}: shapes {} and {} do not broadcast: {} {} and {}, and neither is 1.\n"
                      "     {}",
                      operation, text(a), text(b), place_from_end(back), in_a, in_b, advice(a, b)));
    y[y.rank() - 1 - back] = in_a == 1 ? in_b : in_a;
  }
  return y;
}

std::size_t axis_index(std::string_view operation, int axis, const Shape& shape) {
  const int rank = int(shape.rank());
  if (axis >= -rank && axis < rank) return std::size_t(axis < 0 ? axis + rank : axis);
  if (rank == 0)
    throw ShapeError(
        fmt::format("{}: axis {} does not exist: one number, shape [], has no axes.\n"
                    "     Leave the axis out.",
                    operation, axis));
  throw ShapeError(
      fmt::format("{}: axis {} does not exist in shape {}: it has {} {}.\n"
                  "     Choose from 0 to {}, or from -{} to -1 counted from the end.",
                  operation, axis, text(shape), rank, rank == 1 ? "axis" : "axes", rank - 1, rank));
}

Axes::Axes(std::span<const int> axes) : all_(false), count_(std::uint8_t(axes.size())) {
  if (axes.size() > Shape::most_axes)
    throw ShapeError(fmt::format("axes ({}): more than the {} an array can have",
                                 joined(axes, ", "), Shape::most_axes));
  std::copy(axes.begin(), axes.end(), axes_.begin());
}

Axes::Set Axes::of(std::string_view operation, const Shape& shape) const {
  Set set;
  if (all_) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) set.set(axis);
    return set;
  }
  for (std::size_t k = 0; k < count_; ++k) {
    const std::size_t axis = axis_index(operation, axes_[k], shape);
    if (set.test(axis))
      throw ShapeError(
          fmt::format("{}: axis {} of shape {} is named twice in {}.\n"
                      "     Name each axis once.",
                      operation, axis, downhill::text(shape), text()));
    set.set(axis);
  }
  return set;
}

std::string Axes::text() const {
  if (all_) return "None";
  if (count_ == 1) return fmt::format("{}", axes_[0]);
  return fmt::format("({})", joined(std::span(axes_).first(count_), ", "));
}

Shape reduced(const Shape& shape, Axes::Set axes, bool keep) {
  std::array<std::size_t, Shape::most_axes> sizes = {};
  std::size_t rank = 0;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    if (!axes.test(axis)) {
      sizes[rank++] = shape[axis];
    } else if (keep) {
      sizes[rank++] = 1;
    }
  }
  return Shape(std::span(sizes.data(), rank));
}

}  // namespace downhill
