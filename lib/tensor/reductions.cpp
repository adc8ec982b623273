#include "tensor/reductions.hpp"

#include <fmt/format.h>

#include "tensor/along_axes.hpp"
#include "tensor/arithmetic.hpp"
#include "tensor/exponential.hpp"
#include "tensor/lines.hpp"
#include "tensor/softmax_kernel.hpp"
#include "tensor/view.hpp"

namespace downhill {
namespace {

using numbers::over, numbers::times;

// a [n, m] -> y [n] for axis 1.
struct Sum final : AlongAxes {
  using AlongAxes::AlongAxes;
  std::string_view name() const override { return "sum"; }
  Array forward(const Inputs& in) const override {
    return finished(sum(in[0], axes_of(in[0])), in[0]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return broadcast_to(name(), beside(in[0], dy), in[0].shape());
  }
  std::string spell_value(const Words& w) const override { return spell_call("sum", w[0]); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("broadcast_to({}, {})", beside(w, w.dy).text(), text_tuple(w.shapes[0]));
  }
};

struct Mean final : AlongAxes {
  using AlongAxes::AlongAxes;
  std::string_view name() const override { return "mean"; }
  Array forward(const Inputs& in) const override {
    const Real n = Real(count(in[0].shape()));
    return finished(over(sum(in[0], axes_of(in[0])), n), in[0]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    const Real n = Real(count(in[0].shape()));
    return broadcast_to(name(), beside(in[0], over(dy, n)), in[0].shape());
  }
  std::string spell_value(const Words& w) const override { return spell_call("mean", w[0]); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("broadcast_to({} / {}, {})", beside(w, w.dy).text(), count(w.shapes[0]),
                       text_tuple(w.shapes[0]));
  }
};

struct Prod final : AlongAxes {
  using AlongAxes::AlongAxes;
  std::string_view name() const override { return "prod"; }
  Array forward(const Inputs& in) const override {
    return finished(product(in[0], axes_of(in[0])), in[0]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    return times(others(in[0]), beside(in[0], dy));
  }
  std::string spell_value(const Words& w) const override { return spell_call("prod", w[0]); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("{} * prod_of_others({}{})", beside(w, w.dy).text(), w[0].text(),
                       axes_.all() ? "" : ", axis=" + axes_.text());
  }

 private:
  // For each number the product of the others: of those before it, times that of those behind it.
  // (y / a has no value at 0, and none where y is too large.)
  Array others(const Array& a) const {
    const Axes::Set axes = axes_of(a);
    std::array<std::size_t, Shape::most_axes> order;
    std::size_t placed = 0;
    for (const bool folded : {false, true})
      for (std::size_t axis = 0; axis < a.rank(); ++axis)
        if (axes.test(axis) == folded) order[placed++] = axis;
    const View view = View(a.shape()).permuted(std::span(order).first(placed));
    Array in_lines = Array::unwritten(view.shape), rest = Array::unwritten(view.shape);
    copy(a.data(), view, in_lines.writable(), View(view.shape));
    const std::size_t n = count(a.shape());
    for (std::size_t begin = 0; begin < a.size(); begin += n) {
      const Real* x = in_lines.data() + begin;
      Real *out = rest.writable() + begin, before = 1, behind = 1;
      for (std::size_t i = 0; i < n; before *= x[i++]) out[i] = before;
      for (std::size_t i = n; i-- > 0; behind *= x[i]) out[i] *= behind;
    }
    Array result = Array::unwritten(a.shape());
    copy(rest.data(), View(view.shape), result.writable(), view);
    return result;
  }
};

// The largest or smallest. Ties share: PyTorch's amax and amin.
class Extreme final : public AlongAxes {
 public:
  Extreme(bool is_max, const Axes& axes, bool keepdims)
      : AlongAxes(axes, keepdims), is_max_(is_max) {}
  std::string_view name() const override { return is_max_ ? "max" : "min"; }
  Array forward(const Inputs& in) const override {
    if (count(in[0].shape()) == 0)
      throw ShapeError(
          fmt::format("{}: shape {} has no numbers along {}, so there is no {}.\n"
                      "     Leave the empty array out.",
                      name(), text(in[0].shape()), axes_.text(), name()));
    const Axes::Set axes = axes_of(in[0]);
    return finished(is_max_ ? largest(in[0], axes) : smallest(in[0], axes), in[0]);
  }
  Array contribution(std::size_t, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    const Array ties =
        map(in[0], beside(in[0], y), [](Real a, Real best) { return Real(a == best); });
    const Array count = sum(ties, axes_of(in[0])).reshaped(y.shape());
    const Array chosen = map(ties, beside(in[0], dy.reshaped(y.shape())),
                             [](Real tie, Real d) { return tie != 0 ? d : Real(0); });
    // Nothing is equal to a y that is nan: 0 / 0, so that the gradient is nan as well.
    return over(chosen, beside(in[0], count));
  }
  std::string spell_value(const Words& w) const override { return spell_call(name(), w[0]); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    const std::string ties =
        fmt::format("{} == {}", w[0].within(ops::Symbol::sum), beside(w, w.y).text());
    return fmt::format("where({}, {}, 0) / {}", ties, beside(w, w.dy).text(),
                       spell_kept("sum", ties));
  }

