#include "tensor/normalization.hpp"

#include <fmt/format.h>

#include <cmath>

#include "tensor/arithmetic.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/fold.hpp"

namespace downhill {
namespace {

using numbers::minus, numbers::over, numbers::plus, numbers::times;

// Along these axes: the numbers minus their mean, and the root of variance + eps. As arrays the
// statistics keep the axes with size 1, so that they broadcast beside x.
struct Normalized {
  Shape folded;
  Axes::Set axes;
  Real n;
  Array root, h;

  Normalized(const Array& x, Axes::Set along, Real eps)
      : folded(reduced(x.shape(), along, true)),
        axes(along),
        n(Real(x.size()) / Real(folded.size())) {
    const Array center = minus(x, mean(x));
    root = map(mean(times(center, center)), [eps](Real v) { return std::sqrt(v + eps); });
    h = over(center, root);
  }

  Array mean(const Array& x) const { return over(sum(x, axes).reshaped(folded), n); }

  // What x receives when h receives g. h does not change when all x move together, or spread out
  // together: those two parts of g are taken away.
  Array backward(const Array& g) const {
    const Array without_mean = minus(g, mean(g)), spread = times(h, mean(times(g, h)));
    return over(minus(without_mean, spread), root);
  }
};

// x, gamma, beta -> y = h * gamma + beta
class Normalization final : public Operation {
 public:
  enum Kind { layer, batch };
  Normalization(Kind kind, Real eps) : kind_(kind), eps_(eps) {}
  std::string_view name() const override { return kind_ == layer ? "layer_norm" : "batch_norm"; }

  Array forward(const Inputs& in) const override {
    check(in);
    const Array scaled = times(normalized(in[0]).h, beside(in[1], in[0].shape()));
    return plus(scaled, beside(in[2], in[0].shape()));
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    const Shape& shape = in[0].shape();
    if (slot == 2) return sum_to(dy, beside(in[2], shape).shape()).reshaped(in[2].shape());
    const Normalized x = normalized(in[0]);
    const Array gamma = beside(in[1], shape);
    if (slot == 0) return x.backward(times(dy, gamma));
    return sum_to(times(dy, x.h), gamma.shape()).reshaped(in[1].shape());
  }

  std::string spell_value(const Words& w) const override {
    return fmt::format("{}({}, {}, {}, eps={})", name(), w[0].text(), w[1].text(), w[2].text(),
                       ops::literal(eps_));
  }

  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const std::string& dy = w.dy.text();
    const std::string how = fmt::format("axis={}, eps={}", axes_words(w), ops::literal(eps_));
    if (slot == 0) {
      const std::string gamma =
          kind_ == layer ? w[1].within(ops::Symbol::negation)
                         : fmt::format("channels({}, {})", w[1].text(), w.shapes[0].rank());
      return fmt::format("normalize_dx({} * {}, {}, {})", dy, gamma, w[0].text(), how);
    }
    const std::string all =
        slot == 2 ? dy : fmt::format("{} * normalize({}, {})", dy, w[0].text(), how);
    if (kind_ == layer) return spell_sum_to(all, w.y_shape, w.shapes[slot]);
    return fmt::format("sum({}, axis={})", all, axes_words(w));
  }

