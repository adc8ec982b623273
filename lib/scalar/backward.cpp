#include "scalar/backward.hpp"

#include <fmt/format.h>

#include <cmath>

namespace downhill {

Gradients backward(Scalar y, Real seed) {
  Gradients gradients(y);
  const Node* nodes = y.tape().nodes().data();
  Real* g = gradients.values_.data();
  g[y.index()] = seed;
  for (std::size_t i = y.index() + 1; i-- > 0;) {
    const Node& node = nodes[i];
    if (node.kind() < first_rule) continue;
    ops::visit(node.kind() - first_rule, [&]<class Rule>(Rule) {
      if constexpr (!ops::Differentiable<Rule>) {
        return;
      } else if constexpr (ops::Binary<Rule>) {
        const Real a = nodes[node.a].value, b = nodes[node.b].value;
        const Real to_a = ops::contribution(g[i], Rule::slope_a(a, b, node.value));
        const Real to_b = ops::contribution(g[i], Rule::slope_b(a, b, node.value));
        g[node.a] += to_a;
        g[node.b] += to_b;
      } else {
        g[node.a] += ops::contribution(g[i], Rule::slope(nodes[node.a].value, node.value));
      }
    });
  }
  return gradients;
}

// Starts every sum from -0.0, in memory of an earlier backward where there is some. Adding any
// number but -0.0 to it leaves something else, so what still is -0.0 was probably not computed.
Gradients::Gradients(Scalar output) : output_(output), pool_(output.tape().spare_gradients_) {
  if (!pool_->empty()) {
    values_ = std::move(pool_->back());
    pool_->pop_back();
  }
  values_.assign(output.index() + 1, Real(-0.0));
}

Gradients::~Gradients() {
  if (pool_) pool_->push_back(std::move(values_));
}

Real Gradients::operator[](Scalar x) const {
  if (computed(x)) return values_[x.index()] + 0;  // + 0 makes -0 a plain 0
  const Tape& tape = x.tape();
  const std::string name(tape.name_of(tape.nodes()[x.index()]));
  throw UsageError(fmt::format(
      "the gradient of {} was not computed: the output does not depend on it, or only through "
      "detach",
      name.empty() ? fmt::format("node {}", x.index()) : name));
}

bool Gradients::computed(Scalar x) const {
  const Tape& tape = output_.tape();
  if (&x.tape() != &tape) live::mixed_tapes(x);
  if (x.index() > output_.index() || tape.nodes()[x.index()].kind() == constant) return false;
  const Real sum = values_[x.index()];
  if (sum != 0 || !std::signbit(sum)) return true;
  if (reached_.empty()) find_reached();
  return reached_[x.index()];
}

// Walks from the output back along the edges that carry gradient.
void Gradients::find_reached() const {
  const auto& nodes = output_.tape().nodes();
  reached_.assign(values_.size(), false);
  reached_[output_.index()] = true;
  for (std::size_t i = values_.size(); i-- > 0;) {
    if (!reached_[i] || nodes[i].kind() < first_rule) continue;
    ops::visit(nodes[i].kind() - first_rule, [&]<class Rule>(Rule) {
      if constexpr (ops::Differentiable<Rule>) {
        reached_[nodes[i].a] = true;
        if constexpr (ops::Binary<Rule>) reached_[nodes[i].b] = true;
      }
    });
  }
}

}  // namespace downhill
