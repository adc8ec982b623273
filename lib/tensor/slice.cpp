#include <fmt/format.h>

#include <algorithm>

#include "tensor/selecting.hpp"
#include "tensor/view.hpp"

namespace downhill {
namespace {

std::string text_of(const Slice& s) {
  if (s.drops_axis) return fmt::format("{}", *s.start);
  const auto side = [](std::optional<int> place) { return place ? fmt::format("{}", *place) : ""; };
  return side(s.start) + ":" + side(s.stop) + (s.step == 1 ? "" : fmt::format(":{}", s.step));
}

// Python's rule: negative places count from the end, and what lies outside is cut off.
View part(const View& view, std::size_t axis, const Slice& s) {
  using Place = std::ptrdiff_t;  // wider than what is given, so that no sum below overflows
  const Place n = Place(view.shape[axis]), step = s.step;
  if (s.drops_axis) {
    if (*s.start < -n || *s.start >= n)
      throw ShapeError(
          fmt::format("slice: place {} does not exist along axis {}, which has size {}.\n"
                      "     Choose from {} to {}.",
                      *s.start, axis, n, -n, n - 1));
    return view.part(axis, *s.start < 0 ? *s.start + n : *s.start, 1, 1);
  }
  const Place first = step > 0 ? 0 : -1, last = step > 0 ? n : n - 1;
  const auto place = [&](std::optional<int> given, Place otherwise) {
    if (!given) return otherwise;
    return std::clamp(*given < 0 ? *given + n : *given, first, last);
  };
  const Place start = place(s.start, step > 0 ? first : last);
  const Place stop = place(s.stop, step > 0 ? last : first);
  const Place count =
      step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
  return view.part(axis, start, step, std::size_t(std::max<Place>(count, 0)));
}

// a [n, m] -> y, the part a[s0, s1].
class SliceOf final : public Operation {
 public:
  explicit SliceOf(const std::vector<Slice>& slices) : count_(slices.size()) {
    std::copy(slices.begin(), slices.end(), slices_.begin());
  }
  std::string_view name() const override { return "slice"; }
  Array forward(const Inputs& in) const override {
    const View taken = view(in[0].shape());
    Array y = Array::unwritten(taken.shape);
    copy(in[0].data(), taken, y.writable(), View(taken.shape));
    return y.reshaped(kept_axes(taken.shape));
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    Array da = Array::zeros(in[0].shape());
    const View taken = view(in[0].shape());
    copy(dy.data(), View(taken.shape), da.writable(), taken);
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("{}[{}]", w[0].within(ops::Symbol::atom), spell_index());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("scatter({}, s_[{}], {})", w.dy.text(), spell_index(),
                       text_tuple(w.shapes[0]));
  }

 private:
  View view(const Shape& shape) const {
    if (count_ > shape.rank())
      throw ShapeError(
          fmt::format("slice: [{}] names {} axes, and shape {} has {}.\n"
                      "     Leave some out.",
                      spell_index(), count_, text(shape), shape.rank()));
    View result(shape);
    for (std::size_t axis = 0; axis < count_; ++axis) result = part(result, axis, slices_[axis]);
    return result;
  }
  Shape kept_axes(const Shape& taken) const {
    Axes::Set dropped;
    for (std::size_t axis = 0; axis < count_; ++axis) dropped[axis] = slices_[axis].drops_axis;
    return reduced(taken, dropped, false);
  }
  std::string spell_index() const {
    if (count_ == 0) return "...";
    std::string index;
    for (std::size_t axis = 0; axis < count_; ++axis)
      index += (axis == 0 ? "" : ", ") + text_of(slices_[axis]);
    return index;
  }
  std::array<Slice, Shape::most_axes> slices_;
  std::size_t count_;
};

}  // namespace

Tensor slice(TensorAt x, const std::vector<Slice>& slices) {
  if (slices.size() > Shape::most_axes)
    throw ShapeError(
        fmt::format("slice: {} axes are named, and shape {} has {}.\n"
                    "     Leave some out.",
                    slices.size(), text(x.tensor.shape()), x.tensor.shape().rank()));
  for (const Slice& s : slices)
    if (s.step == 0) throw UsageError("slice: a step of 0 leads nowhere");
  return record(SliceOf(slices), x, {x.tensor});
}

}  // namespace downhill
