#include "scalar/backward.hpp"

#include <cmath>

#include "scalar/reached.hpp"
#include "scalar/sum_of_products.hpp"

namespace downhill {

Gradients backward(Scalar y, Real seed) {
  Gradients gradients(y, seed, Sums(y.tape().spare_sums_, y.index() + 1));
  gradients.run([](std::size_t) { return true; });
  return gradients;
}

// The reverse loop. A node that y does not depend on hands back 0 times its slopes, which is 0 or,
// in rare cases, nan: then the loop is run again without such nodes.
void Gradients::run(auto takes_part) const {
  const Tape& tape = output_.tape();
  const Node* nodes = tape.nodes().data();
  Real* g = sums_.data();
  g[output_.index()] = seed_;
  for (std::size_t i = output_.index() + 1; i-- > 0;) {
    const Node& node = nodes[i];
    if (node.kind() < first_rule || !takes_part(i)) continue;
    if (node.kind() == sum_of_products) hand_back(tape.operands(node), g[i], nodes, g);
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
}

Real Gradients::operator[](Scalar x) const {
  if (!computed(x)) not_computed(x);
  if (std::isnan(sums_[x.index()]) && !only_reached_) {
    only_reached_ = true;
    sums_.restart();
    run([this](std::size_t i) { return reached_[i]; });
  }
  return sums_[x.index()];
}

// A number other than 0 and nan can only have come from the output.
bool Gradients::computed(Scalar x) const {
  output_.tape();  // the recording must not be over
  output_.must_meet(x);
  const std::size_t i = x.index();
  if (i > output_.index() || x.tape().nodes()[i].kind() == constant) return false;
  if (sums_[i] < 0 || sums_[i] > 0) return true;
  if (reached_.empty()) reached_ = reached_from(output_);
  return reached_[i];
}

}  // namespace downhill
