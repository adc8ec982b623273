// Picking by condition: where, masked_fill, clip and dropout.
#include <fmt/format.h>

#include "ops/functions.hpp"
#include "tensor/arithmetic.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/selecting.hpp"

namespace downhill {
namespace {

// mask, a, b -> y, the three broadcast to one shape
struct Where final : Operation {
  std::string_view name() const override { return "where"; }
  bool differentiable(std::size_t slot) const override { return slot > 0; }

  Array forward(const Inputs& in) const override {
    const Shape shape =
        broadcast(name(), broadcast(name(), in[0].shape(), in[1].shape()), in[2].shape());
    Array y = broadcast_to(name(), in[2], shape);
    const Array a = broadcast_to(name(), in[1], shape), mask = broadcast_to(name(), in[0], shape);
    Real* out = y.writable();
    for (std::size_t i = 0; i < y.size(); ++i)
      if (mask[i] != 0) out[i] = a[i];
    return y;
  }
  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    const bool for_a = slot == 1;
    return sum_to(
        map(dy, in[0], [for_a](Real d, Real m) { return (m != 0) == for_a ? d : Real(0); }),
        in[slot].shape());
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("where({}, {}, {})", w[0].text(), w[1].text(), w[2].text());
  }
  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const std::string part = slot == 1 ? fmt::format("where({}, {}, 0)", w[0].text(), w.dy.text())
                                       : fmt::format("where({}, 0, {})", w[0].text(), w.dy.text());
    return spell_sum_to(part, w.y_shape, w.shapes[slot]);
  }
};

// a [n, m], mask that broadcasts to it -> y [n, m]
class MaskedFill final : public Operation {
 public:
  explicit MaskedFill(Real value) : value_(value) {}
  std::string_view name() const override { return "masked_fill"; }
  bool differentiable(std::size_t slot) const override { return slot == 0; }
  Array forward(const Inputs& in) const override { return filled(in[0], in[1], value_); }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return filled(dy, in[1], 0);
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("where({}, {}, {})", w[1].text(), ops::literal(value_), w[0].text());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("where({}, 0, {})", w[1].text(), w.dy.text());
  }

 private:
  Array filled(const Array& a, const Array& mask, Real value) const {
    if (broadcast(name(), a.shape(), mask.shape()) != a.shape())
      throw ShapeError(
          fmt::format("masked_fill: a mask of shape {} is larger than the array, {}.\n"
                      "     Repeat the array first, with broadcast_to.",
                      text(mask.shape()), text(a.shape())));
    return map(a, mask, [value](Real x, Real m) { return m != 0 ? value : x; });
  }
  Real value_;
};

class Clip final : public Operation {
 public:
  Clip(Real low, Real high) : low_(low), high_(high) {}
  std::string_view name() const override { return "clip"; }
  Array forward(const Inputs& in) const override {
    return map(in[0], [low = low_, high = high_](Real a) {
      return ops::minimum(ops::maximum(a, low), high);
    });
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return map(in[0], dy, [low = low_, high = high_](Real a, Real d) {
      return a >= low && a <= high ? d : Real(0);
    });
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("clip({}, {}, {})", w[0].text(), ops::literal(low_), ops::literal(high_));
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    const std::string a = w[0].within(ops::Symbol::sum);
    return fmt::format("where(({0} >= {1}) & ({0} <= {2}), {3}, 0)", a, ops::literal(low_),
                       ops::literal(high_), w.dy.text());
  }

 private:
  Real low_, high_;
};

class Dropout final : public Operation {
 public:
  explicit Dropout(Real p) : kept_(1 - p) {}
  std::string_view name() const override { return "dropout"; }
  bool differentiable(std::size_t slot) const override { return slot == 0; }
  Array forward(const Inputs& in) const override {
    if (in[0].shape() != in[1].shape())
      throw ShapeError(
          fmt::format("dropout: the array has shape {} and its mask {}.\n"
                      "     Draw one number of the mask for each of the array.",
                      text(in[0].shape()), text(in[1].shape())));
    return scaled(in[0], in[1]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return scaled(dy, in[1]);
  }
  std::string spell_value(const Words& w) const override {
    return (w[0] * w[1] / double(kept_)).text();
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return (w.dy * w[1] / double(kept_)).text();
  }

 private:
  Array scaled(const Array& a, const Array& mask) const {
    return numbers::times_over(a, mask, kept_);
  }
  Real kept_;
};

}  // namespace

Tensor where(TensorAt mask, Operand a, Operand b) {
  return record(Where(), mask, {mask.tensor, a.beside(mask), b.beside(mask)});
}
Tensor where(const Array& mask, TensorAt a, Operand b) {
  return record(Where(), a, {Operand(mask).beside(a), a.tensor, b.beside(a)});
}
Tensor masked_fill(TensorAt x, Operand mask, Real value) {
  return record(MaskedFill(value), x, {x.tensor, mask.beside(x)});
}
Tensor clip(TensorAt x, Real low, Real high) {
  if (!(low <= high))
    throw UsageError(fmt::format("clip: the lower bound {} is not below the upper {}", low, high));
  return record(Clip(low, high), x, {x.tensor});
}
Tensor dropout(TensorAt x, Operand mask, Real p) {
  if (!(p >= 0 && p < 1))
    throw UsageError(fmt::format("dropout: p is {}; it is a part to drop, from 0 to below 1", p));
  return record(Dropout(p), x, {x.tensor, mask.beside(x)});
}

}  // namespace downhill
