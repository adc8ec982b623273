#include "scalar/reached.hpp"

#include <fmt/format.h>

namespace downhill {

Reached::Reached(Scalar output)
    : output_(output), found_(output.index() + 1, false), next_(output.index()) {
  found_[next_] = true;
}

bool Reached::operator[](std::size_t node) {
  while (!found_[node] && next_ > node) walk_from(next_--);
  return found_[node];
}

// One step back, along the edges that carry gradient.
void Reached::walk_from(std::size_t node) {
  const Tape& tape = output_.tape();
  const Node& from = tape.nodes()[node];
  if (!found_[node] || from.kind() < first_rule) return;
  if (from.is_sum_of_products()) {
    const Operands operands = tape.operands(from);
    for (std::size_t slot = 0; slot < operands.size(); ++slot) found_[operands[slot]] = true;
  }
  ops::visit(from.kind() - first_rule, [&]<class Rule>(Rule) {
    if constexpr (ops::Differentiable<Rule>) {
      found_[from.a()] = true;
      if constexpr (ops::Binary<Rule>) found_[from.b()] = true;
    }
  });
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
