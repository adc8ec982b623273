#include "tensor/along_axes.hpp"

#include <fmt/format.h>

namespace downhill {

std::size_t AlongAxes::count(const Shape& a) const {
  const Axes::Set axes = axes_.of(name(), a);
  std::size_t product = 1;
  for (std::size_t axis = 0; axis < a.rank(); ++axis)
    if (axes.test(axis)) product *= a[axis];
  return product;
}

std::string AlongAxes::spell_call(std::string_view function, const ops::Symbol& a,
                                  std::string_view more) const {
  return fmt::format("{}({}{}{}{})", function, a.text(),
                     axes_.all() ? "" : ", axis=" + axes_.text(), more,
                     keepdims_ ? ", keepdims=True" : "");
}

std::string AlongAxes::spell_kept(std::string_view function, std::string_view a) const {
  return axes_.all() ? fmt::format("{}({})", function, a)
                     : fmt::format("{}({}, axis={}, keepdims=True)", function, a, axes_.text());
}

ops::Symbol AlongAxes::beside(const Words& w, const ops::Symbol& result) const {
  if (keepdims_ || axes_.all()) return result;
  // Missing axes in front are no obstacle to broadcasting.
  const Axes::Set axes = axes_.of(name(), w.shapes[0]);
  std::size_t leading = 0;
  while (leading < w.shapes[0].rank() && axes.test(leading)) ++leading;
  if (leading == axes.count()) return result;
  return ops::Symbol(fmt::format("expand_dims({}, {})", result.text(), axes_.text()));
}

}  // namespace downhill
