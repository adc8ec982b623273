#include "scalar/reached.hpp"

#include <fmt/format.h>

namespace downhill {

// Walks from the output back along the edges that carry gradient.
std::vector<bool> reached_from(Scalar output) {
  const auto& nodes = output.tape().nodes();
  std::vector<bool> reached(output.index() + 1, false);
  reached[output.index()] = true;
  for (std::size_t i = reached.size(); i-- > 0;) {
    if (!reached[i] || nodes[i].kind() < first_rule) continue;
    if (nodes[i].kind() == sum_of_products)
      for (const std::uint32_t operand : output.tape().operands(nodes[i])) reached[operand] = true;
    ops::visit(nodes[i].kind() - first_rule, [&]<class Rule>(Rule) {
      if constexpr (ops::Differentiable<Rule>) {
        reached[nodes[i].a] = true;
        if constexpr (ops::Binary<Rule>) reached[nodes[i].b] = true;
      }
    });
  }
  return reached;
}

void not_computed(Scalar x) {
  const Tape& tape = x.tape();
  const std::string name(tape.name_of(tape.nodes()[x.index()]));
  throw UsageError(fmt::format(
      "the gradient of {} was not computed: the output does not depend on it, or only through "
      "detach",
      name.empty() ? fmt::format("node {}", x.index()) : name));
}

}  // namespace downhill
