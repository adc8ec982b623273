#include "tensor/backward.hpp"

#include <fmt/format.h>

namespace downhill {
namespace {

Array start_of(Tensor y, Array upstream) {
  if (!upstream.given()) {
    if (y.shape().size() == 1) return Array::filled(y.shape(), 1);
    throw ShapeError(fmt::format(
        "backward: the output has shape {}, and only one number can start with 1.\n"
        "     Reduce it first, with sum or mean, or give an upstream array of shape {}.",
        text(y.shape()), text(y.shape())));
  }
  if (upstream.shape() != y.shape())
    throw ShapeError(
        fmt::format("backward: the output has shape {}, and its upstream gradient {}.\n"
                    "     Both must be the same.",
                    text(y.shape()), text(upstream.shape())));
  return upstream;
}

// total += amount, in place where nobody else holds total.
void accumulate(Array& total, const Array& amount) {
  Real* sum = total.writable();
  const Real* more = amount.data();
  const std::size_t n = total.size();
  for (std::size_t i = 0; i < n; ++i) sum[i] += more[i];
}

}  // namespace

TensorGradients backward(Tensor y, Array upstream, BackwardObserver* observer) {
  TensorGradients gradients(y);
  const TensorTape& tape = y.tape();
  auto& g = gradients.values_;
  g[y.index()] = start_of(y, std::move(upstream));
  for (std::uint32_t i = y.index() + 1; i-- > 0;) {
    const TensorNode& node = tape.nodes()[i];
    if (!node.operation || !g[i].given()) continue;
    const auto ids = tape.inputs_of(node);
    const Inputs in(tape.nodes().data(), ids, tape.kept_by(node));
    for (std::uint32_t slot = 0; slot < ids.size(); ++slot) {
      const std::uint32_t input = ids[slot];
      if (!tape.nodes()[input].wants_gradient || !node.operation->differentiable(slot)) continue;
      Array amount = node.operation->contribution(slot, in, node.value, g[i]);
      const bool first = !g[input].given();
      if (!first) {
        accumulate(g[input], amount);
      } else if (observer) {
        g[input] = amount;  // shares memory until one of the two changes
      } else {
        g[input] = std::move(amount);
      }
      if (observer) observer->contributes({i, slot, input, first, amount, g[input]});
    }
  }
  return gradients;
}

TensorGradients::TensorGradients(Tensor output)
    : output_(output), pool_(output.tape().spare_gradients_) {
  if (!pool_->empty()) {
    values_ = std::move(pool_->back());
    pool_->pop_back();
  }
  values_.resize(output.index() + 1);
}

TensorGradients::~TensorGradients() {
  if (!pool_) return;
  values_.clear();
  pool_->push_back(std::move(values_));
}

bool TensorGradients::computed(Tensor x) const {
  output_.tape();  // says so if the tape was cleared
  x.tape();
  if (!x.same_recording(output_))
    throw UsageError("a gradient was asked for a Tensor of another tape than the output's");
  return x.index() < values_.size() && values_[x.index()].given();
}

const Array& TensorGradients::operator[](Tensor x) const {
  if (computed(x)) return values_[x.index()];
  const TensorTape& tape = x.tape();
  const TensorNode& node = tape.nodes()[x.index()];
  std::string name(tape.name_of(node));
  if (name.empty()) name = fmt::format("node {}", x.index());
  throw UsageError(fmt::format(
      "the gradient of {} was not computed: {}", name,
      node.wants_gradient
          ? "the output does not depend on it, or only through detach, a mask or an index"
          : "it is a constant or data, or made of such only; record it with input or parameter"));
}

}  // namespace downhill
