#include "scalar/backward.hpp"

#include "scalar/contributions.hpp"
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
    if (!takes_part(i)) continue;
    // Most of what is recorded is a product or a sum, so these are asked for first.
    if (node.kind() == first_rule + ops::code_of<ops::Mul>) {
      hand_back<ops::Mul>(node, g[i], nodes, g);
    } else if (node.kind() == first_rule + ops::code_of<ops::Add>) {
      hand_back<ops::Add>(node, g[i], nodes, g);
    } else if (node.kind() == sum_of_products) {
      hand_back(tape.operands(node), node.value, g[i], nodes, g);
    } else if (node.kind() >= first_rule) {
      ops::visit(node.kind() - first_rule,
                 [&]<class Rule>(Rule) { hand_back<Rule>(node, g[i], nodes, g); });
    }
  }
}

Real Gradients::operator[](Scalar x) const {
  if (!computed(x)) not_computed(x);
  if (std::isnan(sums_[x.index()]) && !only_reached_) {
    only_reached_ = true;
    sums_.restart();
    run([this](std::size_t i) { return (*reached_)[i]; });
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
  if (!reached_) reached_.emplace(output_);
  return (*reached_)[i];
}

}  // namespace downhill
