#include <limits>

#include "tensor/images.hpp"
#include "tensor/windows.hpp"

namespace downhill {
namespace {

// x [N, C, H, W] -> y [N, C, H', W']
class Pool : public Operation {
 protected:
  Pool(int kernel, int stride, int padding) : kernel_(kernel), stride_(stride), padding_(padding) {}
  ~Pool() = default;

  Windows windows_of(const Shape& x) const {
    if (kernel_ < 1 || padding_ > kernel_ / 2)
      throw UsageError(
          fmt::format("{}: kernel {} and padding {}; a kernel is at least 1, and its padding at "
                      "most half of it, or a window could lie in the padding alone",
                      name(), kernel_, padding_));
    const auto size = std::size_t(kernel_);
    return windows(name(), x, size, size, stride_, padding_);
  }
  // f(number) for every channel of every sample.
  template <class F>
  void each_image(const Shape& x, F f) const {
    for (std::size_t image = 0; image < x[0] * x[1]; ++image) f(image);
  }
  std::string spell_options() const {
    return fmt::format("kernel={}, stride={}, padding={}", kernel_, stride_, padding_);
  }

  int kernel_, stride_, padding_;
};

class MaxPool2d final : public Pool {
 public:
  MaxPool2d(int kernel, int stride, int padding) : Pool(kernel, stride, padding) {}
  std::string_view name() const override { return "max_pool2d"; }

  Array forward(const Inputs& in) const override {
    const Windows w = windows_of(in[0].shape());
    Array y = Array::unwritten({in[0].shape()[0], in[0].shape()[1], w.out_h, w.out_w});
    Real* out = y.writable();
    each_image(in[0].shape(), [&](std::size_t image) {
      const Real* x = in[0].data() + image * w.image();
      const std::vector<std::size_t> best = winners(x, w);
      for (std::size_t k = 0; k < w.count(); ++k) *out++ = x[best[k]];
    });
    return y;
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    const Windows w = windows_of(in[0].shape());
    Array dx = Array::zeros(in[0].shape());
    const Real* d = dy.data();
    Real* out = dx.writable();
    each_image(in[0].shape(), [&](std::size_t image) {
      const std::vector<std::size_t> best = winners(in[0].data() + image * w.image(), w);
      for (std::size_t k = 0; k < w.count(); ++k) out[image * w.image() + best[k]] += *d++;
    });
    return dx;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("max_pool2d({}, {})", w[0].text(), spell_options());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("max_pool2d_dx({}, {}, {})", w.dy.text(), w[0].text(), spell_options());
  }

 private:
  // For each window, where its largest number is; the first one, or the first nan.
  static std::vector<std::size_t> winners(const Real* x, const Windows& w) {
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> best(w.count(), none);
    w.each([&](std::size_t window, std::size_t, std::size_t place) {
      std::size_t& winner = best[window];
      if (winner == none || x[place] > x[winner] ||
          (x[place] != x[place] && x[winner] == x[winner]))
        winner = place;
    });
    return best;
  }
};

class AvgPool2d final : public Pool {
 public:
  AvgPool2d(int kernel, int stride, int padding) : Pool(kernel, stride, padding) {}
  std::string_view name() const override { return "avg_pool2d"; }

  Array forward(const Inputs& in) const override {
    const Windows w = windows_of(in[0].shape());
    Array y = Array::zeros({in[0].shape()[0], in[0].shape()[1], w.out_h, w.out_w});
    Real* out = y.writable();
    each_image(in[0].shape(), [&](std::size_t image) {
      const Real* x = in[0].data() + image * w.image();
      w.each([&](std::size_t window, std::size_t, std::size_t place) { out[window] += x[place]; });
      for (std::size_t k = 0; k < w.count(); ++k) *out++ /= area();
    });
    return y;
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    const Windows w = windows_of(in[0].shape());
    Array dx = Array::zeros(in[0].shape());
    Real* out = dx.writable();
    each_image(in[0].shape(), [&](std::size_t image) {
      const Real* d = dy.data() + image * w.count();
      w.each([&](std::size_t window, std::size_t, std::size_t place) {
        out[image * w.image() + place] += d[window] / area();
      });
    });
    return dx;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("avg_pool2d({}, {})", w[0].text(), spell_options());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("avg_pool2d_dx({}, {}, {})", w.dy.text(), text_tuple(w.shapes[0]),
                       spell_options());
  }

 private:
  Real area() const { return Real(kernel_ * kernel_); }
};

}  // namespace

Tensor max_pool2d(TensorAt x, int kernel, std::optional<int> stride, int padding) {
  return record(MaxPool2d(kernel, stride.value_or(kernel), padding), x, {x.tensor});
}
Tensor avg_pool2d(TensorAt x, int kernel, std::optional<int> stride, int padding) {
  return record(AvgPool2d(kernel, stride.value_or(kernel), padding), x, {x.tensor});
}

}  // namespace downhill
