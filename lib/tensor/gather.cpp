// Picking by index: gather and take_along_axis.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tensor/lines.hpp"
#include "tensor/selecting.hpp"

namespace downhill {
namespace {

// The place that an index means among n, counted from the end if it is negative.
std::size_t place(std::string_view operation, Real index, std::size_t n) {
  const Real size = Real(n);
  if (index < -size || index >= size || index != std::floor(index))
    throw UsageError(fmt::format("{}: index {} is not a whole number from {} to {}", operation,
                                 index, -size, size - 1));
  return std::size_t(index < 0 ? index + size : index);
}

// table [n, m], indices [k] -> y [k, m]
struct Gather final : Operation {
  std::string_view name() const override { return "gather"; }
  bool differentiable(std::size_t slot) const override { return slot == 0; }

  Array forward(const Inputs& in) const override {
    const Shape& table = in[0].shape();
    if (table.rank() == 0)
      throw ShapeError("gather: one number, shape [], has no rows.\n     Give an array of rows.");
    const std::size_t width = table.without(0).size();
    std::vector<std::size_t> shape(in[1].shape().begin(), in[1].shape().end());
    shape.insert(shape.end(), table.begin() + 1, table.end());
    Array y = Array::unwritten(Shape(shape));
    Real* out = y.writable();
    for (std::size_t k = 0; k < in[1].size(); ++k, out += width)
      std::copy_n(in[0].data() + place(name(), in[1][k], table[0]) * width, width, out);
    return y;
  }

  // Rows that were taken several times add up, in the order they were taken.
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    Array da = Array::zeros(in[0].shape());
    const std::size_t width = in[0].shape().without(0).size();
    const Real* d = dy.data();
    Real* out = da.writable();
    for (std::size_t k = 0; k < in[1].size(); ++k, d += width) {
      Real* row = out + place(name(), in[1][k], in[0].shape()[0]) * width;
      for (std::size_t j = 0; j < width; ++j) row[j] += d[j];
    }
    return da;
  }

  std::string spell_value(const Words& w) const override {
    return fmt::format("{}[{}]", w[0].within(ops::Symbol::atom), w[1].text());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("scatter({}, {}, {})", w.dy.text(), w[1].text(), text_tuple(w.shapes[0]));
  }
};

// a [n, m], indices [n, k] -> y [n, k] for axis 1
class TakeAlongAxis final : public Operation {
 public:
  explicit TakeAlongAxis(int axis) : axis_(axis) {}
  std::string_view name() const override { return "take_along_axis"; }
  bool differentiable(std::size_t slot) const override { return slot == 0; }

  Array forward(const Inputs& in) const override {
    check(in[0].shape(), in[1].shape());
    Array y = Array::unwritten(in[1].shape());
    Real* out = y.writable();
    each_pick(in, [&](std::size_t in_y, std::size_t in_a) { out[in_y] = in[0][in_a]; });
    return y;
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    Array da = Array::zeros(in[0].shape());
    Real* out = da.writable();
    each_pick(in, [&](std::size_t in_y, std::size_t in_a) { out[in_a] += dy[in_y]; });
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("take_along_axis({}, {}, axis={})", w[0].text(), w[1].text(), axis_);
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("scatter_along_axis({}, {}, {}, {})", w.dy.text(), w[1].text(), axis_,
                       text_tuple(w.shapes[0]));
  }

 private:
  void check(const Shape& a, const Shape& indices) const {
    Shape expected = a;
    const std::size_t axis = axis_index(name(), axis_, a);
    if (indices.rank() == a.rank()) expected[axis] = indices[axis];
    if (indices != expected)
      throw ShapeError(
          fmt::format("take_along_axis: shape {} and indices of shape {} must agree in "
                      "all axes but axis {}.\n     Reshape the indices.",
                      text(a), text(indices), axis));
  }
  // f(place in y, place in a). The lines of y and of a correspond, number by number.
  template <class F>
  void each_pick(const Inputs& in, F f) const {
    const std::size_t axis = axis_index(name(), axis_, in[0].shape());
    const Lines from = lines(in[0].shape(), axis), to = lines(in[1].shape(), axis);
    for (std::size_t k = 0; k < to.outer * to.inner; ++k) {
      const Line source = from.line(k), target = to.line(k);
      for (std::size_t i = 0; i < target.size; ++i)
        f(target[i], source[place(name(), in[1][target[i]], source.size)]);
    }
  }
  int axis_;
};

}  // namespace

Tensor gather(TensorAt table, Operand indices) {
  return record(Gather(), table, {table.tensor, indices.beside(table)});
}
Tensor take_along_axis(TensorAt x, Operand indices, int axis) {
  return record(TakeAlongAxis(axis), x, {x.tensor, indices.beside(x)});
}

}  // namespace downhill
