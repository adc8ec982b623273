// concatenate and stack: operations of any number of inputs.
#include <fmt/format.h>

#include "tensor/shaping.hpp"
#include "tensor/view.hpp"

namespace downhill {
namespace {

std::string list_of(const Words& w) {
  std::string list;
  for (const ops::Symbol& input : w.inputs) list += (list.empty() ? "" : ", ") + input.text();
  return list;
}

// "dy[:, 2:5]": `index` in the place of this axis.
std::string spell_part(const ops::Symbol& dy, std::size_t axis, const std::string& index) {
  std::string result = dy.within(ops::Symbol::atom) + "[";
  for (std::size_t k = 0; k < axis; ++k) result += ":, ";
  return result + index + "]";
}

// a [n, m], b [k, m], … -> y [n + k + …, m] for axis 0. Each input gets its part of dy back.
class Concatenate final : public Operation {
 public:
  explicit Concatenate(int axis) : axis_(axis) {}
  std::string_view name() const override { return "concatenate"; }
  Array forward(const Inputs& in) const override {
    const std::size_t axis = axis_index(name(), axis_, in[0].shape());
    Shape shape = in[0].shape();
    for (std::size_t slot = 1; slot < in.size(); ++slot) {
      Shape aligned = in[slot].shape();
      if (aligned.rank() == shape.rank()) aligned[axis] = in[0].shape()[axis];
      if (aligned != in[0].shape())
        throw ShapeError(
            fmt::format("concatenate: shapes {} and {} do not join along axis {}: all other axes "
                        "must be the same.\n     Bring them to one shape by reshape or slice, or "
                        "choose another axis.",
                        text(in[0].shape()), text(in[slot].shape()), axis));
      shape[axis] += in[slot].shape()[axis];
    }
    Array y = Array::unwritten(shape);
    std::size_t start = 0;
    for (std::size_t slot = 0; slot < in.size(); ++slot) {
      const std::size_t n = in[slot].shape()[axis];
      copy(in[slot].data(), View(in[slot].shape()), y.writable(),
           View(shape).part(axis, std::ptrdiff_t(start), 1, n));
      start += n;
    }
    return y;
  }
  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    const std::size_t axis = axis_index(name(), axis_, dy.shape());
    std::size_t start = 0;
    for (std::size_t before = 0; before < slot; ++before) start += in[before].shape()[axis];
    Array part = Array::unwritten(in[slot].shape());
    copy(dy.data(), View(dy.shape()).part(axis, std::ptrdiff_t(start), 1, in[slot].shape()[axis]),
         part.writable(), View(part.shape()));
    return part;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("concatenate([{}], axis={})", list_of(w), axis_);
  }
  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const std::size_t axis = axis_index(name(), axis_, w.y_shape);
    std::size_t start = 0;
    for (std::size_t before = 0; before < slot; ++before) start += w.shapes[before][axis];
    return spell_part(w.dy, axis, fmt::format("{}:{}", start, start + w.shapes[slot][axis]));
  }

 private:
  int axis_;
};

// a [n], b [n], … -> y [2, n] for axis 0.
class Stack final : public Operation {
 public:
  explicit Stack(int axis) : axis_(axis) {}
  std::string_view name() const override { return "stack"; }
  Array forward(const Inputs& in) const override {
    for (std::size_t slot = 1; slot < in.size(); ++slot)
      if (in[slot].shape() != in[0].shape())
        throw ShapeError(
            fmt::format("stack: shapes {} and {} differ, and all must be the same.\n"
                        "     To join along an axis that they have, use concatenate.",
                        text(in[0].shape()), text(in[slot].shape())));
    const Shape shape = in[0].shape().with(place(in[0].shape()), in.size());
    Array y = Array::unwritten(shape);
    for (std::size_t slot = 0; slot < in.size(); ++slot)
      copy(in[slot].data(), View(slice_shape(in[0].shape())), y.writable(), slice(shape, slot));
    return y;
  }
  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    Array part = Array::unwritten(in[slot].shape());
    copy(dy.data(), slice(dy.shape(), slot), part.writable(), View(slice_shape(part.shape())));
    return part;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("stack([{}], axis={})", list_of(w), axis_);
  }
  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    return spell_part(w.dy, place(w.shapes[0]), std::to_string(slot));
  }

 private:
  std::size_t place(const Shape& part) const { return axis_index(name(), axis_, part.with(0, 1)); }
  Shape slice_shape(const Shape& part) const { return part.with(place(part), 1); }
  View slice(const Shape& whole, std::size_t slot) const {
    return View(whole).part(axis_index(name(), axis_, whole), std::ptrdiff_t(slot), 1, 1);
  }
  int axis_;
};

template <class Op>
Tensor join(const Op& operation, const std::vector<Tensor>& parts, Place place) {
  if (parts.empty())
    throw UsageError(
        fmt::format("{}: nothing to join; give at least one Tensor", operation.name()));
  return parts[0].tape().record(operation, parts, place);
}

}  // namespace

Tensor concatenate(const std::vector<Tensor>& parts, int axis, Place place) {
  return join(Concatenate(axis), parts, place);
}
Tensor stack(const std::vector<Tensor>& parts, int axis, Place place) {
  return join(Stack(axis), parts, place);
}

}  // namespace downhill
