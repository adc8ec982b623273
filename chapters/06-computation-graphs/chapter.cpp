// 06 The Blueprint: Computation Graphs
//
// A graph is recorded while numbers are computed, and walked in reverse to find the gradients.
#include <fmt/format.h>

#include <map>

#include "downhill.hpp"

using namespace downhill;

// Quick Challenge: y = (a + b) * c. What would the backward pass look like?
static void quick_challenge(const Chapter& chapter) {
  Tape tape;
  Scalar a = tape.input("a", 2);
  Scalar b = tape.input("b", 3);
  Scalar c = tape.input("c", 4);

  Scalar s = name("s", a + b);
  Scalar y = name("y", s * c);

  Gradients g = backward(y);
  fmt::print("Quick Challenge: y = (a + b) * c with a = 2, b = 3, c = 4\n");
  fmt::print("  forward builds the graph:   s = {}, y = {}\n", s.value(), y.value());
  fmt::print("  backward walks it in reverse: dy = 1, ds = {}, dc = {}, da = {}, db = {}\n\n", g[s],
             g[c], g[a], g[b]);

  Trace trace = chapter.trace("Quick Challenge: y = (a + b) * c");
  trace.heading("forward: build the graph");
  add_forward(trace, y);
  trace.heading("backward: walk it in reverse, starting from y");
  add_backward(trace, g);
  chapter.write(trace, "quick-challenge");
}

// Backward over a recorded graph, its nodes taken in the order given. Right only if every node
// comes after all the nodes that use it.
static Real gradient_of_x(const Graph& graph, const std::vector<std::uint32_t>& order) {
  std::map<std::uint32_t, Real> gradient{{*graph.output, 1}};
  for (const std::uint32_t node : order)
    for (const Flow& flow : graph.flows)
      if (flow.consumer == node) gradient[flow.target] += gradient[node] * flow.local->number();
  return gradient[0];
}

// A value used twice: its gradient is a sum, and the order of the walk begins to matter.
static void value_used_twice(const Chapter& chapter) {
  Tape tape;
  Scalar x = tape.input("x", 0.5);
  Scalar w = tape.input("w", 2);

  // x reaches y by two paths, so its gradient will be a sum of two parts.
  Scalar s = name("s", w * x);
  Scalar h = name("h", tanh(s));
  Scalar q = name("q", x * x);
  Scalar r = name("r", h * q);
  Scalar y = name("y", r + h);  // h, too, is used twice

  Gradients g = backward(y);
  Trace trace = chapter.trace("A value used twice: its gradient is the sum over both paths");
  trace.heading("forward: build the graph");
  add_forward(trace, y);
  trace.heading("backward: walk it in reverse, starting from y");
  add_backward(trace, g);
  chapter.write(trace, "value-used-twice");

  fmt::print("A value used twice: s = w * x, h = tanh(s), q = x * x, r = h * q, y = r + h\n");
  fmt::print("  dx = {:.6f} is a sum of three parts: one through s, two through q\n\n", g[x]);

  // Why the order matters: h hears from y and from r. Asked before r has spoken, it passes on
  // only part of what it will have heard in the end.
  const auto node = [](Scalar v) { return v.index(); };
  const Real right = gradient_of_x(trace.graph, {node(y), node(r), node(h), node(q), node(s)});
  const Real early = gradient_of_x(trace.graph, {node(y), node(h), node(s), node(r), node(q)});
  const Real reversed = gradient_of_x(trace.graph, {node(s), node(h), node(q), node(r), node(y)});
  fmt::print("Why the order matters: the same graph, walked in three orders\n");
  fmt::print("  y r h q s   dx = {:.6f}   every node after all that use it: right\n", right);
  fmt::print("  y h s r q   dx = {:.6f}   h passed its blame on before r had spoken\n", early);
  fmt::print("  s h q r y   dx = {:.6f}   the wrong way round: no blame had arrived yet\n",
             reversed);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "06-computation-graphs", "The Blueprint: Computation Graphs");
  quick_challenge(chapter);
  value_used_twice(chapter);
}
