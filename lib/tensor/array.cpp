#include "tensor/array.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace downhill {

Array::Array(Real number) : Array(unwritten({})) { numbers()[0] = number; }

Array::Array(const Shape& shape, std::initializer_list<Real> given)
    : Array(shape, std::span(given.begin(), given.size())) {}

Array::Array(const Shape& shape, std::span<const Real> given) {
  if (given.size() != shape.size())
    throw ShapeError(
        fmt::format("Array: shape {} needs {} numbers, and {} are given.\n"
                    "     Give one number for each place, row after row.",
                    downhill::text(shape), shape.size(), given.size()));
  *this = unwritten(shape);
  std::copy(given.begin(), given.end(), numbers());
}

Array Array::filled(const Shape& shape, Real number) {
  Array array = unwritten(shape);
  std::fill_n(array.numbers(), shape.size(), number);
  return array;
}

Array Array::vector(std::initializer_list<Real> given) { return Array({given.size()}, given); }

Array Array::matrix(std::initializer_list<std::initializer_list<Real>> rows) {
  std::vector<Real> all;
  const std::size_t columns = rows.size() == 0 ? 0 : rows.begin()->size();
  for (const auto& row : rows) {
    if (row.size() != columns)
      throw ShapeError(fmt::format(
          "Array: a matrix needs rows of one length, and there are rows of {} and of {} numbers.\n"
          "     Fill the shorter rows up.",
          columns, row.size()));
    all.insert(all.end(), row);
  }
  return Array({rows.size(), columns}, all);
}

Real Array::number() const {
  if (!given() || size() != 1)
    throw ShapeError(
        fmt::format("Array: shape {} has {} numbers, and one was asked for.\n"
                    "     Reduce it first, with sum or mean, or read values().",
                    downhill::text(shape_), given() ? size() : 0));
  return numbers()[0];
}

Real* Array::writable() {
  if (block_ && block_->owners.load(std::memory_order_acquire) > 1) {
    Array own = unwritten(shape_);
    std::copy_n(numbers(), size(), own.numbers());
    *this = std::move(own);
  }
  return numbers();
}

Array Array::reshaped(const Shape& shape) && {
  if (shape.size() != size())
    throw ShapeError(
        fmt::format("reshape: shape {} has {} numbers and cannot become {}, which has {}.\n"
                    "     Choose sizes whose product is {}.",
                    downhill::text(shape_), size(), downhill::text(shape), shape.size(), size()));
  shape_ = shape;
  return std::move(*this);
}

bool operator==(const Array& a, const Array& b) {
  if (a.given() != b.given() || a.shape() != b.shape()) return false;
  return !a.given() || std::equal(a.values().begin(), a.values().end(), b.values().begin());
}

std::string text(const Array& array) {
  if (!array.given()) return "not computed";
  const Shape& shape = array.shape();
  std::string result = text(shape) + " ";
  const std::size_t row = shape.rank() == 0 ? 1 : shape[shape.rank() - 1];
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0 && i % row == 0) result += " /";
    result += fmt::format(" {}", array[i]);
  }
  return result;
}

}  // namespace downhill
