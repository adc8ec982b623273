#include "tensor/softmax.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "tensor/broadcasting.hpp"
#include "tensor/exponential.hpp"
#include "tensor/lines.hpp"
#include "tensor/softmax_kernel.hpp"

namespace downhill {
namespace {

// Each number less the largest of its line. (Where there is a nan besides, it stays where it is: it
// makes nan of the sum that all others are divided by.)
Array below_largest(const Array& a, std::size_t axis) {
  Array y = Array::unwritten(a.shape());
  const Real* in = a.data();
  Real* out = y.writable();
  lines(a.shape(), axis).each([=](const Line& line) DOWNHILL_INLINE {
    Real top = in[line[0]];
    for (std::size_t i = 1; i < line.size; ++i) top = in[line[i]] > top ? in[line[i]] : top;
    DOWNHILL_INDEPENDENT
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] = in[line[i]] - top;
  });
  return y;
}

Array powers(const Array& a) {
  return map(a, [](Real x) { return exponential(x); });
}

}  // namespace

Array softmax_of_powers(const Array& all_powers, std::size_t axis) {
  Array y = Array::unwritten(all_powers.shape());
  const Real* power = all_powers.data();
  Real* out = y.writable();
  lines(y.shape(), axis).each([=](const Line& line) DOWNHILL_INLINE {
    Real total = 0;
    for (std::size_t i = 0; i < line.size; ++i) total += power[line[i]];
    DOWNHILL_INDEPENDENT
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] = power[line[i]] / total;
  });
  return y;
}

Array softmax(const Array& a, std::size_t axis) {
  return softmax_of_powers(powers(below_largest(a, axis)), axis);
}

LogSoftmaxParts log_softmax_parts(const Array& a, std::size_t axis) {
  Array y = below_largest(a, axis);
  Array all_powers = powers(y);
  const Real* power = all_powers.data();
  Real* out = y.writable();
  lines(a.shape(), axis).each([=](const Line& line) DOWNHILL_INLINE {
    std::size_t top = 0;  // the largest, or the first of several
    while (top < line.size && out[line[top]] != 0) ++top;
    Real rest = 0;
    for (std::size_t i = 0; i < line.size; ++i) rest += i == top ? 0 : power[line[i]];
    const Real log_total = top < line.size ? log_of_one_and(rest) : std::log(rest);
    DOWNHILL_INDEPENDENT
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] -= log_total;
  });
  return {std::move(y), std::move(all_powers)};
}

Array log_softmax(const Array& a, std::size_t axis) { return log_softmax_parts(a, axis).value; }

namespace {

class Softmax final : public Operation {
 public:
  explicit Softmax(int axis) : axis_(axis) {}
  std::string_view name() const override { return "softmax"; }
  Array forward(const Inputs& in) const override {
    return softmax(in[0], axis_index(name(), axis_, in[0].shape()));
  }
  Array contribution(std::size_t, const Inputs&, const Array& y, const Array& dy) const override {
    Array da = Array::unwritten(y.shape());
    const Real *py = y.data(), *pd = dy.data();
    Real* out = da.writable();
    lines(y.shape(), axis_index(name(), axis_, y.shape()))
        .each([=](const Line& line) DOWNHILL_INLINE {
          Real total = 0;
          for (std::size_t i = 0; i < line.size; ++i) total += pd[line[i]] * py[line[i]];
          for (std::size_t i = 0; i < line.size; ++i)
            out[line[i]] = py[line[i]] * (pd[line[i]] - total);
        });
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("softmax({}, axis={})", w[0].text(), axis_);
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("{0} * ({1} - sum({1} * {0}, axis={2}, keepdims=True))", w.y.text(),
                       w.dy.text(), axis_);
  }

 private:
  int axis_;
};

class LogSoftmax final : public Operation {
 public:
  explicit LogSoftmax(int axis) : axis_(axis) {}
  std::string_view name() const override { return "log_softmax"; }
  Array forward(const Inputs& in) const override {
    return log_softmax(in[0], axis_index(name(), axis_, in[0].shape()));
  }
  Array contribution(std::size_t, const Inputs&, const Array& y, const Array& dy) const override {
    Array da = powers(y);
    const Real* pd = dy.data();
    Real* out = da.writable();
    lines(y.shape(), axis_index(name(), axis_, y.shape()))
        .each([=](const Line& line) DOWNHILL_INLINE {
          Real total = 0;
          for (std::size_t i = 0; i < line.size; ++i) total += pd[line[i]];
          for (std::size_t i = 0; i < line.size; ++i)
            out[line[i]] = pd[line[i]] - out[line[i]] * total;
        });
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("log_softmax({}, axis={})", w[0].text(), axis_);
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("{1} - exp({0}) * sum({1}, axis={2}, keepdims=True)", w.y.text(),
                       w.dy.text(), axis_);
  }

 private:
  int axis_;
};

}  // namespace

Tensor softmax(TensorAt x, int axis) { return record(Softmax(axis), x, {x.tensor}); }
Tensor log_softmax(TensorAt x, int axis) { return record(LogSoftmax(axis), x, {x.tensor}); }

}  // namespace downhill
