#include "tensor/softmax.hpp"

#include <fmt/format.h>

#include <cmath>

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
  lines(a.shape(), axis).each([=](const Line& line) {
    Real top = in[line[0]];
    for (std::size_t i = 1; i < line.size; ++i) top = in[line[i]] > top ? in[line[i]] : top;
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] = in[line[i]] - top;
  });
  return y;
}

Array powers(const Array& a) {
  return map(a, [](Real x) { return exponential(x); });
}

}  // namespace

Array softmax(const Array& a, std::size_t axis) {
  Array y = powers(below_largest(a, axis));
  Real* out = y.writable();
  lines(a.shape(), axis).each([=](const Line& line) {
    Real total = 0;
    for (std::size_t i = 0; i < line.size; ++i) total += out[line[i]];
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] /= total;
  });
  return y;
}

Array log_softmax(const Array& a, std::size_t axis) {
  Array y = below_largest(a, axis);
  const Array all_powers = powers(y);
  const Real* power = all_powers.data();
  Real* out = y.writable();
  lines(a.shape(), axis).each([=](const Line& line) {
    Real rest = 0;
    bool met = false;  // the largest, or the first of several
    for (std::size_t i = 0; i < line.size; ++i) {
      const bool is_it = !met && out[line[i]] == 0;
      met |= is_it;
      rest += is_it ? 0 : power[line[i]];
    }
    const Real log_total = met ? log_of_one_and(rest) : std::log(rest);
    for (std::size_t i = 0; i < line.size; ++i) out[line[i]] -= log_total;
  });
  return y;
}

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
    lines(y.shape(), axis_index(name(), axis_, y.shape())).each([=](const Line& line) {
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
    lines(y.shape(), axis_index(name(), axis_, y.shape())).each([=](const Line& line) {
      Real total = 0;
      for (std::size_t i = 0; i < line.size; ++i) total += pd[line[i]];
      for (std::size_t i = 0; i < line.size; ++i) out[line[i]] = pd[line[i]] - out[line[i]] * total;
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
