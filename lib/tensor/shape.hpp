// Shape: the sizes of an array's axes, first axis first. [2, 3] is 2 rows of 3 numbers; [] is one
// number. Everything about broadcasting and about axis numbers is decided here, in NumPy's way.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ops/error.hpp"

namespace downhill {

// Shapes that do not fit an operation. The message names the operation, the shapes, the axis,
// the rule that broke, and a way out.
struct ShapeError : Error {
  using Error::Error;
};

class Shape {
 public:
  static constexpr std::size_t most_axes = 4, most_numbers = std::size_t(1) << 59;

  Shape() = default;  // [], one number
  Shape(std::initializer_list<std::size_t> sizes) : Shape(std::span(sizes.begin(), sizes.size())) {}
  explicit Shape(std::span<const std::size_t> sizes) : rank_(sizes.size()) {
    if (rank_ > most_axes) too_many_axes(sizes);
    std::copy(sizes.begin(), sizes.end(), sizes_.begin());
  }

  std::size_t rank() const { return rank_; }
  // How many numbers. ShapeError if they are more than any memory holds: their count, or that of
  // their bytes, would not fit into a std::size_t.
  std::size_t size() const {
    std::size_t product = 1;
    bool too_many = false;
    for (const std::size_t n : *this) too_many |= __builtin_mul_overflow(product, n, &product);
    if (too_many || product > most_numbers) too_many_numbers();
    return product;
  }
  std::size_t operator[](std::size_t axis) const { return sizes_[axis]; }
  std::size_t& operator[](std::size_t axis) { return sizes_[axis]; }
  const std::size_t* begin() const { return sizes_.data(); }
  const std::size_t* end() const { return sizes_.data() + rank_; }

  Shape without(std::size_t axis) const;                 // one axis dropped
  Shape with(std::size_t axis, std::size_t size) const;  // one axis inserted before this one
  friend bool operator==(const Shape& a, const Shape& b) {
    bool same = a.rank_ == b.rank_;  // sizes behind the last axis are 0 in both
    for (std::size_t axis = 0; axis < most_axes; ++axis) same &= a.sizes_[axis] == b.sizes_[axis];
    return same;
  }

 private:
  [[noreturn]] static void too_many_axes(std::span<const std::size_t> sizes);
  [[noreturn]] void too_many_numbers() const;
  std::array<std::size_t, most_axes> sizes_ = {};
  std::size_t rank_ = 0;
};

std::string text(const Shape& shape);        // "[2, 3]", as messages and traces print it
std::string text_tuple(const Shape& shape);  // "(2, 3)", "(3,)", "()", as Python reads it

// The shape of an elementwise result. Axes are matched from the last one; two sizes fit if they
// are equal or one of them is 1, and a missing axis counts as 1.
Shape broadcast(std::string_view operation, const Shape& a, const Shape& b);

// Counted from the front: -1 is the last axis of rank. ShapeError if there is no such axis.
std::size_t axis_index(std::string_view operation, int axis, const Shape& shape);

// Which axes an operation works along: all of them, one, or several; as in sum(x), sum(x, 1),
// sum(x, {0, -1}).
class Axes {
 public:
  using Set = std::bitset<Shape::most_axes>;

  Axes() = default;  // all
  Axes(int axis) : Axes({axis}) {}
  Axes(std::initializer_list<int> axes) : Axes(std::span(axes.begin(), axes.size())) {}
  Axes(const std::vector<int>& axes) : Axes(std::span(axes)) {}
  explicit Axes(std::span<const int> axes);

  bool all() const { return all_; }
  // The axes of this shape that are meant. ShapeError for one that is missing or named twice.
  Set of(std::string_view operation, const Shape& shape) const;
  std::string text() const;  // "1", "(0, -1)"; "None" for all

 private:
  bool all_ = true;
  std::uint8_t count_ = 0;
  std::array<int, Shape::most_axes> axes_ = {};
};

// What is left when these axes are summed away; with keep, they stay as axes of size 1.
Shape reduced(const Shape& shape, Axes::Set axes, bool keep);

}  // namespace downhill
