#include <algorithm>

#include "tensor/fold.hpp"
#include "tensor/images.hpp"
#include "tensor/multiply.hpp"
#include "tensor/windows.hpp"

namespace downhill {
namespace {

// x [N, C, H, W], w [O, C, h, w], perhaps b [O] -> y [N, O, H', W']
//
// Each sample's windows are laid out as the columns of a matrix [C h w, H' W'], so that the whole
// is a product of matrices: y = w @ columns (Chellapilla et al. 2006).
class Conv2d final : public Operation {
 public:
  Conv2d(int stride, int padding) : stride_(stride), padding_(padding) {}
  std::string_view name() const override { return "conv2d"; }

  Array forward(const Inputs& in) const override {
    const Sizes s = sizes(in);
    Array y = Array::unwritten({s.samples, s.outputs, s.at.out_h, s.at.out_w});
    Real* out = y.writable();
    for (std::size_t n = 0; n < s.samples; ++n, out += s.outputs * s.at.count()) {
      const Array columns = columns_of(in[0].data() + n * s.sample(), s);
      multiply(matrix(in[1].data(), s.outputs, s.depth()),
               matrix(columns.data(), s.depth(), s.at.count()), out);
      if (in.size() == 3)
        for (std::size_t i = 0; i < s.outputs * s.at.count(); ++i)
          out[i] += in[2][i / s.at.count()];
    }
    return y;
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    if (slot == 2) return sum(dy, Axes({0, 2, 3}).of(name(), dy.shape()));
    const Sizes s = sizes(in);
    Array result = Array::zeros(in[slot].shape());
    Real* out = result.writable();
    for (std::size_t n = 0; n < s.samples; ++n) {
      const Matrix d = matrix(dy.data() + n * s.outputs * s.at.count(), s.outputs, s.at.count());
      if (slot == 1) {  // dw = dy @ columns.T, added up over the samples
        const Array columns = columns_of(in[0].data() + n * s.sample(), s);
        multiply(d, matrix(columns.data(), s.depth(), s.at.count()).transposed(), out, Into::added);
      } else {  // dcolumns = w.T @ dy, and each number of it back to its place
        Array columns = Array::unwritten({s.depth(), s.at.count()});
        multiply(matrix(in[1].data(), s.outputs, s.depth()).transposed(), d, columns.writable());
        add_back(columns.data(), s, out + n * s.sample());
      }
    }
    return result;
  }

  std::string spell_value(const Words& w) const override {
    std::string inputs = w[0].text() + ", " + w[1].text();
    if (w.inputs.size() == 3) inputs += ", " + w[2].text();
    return fmt::format("conv2d({}, stride={}, padding={})", inputs, stride_, padding_);
  }
  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    if (slot == 2) return fmt::format("sum({}, axis=(0, 2, 3))", w.dy.text());
    return fmt::format("conv2d_d{}({}, {}, {}, stride={}, padding={})", slot == 0 ? "x" : "w",
                       w.dy.text(), w[1 - slot].text(), text_tuple(w.shapes[slot]), stride_,
                       padding_);
  }

 private:
  struct Sizes {
    std::size_t samples, channels, outputs;
    Windows at;
    std::size_t sample() const { return channels * at.image(); }
    std::size_t depth() const { return channels * at.kernel_h * at.kernel_w; }
  };

  Sizes sizes(const Inputs& in) const {
    const Shape &x = in[0].shape(), &w = in[1].shape();
    if (w.rank() != 4 || x.rank() != 4 || w[1] != x[1])
      throw ShapeError(
          fmt::format("conv2d: images {} and weights {}: they must be [N, C, H, W] and "
                      "[O, C, h, w] with the same C.\n     Reshape them.",
                      text(x), text(w)));
    if (in.size() == 3 && in[2].shape() != Shape{w[0]})
      throw ShapeError(
          fmt::format("conv2d: the bias has shape {}, and weights {} need [{}].\n"
                      "     Give one number for each channel of the result.",
                      text(in[2].shape()), text(w), w[0]));
    return {x[0], x[1], w[0], windows(name(), x, w[2], w[3], stride_, padding_)};
  }

  static Array columns_of(const Real* image, const Sizes& s) {
    Array columns = Array::zeros({s.depth(), s.at.count()});
    Real* out = columns.writable();
    const std::size_t window = s.at.kernel_h * s.at.kernel_w, count = s.at.count();
    for (std::size_t c = 0; c < s.channels; ++c, image += s.at.image(), out += window * count)
      s.at.each([&](std::size_t number, std::size_t place, std::size_t from) {
        out[place * count + number] = image[from];
      });
    return columns;
  }

  static void add_back(const Real* columns, const Sizes& s, Real* image) {
    const std::size_t window = s.at.kernel_h * s.at.kernel_w, count = s.at.count();
    for (std::size_t c = 0; c < s.channels; ++c, image += s.at.image(), columns += window * count)
      s.at.each([&](std::size_t number, std::size_t place, std::size_t to) {
        image[to] += columns[place * count + number];
      });
  }

  int stride_, padding_;
};

}  // namespace

Tensor conv2d(TensorAt x, Operand w, int stride, int padding) {
  return record(Conv2d(stride, padding), x, {x.tensor, w.beside(x)});
}
Tensor conv2d(TensorAt x, Operand w, Operand b, int stride, int padding) {
  return record(Conv2d(stride, padding), x, {x.tensor, w.beside(x), b.beside(x)});
}

}  // namespace downhill
