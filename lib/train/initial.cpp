#include "train/initial.hpp"

#include <fmt/format.h>

#include <cmath>

namespace downhill {
namespace {

template <class Draw>
Array drawn(const Shape& shape, Draw draw) {
  Array values = Array::unwritten(shape);
  Real* out = values.writable();
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = draw();
  return values;
}

// scale(fans) is the bound, or the deviation.
template <class Scale>
Initial uniform_by(Scale scale) {
  return [scale](const Shape& shape, Random& random) {
    return initial::uniform(Real(std::sqrt(scale(fans_of(shape)))))(shape, random);
  };
}
template <class Scale>
Initial normal_by(Scale scale) {
  return [scale](const Shape& shape, Random& random) {
    return initial::normal(Real(std::sqrt(scale(fans_of(shape)))))(shape, random);
  };
}

}  // namespace

Fans fans_of(const Shape& shape) {
  if (shape.rank() == 2) return {shape[0], shape[1]};
  if (shape.rank() == 4) {
    const std::size_t places = shape[2] * shape[3];
    return {shape[1] * places, shape[0] * places};
  }
  throw UsageError(
      fmt::format("initial values: shape {} does not say how many numbers go into a neuron; that "
                  "needs [in, out] or [out, in, rows, columns].\n"
                  "     Give the deviation itself: initial::normal(deviation).",
                  text(shape)));
}

namespace initial {

Initial zeros() {
  return [](const Shape& shape, Random&) { return Array::zeros(shape); };
}

Initial ones() {
  return [](const Shape& shape, Random&) { return Array::filled(shape, 1); };
}

Initial given(Array values) {
  return [values = std::move(values)](const Shape& shape, Random&) {
    if (values.shape() != shape)
      throw ShapeError(fmt::format("initial::given: the values have shape {}, the parameter {}",
                                   text(values.shape()), text(shape)));
    return values;
  };
}

Initial uniform(Real bound) {
  return [bound](const Shape& shape, Random& random) {
    return drawn(shape, [&] { return random.uniform(-bound, bound); });
  };
}

Initial normal(Real deviation) {
  return [deviation](const Shape& shape, Random& random) {
    return drawn(shape, [&] { return random.normal(0, deviation); });
  };
}

Initial xavier_uniform() {
  return uniform_by([](Fans fans) { return 6.0 / double(fans.in + fans.out); });
}
Initial xavier_normal() {
  return normal_by([](Fans fans) { return 2.0 / double(fans.in + fans.out); });
}
Initial he_uniform() {
  return uniform_by([](Fans fans) { return 6.0 / double(fans.in); });
}
Initial he_normal() {
  return normal_by([](Fans fans) { return 2.0 / double(fans.in); });
}

}  // namespace initial
}  // namespace downhill
