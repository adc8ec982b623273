#include "tensor/shaping.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/joined.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/view.hpp"

namespace downhill {
namespace {

// a -> y, the same numbers under another shape. How a caller said it decides the words.
class Reshape final : public Operation {
 public:
  enum Wording { reshape, squeeze_all, squeeze, expand_dims };
  Reshape(const Shape& shape, Wording wording = reshape, const Axes& axes = {})
      : shape_(shape), wording_(wording), axes_(axes) {}
  std::string_view name() const override {
    return wording_ == reshape ? "reshape" : wording_ == expand_dims ? "expand_dims" : "squeeze";
  }
  Array forward(const Inputs& in) const override { return in[0].reshaped(shape_); }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return dy.reshaped(in[0].shape());
  }
  std::string spell_value(const Words& w) const override {
    const std::string& a = w[0].text();
    if (wording_ == reshape) return fmt::format("reshape({}, {})", a, text_tuple(shape_));
    if (wording_ == squeeze_all) return fmt::format("squeeze({})", a);
    return fmt::format("{}({}, axis={})", name(), a, axes_.text());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("reshape({}, {})", w.dy.text(), text_tuple(w.shapes[0]));
  }

 private:
  Shape shape_;
  Wording wording_;
  Axes axes_;
};

// a [n, m] -> y [m, n]; in general axis k of y is axis order[k] of a.
class Transpose final : public Operation {
 public:
  using Order = std::array<std::size_t, Shape::most_axes>;
  Transpose(const Order& order, bool reversed) : order_(order), reversed_(reversed) {}
  std::string_view name() const override { return "transpose"; }
  Array forward(const Inputs& in) const override { return moved(in[0], order_); }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return moved(dy, inverse(in[0].rank()));
  }
  std::string spell_value(const Words& w) const override { return spell(w[0], order_, w); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return spell(w.dy, inverse(w.shapes[0].rank()), w);
  }

 private:
  static Array moved(const Array& a, const Order& order) {
    const View view = View(a.shape()).permuted(std::span(order).first(a.rank()));
    Array y = Array::unwritten(view.shape);
    copy(a.data(), view, y.writable(), View(view.shape));
    return y;
  }
  Order inverse(std::size_t rank) const {
    Order result = {};
    for (std::size_t axis = 0; axis < rank; ++axis) result[order_[axis]] = axis;
    return result;
  }
  std::string spell(const ops::Symbol& a, const Order& order, const Words& w) const {
    if (reversed_) return a.within(ops::Symbol::atom) + ".T";
    return fmt::format("transpose({}, ({}))", a.text(),
                       joined(std::span(order).first(w.shapes[0].rank()), ", "));
  }
  Order order_;
  bool reversed_;
};

class BroadcastTo final : public Operation {
 public:
  explicit BroadcastTo(const Shape& shape) : shape_(shape) {}
  std::string_view name() const override { return "broadcast_to"; }
  Array forward(const Inputs& in) const override { return broadcast_to(name(), in[0], shape_); }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return sum_to(dy, in[0].shape());
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("broadcast_to({}, {})", w[0].text(), text_tuple(shape_));
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return spell_sum_to(w.dy.text(), shape_, w.shapes[0]);
  }

 private:
  Shape shape_;
};

// -1 among the sizes stands for what is left over.
Shape worked_out(const Shape& shape, const std::vector<int>& sizes) {
  const auto complain = [&](std::string_view rule) {
    return ShapeError(
        fmt::format("reshape: shape {} to ({}): {}.\n     Choose sizes whose product "
                    "is {}.",
                    text(shape), joined(sizes, ", "), rule, shape.size()));
  };
  std::vector<std::size_t> result;
  std::size_t known = 1;
  for (const int n : sizes) {
    if (n < -1) throw complain("a size cannot be negative");
    result.push_back(n < 0 ? 0 : std::size_t(n));
    if (n >= 0) known *= std::size_t(n);
  }
  const auto open = std::count(sizes.begin(), sizes.end(), -1);
  if (open > 1) throw complain("only one size can be -1");
  if (open == 1) {
    if (known == 0 || shape.size() % known != 0)
      throw complain(fmt::format("{} numbers cannot be divided by {}", shape.size(), known));
    const auto place = std::find(sizes.begin(), sizes.end(), -1) - sizes.begin();
    result[std::size_t(place)] = shape.size() / known;
  }
  return Shape(result);
}

}  // namespace

Tensor reshape(TensorAt x, const std::vector<int>& sizes) {
  return record(Reshape(worked_out(x.tensor.shape(), sizes)), x, {x.tensor});
}

Tensor transpose(TensorAt x, const std::vector<int>& order) {
  const Shape& shape = x.tensor.shape();
  Transpose::Order axes = {};
  if (order.empty()) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) axes[axis] = shape.rank() - 1 - axis;
    return record(Transpose(axes, true), x, {x.tensor});
  }
  if (order.size() != shape.rank())
    throw ShapeError(
        fmt::format("transpose: shape {} has {} axes, and the order ({}) names {}.\n"
                    "     Name each axis once.",
                    text(shape), shape.rank(), joined(order, ", "), order.size()));
  Axes(order).of("transpose", shape);  // complains about an axis that is missing or named twice
  for (std::size_t k = 0; k < order.size(); ++k) axes[k] = axis_index("transpose", order[k], shape);
  return record(Transpose(axes, false), x, {x.tensor});
}

Tensor broadcast_to(TensorAt x, const Shape& shape) {
  return record(BroadcastTo(shape), x, {x.tensor});
}

Tensor squeeze(TensorAt x, Axes axes) {
  const Shape& shape = x.tensor.shape();
  Axes::Set dropped = axes.of("squeeze", shape);
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    if (!dropped.test(axis) || shape[axis] == 1) continue;
    if (!axes.all())
      throw ShapeError(
          fmt::format("squeeze: axis {} of shape {} has size {}, and only size 1 can be dropped.\n"
                      "     To pick one of its places, use slice; to join axes, reshape.",
                      axis, text(shape), shape[axis]));
    dropped.reset(axis);
  }
  return record(Reshape(reduced(shape, dropped, false),
                        axes.all() ? Reshape::squeeze_all : Reshape::squeeze, axes),
                x, {x.tensor});
}

Tensor unsqueeze(TensorAt x, int axis) {
  const Shape& shape = x.tensor.shape();
  const std::size_t place = axis_index("expand_dims", axis, shape.with(0, 1));
  return record(Reshape(shape.with(place, 1), Reshape::expand_dims, axis), x, {x.tensor});
}

}  // namespace downhill