 private:
  bool is_max_;
};

struct LogSumExp final : AlongAxes {
  using AlongAxes::AlongAxes;
  std::string_view name() const override { return "logsumexp"; }
  // An infinite largest number is not taken out: inf - inf has no value. Of several that are the
  // largest, each but one adds 1 to the rest.
  Array forward(const Inputs& in) const override {
    const Axes::Set axes = axes_of(in[0]);
    const Array top = finite_largest(in[0]);
    const Array at_top =
        map(in[0], beside(in[0], top), [](Real a, Real m) { return Real(a == m); });
    const Array powers = map(in[0], beside(in[0], top),
                             [](Real a, Real m) { return a == m ? 0 : exponential(a - m); });
    const Array rest =
        map(sum(powers, axes), sum(at_top, axes), [](Real s, Real n) { return s + (n - 1); });
    return finished(map(rest, top, [](Real s, Real m) { return log_of_one_and(s) + m; }), in[0]);
  }
  // e^(a - y) as e^(a - top) / Σ e^(a - top), because y is rounded: of logits near 1e4, a - y would
  // be right to twelve digits only.
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    const Array powers = map(in[0], beside(in[0], finite_largest(in[0])),
                             [](Real a, Real m) { return exponential(a - m); });
    const Array part = over(powers, beside(in[0], sum(powers, axes_of(in[0]))));
    return times(part, beside(in[0], dy));
  }
  std::string spell_value(const Words& w) const override { return spell_call("logsumexp", w[0]); }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("{} * exp({} - {})", beside(w, w.dy).text(), w[0].within(ops::Symbol::sum),
                       beside(w, w.y).text());
  }

 private:
  Array finite_largest(const Array& a) const {
    return map(largest(a, axes_of(a)), [](Real m) { return std::isfinite(m) ? m : 0; });
  }
};

class CumulativeSum final : public Operation {
 public:
  explicit CumulativeSum(int axis) : axis_(axis) {}
  std::string_view name() const override { return "cumsum"; }
  Array forward(const Inputs& in) const override {
    Array y = Array::unwritten(in[0].shape());
    const Real* a = in[0].data();
    Real* out = y.writable();
    lines(in[0].shape(), axis_index(name(), axis_, in[0].shape())).each([=](const Line& line) {
      Real total = 0;
      for (std::size_t i = 0; i < line.size; ++i) out[line[i]] = total += a[line[i]];
    });
    return y;
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    Array da = Array::unwritten(in[0].shape());
    const Real* d = dy.data();
    Real* out = da.writable();
    lines(in[0].shape(), axis_index(name(), axis_, in[0].shape())).each([=](const Line& line) {
      Real total = 0;
      for (std::size_t i = line.size; i-- > 0;) out[line[i]] = total += d[line[i]];
    });
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("cumsum({}, axis={})", w[0].text(), axis_);
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("flip(cumsum(flip({}, {}), axis={}), {})", w.dy.text(), axis_, axis_, axis_);
  }

 private:
  int axis_;
};

}  // namespace

Tensor sum(TensorAt x, Axes axes, bool keep) { return record(Sum(axes, keep), x, {x.tensor}); }
Tensor mean(TensorAt x, Axes axes, bool keep) { return record(Mean(axes, keep), x, {x.tensor}); }
Tensor prod(TensorAt x, Axes axes, bool keep) { return record(Prod(axes, keep), x, {x.tensor}); }
Tensor max(TensorAt x, Axes axes, bool keep) {
  return record(Extreme(true, axes, keep), x, {x.tensor});
}
Tensor min(TensorAt x, Axes axes, bool keep) {
  return record(Extreme(false, axes, keep), x, {x.tensor});
}
Tensor logsumexp(TensorAt x, Axes axes, bool keep) {
  return record(LogSumExp(axes, keep), x, {x.tensor});
}
Tensor cumsum(TensorAt x, int axis) { return record(CumulativeSum(axis), x, {x.tensor}); }

}  // namespace downhill
