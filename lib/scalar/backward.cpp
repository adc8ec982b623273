#include "scalar/backward.hpp"

#include "scalar/reached.hpp"

namespace downhill {

Gradients backward(Scalar y, Real seed) {
  const Node* nodes = y.tape().nodes().data();
  Sums sums(y.tape().spare_sums_, y.index() + 1);
  Real* g = sums.data();
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
  return {y, std::move(sums)};
}

Real Gradients::operator[](Scalar x) const {
  if (!computed(x)) not_computed(x);
  return sums_[x.index()];
}

bool Gradients::computed(Scalar x) const {
  output_.tape();  // the recording must not be over
  output_.must_meet(x);
  if (x.index() > output_.index() || x.tape().nodes()[x.index()].kind() == constant) return false;
  if (!sums_.untouched(x.index())) return true;
  if (reached_.empty()) reached_ = reached_from(output_);
  return reached_[x.index()];
}

}  // namespace downhill