 private:
  Axes::Set axes(const Shape& x) const {
    Axes::Set set;
    for (std::size_t axis = 0; axis < x.rank(); ++axis)
      set[axis] = kind_ == layer ? axis + 1 == x.rank() : axis != 1;
    return set;
  }
  std::string axes_words(const Words& w) const {
    if (kind_ == layer) return "-1";
    const std::size_t rank = w.shapes[0].rank();
    return rank == 2 ? "0" : rank == 3 ? "(0, 2)" : "(0, 2, 3)";
  }
  Normalized normalized(const Array& x) const { return {x, axes(x.shape()), eps_}; }
  // gamma and beta in the shape that broadcasts beside x.
  Array beside(const Array& of_channels, const Shape& x) const {
    if (kind_ == layer) return of_channels;
    Shape shape = {1, of_channels.size()};
    while (shape.rank() < x.rank()) shape = shape.with(shape.rank(), 1);
    return of_channels.reshaped(shape);
  }
  void check(const Inputs& in) const {
    const Shape& x = in[0].shape();
    if (x.rank() < (kind_ == layer ? 1 : 2))
      throw ShapeError(fmt::format("{}: shape {} has too few axes.\n     {}", name(), text(x),
                                   kind_ == layer ? "Give at least one axis to normalise over."
                                                  : "Give [N, C] or [N, C, H, W]."));
    const std::size_t size = kind_ == layer ? x[x.rank() - 1] : x[1];
    for (const std::size_t slot : {1u, 2u})
      if (in[slot].shape() != Shape{size})
        throw ShapeError(
            fmt::format("{}: shape {} needs {} of shape [{}], one for each {}, and it "
                        "is {}.\n     Reshape it, or give as many numbers.",
                        name(), text(x), slot == 1 ? "gamma" : "beta", size,
                        kind_ == layer ? "place of the last axis" : "channel of axis 1",
                        text(in[slot].shape())));
  }
  Kind kind_;
  Real eps_;
};

// a, b [n, m] -> y [n] for axis 1
class CosineSimilarity final : public Operation {
 public:
  CosineSimilarity(int axis, Real eps) : axis_(axis), eps_(eps) {}
  std::string_view name() const override { return "cosine_similarity"; }

  Array forward(const Inputs& in) const override {
    const Shape shape = broadcast(name(), in[0].shape(), in[1].shape());
    const Array y = sum(times(unit(in[0], shape), unit(in[1], shape)), axis_set(shape));
    return y;
  }

  // For a: ((b / |b|) - y (a / |a|)) / |a|, where the |a| and |b| that divide are at least eps,
  // and the slope of |a|, the middle a / |a|, is 0 at zero.
  Array contribution(std::size_t slot, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    const Shape shape = broadcast(name(), in[0].shape(), in[1].shape());
    const Array self = broadcast_to(name(), in[slot], shape);
    const Shape folded = reduced(shape, axis_set(shape), true);
    const Array length = norm(self);
    const Array direction =
        map(self, length, [](Real a, Real l) { return l == 0 ? Real(0) : a / l; });
    const Array away = minus(unit(in[1 - slot], shape), times(direction, y.reshaped(folded)));
    const Array slope = over(away, at_least_eps(length));
    return sum_to(times(slope, dy.reshaped(folded)), in[slot].shape());
  }

  std::string spell_value(const Words& w) const override {
    return fmt::format("cosine_similarity({}, {}, axis={}, eps={})", w[0].text(), w[1].text(),
                       axis_, ops::literal(eps_));
  }
  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    return spell_sum_to(
        fmt::format("cosine_similarity_da({}, {}, {}, {}, axis={}, eps={})", w.dy.text(),
                    w.y.text(), w[slot].text(), w[1 - slot].text(), axis_, ops::literal(eps_)),
        broadcast(name(), w.shapes[0], w.shapes[1]), w.shapes[slot]);
  }

 private:
  Axes::Set axis_set(const Shape& shape) const { return Axes(axis_).of(name(), shape); }
  Array norm(const Array& a) const {
    const Axes::Set axes = axis_set(a.shape());
    return numbers::root(sum(times(a, a), axes).reshaped(reduced(a.shape(), axes, true)));
  }
  Array at_least_eps(const Array& lengths) const {
    return map(lengths, [e = eps_](Real l) { return std::max(l, e); });
  }
  Array unit(const Array& a, const Shape& shape) const {
    const Array whole = broadcast_to(name(), a, shape);
    return over(whole, at_least_eps(norm(whole)));
  }
  int axis_;
  Real eps_;
};

}  // namespace

Tensor layer_norm(TensorAt x, Operand gamma, Operand beta, Real eps) {
  return record(Normalization(Normalization::layer, eps), x,
                {x.tensor, gamma.beside(x), beta.beside(x)});
}
Tensor batch_norm(TensorAt x, Operand gamma, Operand beta, Real eps) {
  return record(Normalization(Normalization::batch, eps), x,
                {x.tensor, gamma.beside(x), beta.beside(x)});
}
Tensor cosine_similarity(TensorAt a, Operand b, int axis, Real eps) {
  return record(CosineSimilarity(axis, eps), a, {a.tensor, b.beside(a)});
}

}  // namespace downhill
