#include "tensor/view.hpp"

namespace downhill {

View::View(const Shape& whole) : shape(whole) {
  std::ptrdiff_t step = 1;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    steps[axis] = step;
    step *= std::ptrdiff_t(shape[axis]);
  }
}

View View::part(std::size_t axis, std::ptrdiff_t start, std::ptrdiff_t step,
                std::size_t count) const {
  View view = *this;
  view.offset += start * steps[axis];
  view.steps[axis] *= step;
  view.shape[axis] = count;
  return view;
}

View View::permuted(std::span<const std::size_t> order) const {
  View view = *this;
  for (std::size_t axis = 0; axis < order.size(); ++axis) {
    view.shape[axis] = shape[order[axis]];
    view.steps[axis] = steps[order[axis]];
  }
  return view;
}

void copy(const Real* from, const View& from_view, Real* to, const View& to_view) {
  // Four loops whatever the rank: missing axes have size 1.
  std::array<std::ptrdiff_t, 4> n = {1, 1, 1, 1}, f = {}, t = {};
  const std::size_t rank = from_view.shape.rank();
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::size_t loop = 4 - rank + axis;
    n[loop] = std::ptrdiff_t(from_view.shape[axis]);
    f[loop] = from_view.steps[axis];
    t[loop] = to_view.steps[axis];
  }
  from += from_view.offset;
  to += to_view.offset;
  for (std::ptrdiff_t i = 0; i < n[0]; ++i)
    for (std::ptrdiff_t j = 0; j < n[1]; ++j)
      for (std::ptrdiff_t k = 0; k < n[2]; ++k) {
        const Real* source = from + i * f[0] + j * f[1] + k * f[2];
        Real* target = to + i * t[0] + j * t[1] + k * t[2];
        for (std::ptrdiff_t m = 0; m < n[3]; ++m) target[m * t[3]] = source[m * f[3]];
      }
}

}  // namespace downhill
