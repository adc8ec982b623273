#include "check/replay_tensor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace downhill::check {

TensorReplay::TensorReplay(Tensor output)
    : output_(output),
      nodes_(output.tape().nodes().begin(),
             output.tape().nodes().begin() + std::ptrdiff_t(output.index()) + 1) {}

Array TensorReplay::operator()(Tensor leaf, Array changed) {
  const TensorTape& tape = output_.tape();
  std::vector<bool> moved(nodes_.size(), false);
  moved.at(leaf.index()) = true;
  nodes_[leaf.index()].value = std::move(changed);
  for (std::size_t i = leaf.index() + 1; i < nodes_.size(); ++i) {
    const Operation* operation = nodes_[i].operation;
    if (!operation || operation->name() == "detach") continue;
    const auto inputs = tape.inputs_of(nodes_[i]);
    for (const std::uint32_t input : inputs) moved[i] = moved[i] || moved[input];
    if (moved[i]) nodes_[i].value = operation->forward(Inputs(nodes_.data(), inputs));
  }
  return nodes_.back().value;
}

namespace {

// The sum of upstream times how far the output moved. Taking the output's own value out first
// keeps the sum small, and so its rounding.
Real weighted_move(const Array& upstream, const Array& moved, const Array& here) {
  Real sum = 0;
  for (std::size_t i = 0; i < upstream.size(); ++i) sum += upstream[i] * (moved[i] - here[i]);
  return sum;
}

CheckedNumber check_number(TensorReplay& replay, const TensorGradients& gradients, Tensor leaf,
                           std::size_t place) {
  constexpr Real epsilon = std::numeric_limits<Real>::epsilon();
  const Array upstream = gradients[gradients.output()], here = gradients.output().value();
  const auto moved_to = [&](Real number) {
    Array changed = leaf.value();
    changed.set(place, number);
    try {
      return weighted_move(upstream, replay(leaf, std::move(changed)), here);
    } catch (const Error&) {  // bce of a probability above 1, and the like
      return std::numeric_limits<Real>::quiet_NaN();
    }
  };
  const Real x = leaf.value()[place], gradient = gradients[leaf][place];
  Slope difference = central_difference(moved_to, x);
  // The outputs are rounded where they are, however small the move.
  Real size = 0;
  for (std::size_t i = 0; i < here.size(); ++i) size += std::abs(upstream[i] * here[i]);
  const Real h = std::pow(epsilon, Real(0.2)) * (x == 0 ? 1 : std::abs(x));
  difference.error += 8 * epsilon * size / h;
  difference.smooth = difference.smooth && std::isfinite(difference.value);
  return {leaf, place, gradient, difference,
          std::abs(gradient - difference.value) <= difference.error};
}

}  // namespace

std::vector<CheckedNumber> check(const TensorGradients& gradients) {
  return check(gradients, std::numeric_limits<std::size_t>::max());
}

std::vector<CheckedNumber> check(const TensorGradients& gradients, std::size_t most_of_each) {
  const Tensor output = gradients.output();
  const TensorTape& tape = output.tape();
  TensorReplay replay(output);
  std::vector<CheckedNumber> all;
  for (std::size_t i = 0; i <= output.index(); ++i) {
    const Tensor leaf = tape.at(i);
    const TensorKind kind = tape.nodes()[i].kind;
    const bool is_asked = kind == TensorKind::input || kind == TensorKind::parameter;
    if (!is_asked || !gradients.computed(leaf)) continue;
    const std::size_t size = leaf.shape().size(), count = std::min(size, most_of_each);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t place = count == 1 ? 0 : k * (size - 1) / (count - 1);
      all.push_back(check_number(replay, gradients, leaf, place));
    }
    if (count > 0) replay(leaf, leaf.value());  // as it was
  }
  return all;
}

}  // namespace downhill::check
