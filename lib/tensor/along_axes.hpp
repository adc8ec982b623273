// What all operations that reduce an array along axes have in common, forward, backward and in
// words. With a of shape [2, 3], axis 1 gives a result of [2], or of [2, 1] with keepdims; in
// backward dy and y are first brought to [2, 1], which broadcasts beside a.
#pragma once

#include "tensor/broadcasting.hpp"
#include "tensor/fold.hpp"
#include "tensor/operation.hpp"

namespace downhill {

class AlongAxes : public Operation {
 public:
  AlongAxes(const Axes& axes, bool keepdims) : axes_(axes), keepdims_(keepdims) {}

  // A folded array in the shape that broadcasts beside a.
  Array beside(const Array& a, const Array& result) const {
    return result.reshaped(reduced(a.shape(), axes_of(a), true));
  }

 protected:
  ~AlongAxes() = default;

  Axes::Set axes_of(const Array& a) const { return axes_.of(name(), a.shape()); }
  // A folded array in the shape that was asked for.
  Array finished(const Array& folded, const Array& a) const {
    return folded.reshaped(reduced(a.shape(), axes_of(a), keepdims_));
  }
  // How many numbers of a go into one of the result.
  std::size_t count(const Shape& a) const;

  // "sum(x, axis=1, keepdims=True)", with more arguments in between: ", ddof=1".
  std::string spell_call(std::string_view function, const ops::Symbol& a,
                         std::string_view more = "") const;
  // The same function along the same axes, kept: "mean(x, axis=1, keepdims=True)".
  std::string spell_kept(std::string_view function, std::string_view a) const;
  // beside() in words: "expand_dims(dy, 1)", or only "dy" where it broadcasts already.
  ops::Symbol beside(const Words& w, const ops::Symbol& result) const;

  Axes axes_;
  bool keepdims_;
};

}  // namespace downhill
