#include "check/replay.hpp"

#include <cmath>

namespace downhill::check {
namespace {

// The value of one node by its rule, from the values of its inputs.
Real recompute(const Tape& tape, std::size_t i, const std::vector<Real>& values) {
  const Node& node = tape.nodes()[i];
  Real value = node.value;  // of a leaf, and behind detach, the recorded one
  if (node.kind() < first_rule) return value;
  if (node.is_sum_of_products())
    return sum_of(tape.operands(node), [&](std::size_t operand) { return values[operand]; });
  ops::visit(node.kind() - first_rule, [&]<class Rule>(Rule) {
    if constexpr (!ops::Differentiable<Rule>) {
      return;
    } else if constexpr (ops::Binary<Rule>) {
      value = Rule::value(values[node.a()], values[node.b()]);
    } else {
      value = Rule::value(values[node.a()]);
    }
  });
  return value;
}

}  // namespace

Replay::Replay(Scalar output) : output_(output) {
  const Arena<Node>& nodes = output.tape().nodes();
  for (std::size_t i = 0; i <= output.index(); ++i) values_.push_back(nodes[i].value);
}

Real Replay::operator()(const std::vector<std::pair<Scalar, Real>>& changed) {
  const Tape& tape = output_.tape();
  std::vector<bool> kept(values_.size(), false);
  for (const auto& [node, value] : changed) {
    output_.must_meet(node);
    if (node.index() > output_.index()) continue;  // recorded later: the output cannot know it
    values_[node.index()] = value;
    kept[node.index()] = true;
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!kept[i]) values_[i] = recompute(tape, i, values_);
  }
  return values_.back();
}

std::vector<Checked> check(const Gradients& gradients, const std::vector<Scalar>& nodes) {
  Replay replay(gradients.output());
  std::vector<Checked> results;
  for (const Scalar node : nodes) {
    const Real gradient = gradients[node];
    const Slope difference = central_difference(
        [&](Real moved) {
          return replay({{node, moved}});
        },
        node.value());
    const bool agrees = std::abs(gradient - difference.value) <= difference.error;
    results.push_back({node, gradient, difference, agrees});
  }
  return results;
}

std::vector<Checked> check(const Gradients& gradients) {
  const Scalar output = gradients.output();
  const Tape& tape = output.tape();
  std::vector<Scalar> leaves;
  for (std::size_t i = 0; i <= output.index(); ++i) {
    const Scalar node = tape.at(i);
    if (tape.nodes()[i].kind() < constant && gradients.computed(node)) leaves.push_back(node);
  }
  return check(gradients, leaves);
}

}  // namespace downhill::check
