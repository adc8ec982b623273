// How far numbers lie from their mean, or from 0: var, std and norm.
#include <fmt/format.h>

#include <cmath>

#include "ops/functions.hpp"
#include "tensor/along_axes.hpp"
#include "tensor/arithmetic.hpp"
#include "tensor/reductions.hpp"

namespace downhill {
namespace {

using numbers::minus, numbers::over, numbers::times;

// How far numbers lie from their mean: the variance, or its root, the standard deviation.
class Spread final : public AlongAxes {
 public:
  Spread(bool is_root, const Axes& axes, int ddof, bool keepdims)
      : AlongAxes(axes, keepdims), is_root_(is_root), ddof_(ddof) {}
  std::string_view name() const override { return is_root_ ? "std" : "var"; }
  Array forward(const Inputs& in) const override {
    const Shape& shape = in[0].shape();
    if (std::ptrdiff_t(count(shape)) <= ddof_)
      throw ShapeError(fmt::format(
          "{}: along {}, shape {} has {} numbers, and ddof={} leaves nothing to divide by.\n"
          "     Use a smaller ddof, or more numbers.",
          name(), axes_.all() ? "all axes" : "axis " + axes_.text(), text(shape), count(shape),
          ddof_));
    const Real n = divisor(shape);
    const Array d = centered(in[0]);
    const Array variance = over(sum(times(d, d), axes_of(in[0])), n);
    return finished(is_root_ ? numbers::root(variance) : variance, in[0]);
  }
  // The mean moves with a, too, but (a - mean) sums to 0, so that part vanishes.
  Array contribution(std::size_t, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    const Real n = divisor(in[0].shape());
    const Array d = centered(in[0]);
    if (!is_root_)
      return map(d, beside(in[0], dy), [n](Real c, Real up) { return up * 2 * c / n; });
    const Array part =
        map(d, beside(in[0], y), [](Real c, Real root) { return root == 0 ? Real(0) : c / root; });
    return map(part, beside(in[0], dy), [n](Real p, Real up) { return up * p / n; });
  }
  std::string spell_value(const Words& w) const override {
    return spell_call(name(), w[0], ddof_ == 0 ? "" : fmt::format(", ddof={}", ddof_));
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    const std::string dy = beside(w, w.dy).text(), y = beside(w, w.y).text();
    const std::string d = fmt::format("({} - {})", w[0].text(), spell_kept("mean", w[0].text()));
    const std::string n = ops::literal(divisor(w.shapes[0]));
    if (!is_root_) return fmt::format("{} * 2 * {} / {}", dy, d, n);
    return fmt::format("{} * where({} == 0, 0, {} / {}) / {}", dy, y, d, y, n);
  }

 private:
  Real divisor(const Shape& shape) const { return Real(std::ptrdiff_t(count(shape)) - ddof_); }
  Array centered(const Array& a) const {
    const Real n = Real(count(a.shape()));
    return minus(a, beside(a, over(sum(a, axes_of(a)), n)));
  }
  bool is_root_;
  int ddof_;
};

class Norm final : public AlongAxes {
 public:
  Norm(int ord, const Axes& axes, bool keepdims) : AlongAxes(axes, keepdims), ord_(ord) {}
  std::string_view name() const override { return "norm"; }
  Array forward(const Inputs& in) const override {
    const Axes::Set axes = axes_of(in[0]);
    if (ord_ == 1)
      return finished(sum(map(in[0], [](Real a) { return std::abs(a); }), axes), in[0]);
    return finished(numbers::root(sum(times(in[0], in[0]), axes)), in[0]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    if (ord_ == 1)
      return map(in[0], beside(in[0], dy), [](Real a, Real d) { return d * ops::sign(a); });
    const Array slope =
        map(in[0], beside(in[0], y), [](Real a, Real n) { return n == 0 ? Real(0) : a / n; });
    return times(slope, beside(in[0], dy));
  }
  std::string spell_value(const Words& w) const override {
    return spell_call("norm", w[0], ord_ == 1 ? ", ord=1" : "");
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    const std::string dy = beside(w, w.dy).text(), y = beside(w, w.y).text();
    if (ord_ == 1) return fmt::format("{} * sign({})", dy, w[0].text());
    return fmt::format("{} * where({} == 0, 0, {} / {})", dy, y, w[0].text(), y);
  }

 private:
  int ord_;
};

}  // namespace

Tensor var(TensorAt x, Axes axes, int ddof, bool keep) {
  return record(Spread(false, axes, ddof, keep), x, {x.tensor});
}
Tensor stddev(TensorAt x, Axes axes, int ddof, bool keep) {
  return record(Spread(true, axes, ddof, keep), x, {x.tensor});
}
Tensor norm(TensorAt x, int ord, Axes axes, bool keep) {
  if (ord != 1 && ord != 2)
    throw UsageError(fmt::format("norm: ord is {}; it can be 1 (sum of sizes) or 2 (length)", ord));
  return record(Norm(ord, axes, keep), x, {x.tensor});
}

}  // namespace downhill
