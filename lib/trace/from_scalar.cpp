#include "trace/from_scalar.hpp"

#include <fmt/format.h>

#include "ops/joined.hpp"
#include "ops/symbol.hpp"
#include "scalar/sum_of_products.hpp"

namespace downhill {
namespace {

using ops::Symbol;

// One run in words: the names of its nodes, and the formulas made of them.
class Spelling {
 public:
  explicit Spelling(Scalar output) : tape_(output.tape()), size_(output.index() + 1) {
    std::vector<NamedNode> nodes(size_);
    for (std::size_t i = 0; i < size_; ++i)
      nodes[i] = {tape_.name_of(node(i)), op(i), !is_constant(i)};
    names_ = name_nodes(nodes, Vocabulary::numbers);
  }

  const Tape& tape() const { return tape_; }
  std::size_t size() const { return size_; }
  const Node& node(std::size_t i) const { return tape_.nodes()[i]; }
  Real value(std::size_t i) const { return tape_.nodes()[i].value; }
  bool is_leaf(std::size_t i) const { return node(i).kind() < first_rule; }
  bool is_constant(std::size_t i) const { return node(i).kind() == constant; }
  const std::string& name(std::size_t i) const { return names_.values[i]; }
  const std::string& gradient_name(std::size_t i) const { return names_.gradients[i]; }

  std::string_view op(std::size_t i) const {
    if (node(i).is_sum_of_products()) return "dot";
    return is_leaf(i) ? "" : ops::catalogue()[node(i).kind() - first_rule].name;
  }

  std::vector<std::uint32_t> inputs(std::size_t i) const {
    if (is_leaf(i)) return {};
    if (node(i).is_sum_of_products()) {
      const Operands operands = tape_.operands(node(i));
      std::vector<std::uint32_t> all;
      for (std::size_t slot = 0; slot < operands.size(); ++slot) all.push_back(operands[slot]);
      return all;
    }
    if (ops::catalogue()[node(i).kind() - first_rule].arity == 1) return {node(i).a()};
    return {node(i).a(), node(i).b()};
  }

  Symbol symbol(std::size_t i) const { return is_constant(i) ? Symbol(value(i)) : Symbol(name(i)); }

  // The right side of the node's line: its rule in words, or the leaf's number.
  std::string formula(std::size_t i) const {
    if (is_leaf(i)) return ops::literal(value(i));
    if (node(i).is_sum_of_products()) return sum_of_products_formula(tape_.operands(node(i)));
    std::string text;
    ops::visit(node(i).kind() - first_rule, [&]<class Rule>(Rule) {
      if constexpr (ops::Binary<Rule>) {
        text = Rule::value(symbol(node(i).a()), symbol(node(i).b())).text();
      } else {
        text = Rule::value(symbol(node(i).a())).text();
      }
    });
    return text;
  }

  // Calls visitor(slot, target, slope in words, slope, contribution in words, contribution) for
  // each input that node i hands gradient to, given the node's own gradient.
  template <class Visitor>
  void for_each_contribution(std::size_t i, Real upstream, Visitor visitor) const {
    if (is_leaf(i)) return;
    const Symbol dy(gradient_name(i));
    const auto visit_slot = [&](unsigned slot, std::uint32_t target, const auto& words,
                                const auto& slope) {
      if (is_constant(target)) return;
      visitor(slot, target, slope_symbol(words), ops::slope_number(slope), contribution(dy, words),
              ops::contribution(upstream, slope));
    };
    if (node(i).is_sum_of_products()) {
      const Operands operands = tape_.operands(node(i));
      for (unsigned k = 0; k < operands.size(); ++k) {
        if (k < operands.first_pair()) {
          visit_slot(k, operands[k], Symbol(1), Real(1));
        } else {  // the slope along one factor is the other one
          const std::uint32_t other = operands[(k - operands.first_pair()) % 2 ? k - 1 : k + 1];
          visit_slot(k, operands[k], symbol(other), value(other));
        }
      }
      return;
    }
    const Symbol y = symbol(i), sa = symbol(node(i).a());
    const Real va = value(node(i).a()), vy = value(i);
    ops::visit(node(i).kind() - first_rule, [&]<class Rule>(Rule) {
      if constexpr (!ops::Differentiable<Rule>) {
        return;
      } else if constexpr (ops::Binary<Rule>) {
        const Symbol sb = symbol(node(i).b());
        const Real vb = value(node(i).b());
        visit_slot(0, node(i).a(), spelled(Rule::slope_a(sa, sb, y)), Rule::slope_a(va, vb, vy));
        visit_slot(1, node(i).b(), spelled(Rule::slope_b(sa, sb, y)), Rule::slope_b(va, vb, vy));
      } else {
        visit_slot(0, node(i).a(), spelled(Rule::slope(sa, y)), Rule::slope(va, vy));
      }
    });
  }

 private:
  static Symbol spelled(int slope) { return Symbol(slope); }
  static Symbol spelled(const Symbol& slope) { return slope; }
  static ops::SymbolShare spelled(const ops::SymbolShare& share) { return share; }

  // b + w0 * x0 + w1 * x1, in the order in which it was added up.
  std::string sum_of_products_formula(const Operands& operands) const {
    const std::size_t pair = operands.first_pair();
    std::vector<std::string> terms;
    if (pair == 1) terms.push_back(symbol(operands[0]).text());
    for (std::size_t k = pair; k < operands.size(); k += 2)
      terms.push_back(fmt::format("{} * {}", factor(operands[k]), factor(operands[k + 1])));
    return joined(terms, " + ");
  }
  std::string factor(std::uint32_t i) const { return symbol(i).within(Symbol::negation); }

  const Tape& tape_;
  std::size_t size_;
  NodeNames names_;
};

GraphNode::Kind graph_kind(std::uint8_t kind) {
  switch (kind) {
    case input:
      return GraphNode::Kind::input;
    case parameter:
      return GraphNode::Kind::parameter;
    case constant:
      return GraphNode::Kind::constant;
    default:
      return GraphNode::Kind::operation;
  }
}

Graph graph_of(const Spelling& spelling, Places places) {
  const Tape& tape = spelling.tape();
  Graph graph;
  graph.nodes.reserve(spelling.size());
  graph.flows.reserve(2 * spelling.size());  // most nodes have two inputs
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    GraphNode& node = graph.nodes.emplace_back();
    node.id = std::uint32_t(i);
    node.name = spelling.name(i);
    node.kind = graph_kind(spelling.node(i).kind());
    node.op = spelling.op(i);
    node.formula = spelling.formula(i);
    node.inputs = spelling.inputs(i);
    node.value = spelling.value(i);
    node.gradient_name = spelling.gradient_name(i);
    node.line = tape.line_of(spelling.node(i));
    if (places == Places::shown) node.file = base_name(tape.file_of(spelling.node(i)));
  }
  for (const Block& block : tape.blocks())
    graph.blocks.push_back({block.begin, block.end, block.name});
  graph.output = std::uint32_t(spelling.size() - 1);
  return graph;
}

// "dy/ds is c = 4": the local slope, with its number where the words are not the number already.
std::string slope_words(const std::string& y, const std::string& x, const Symbol& slope,
                        Real number) {
  if (slope.number() == Real(1)) return "";
  std::string words = joined({"d", y, "/d", x, " is ", slope.text()});
  const bool is_plain = slope.number() || slope.text().find_first_of(" (-") == std::string::npos;
  if (!is_plain) words += " = " + short_number(number);
  return words;
}

void tell_forward(Trace& trace, const Spelling& spelling, Places places) {
  const Tape& tape = spelling.tape();
  const bool first_run = trace.graph.nodes.empty();
  if (first_run) trace.graph = graph_of(spelling, places);
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    const Node& node = spelling.node(i);
    if (node.kind() == constant) continue;
    if (spelling.is_leaf(i) && trace.holds(spelling.name(i), spelling.value(i))) continue;
    Line line;
    line.name = spelling.name(i);
    line.expression = first_run ? trace.graph.nodes[i].formula : spelling.formula(i);
    line.value = spelling.value(i);
    line.role = Line::Role::value;
    line.node = std::uint32_t(i);
    if (spelling.is_leaf(i)) {
      line.words = node.kind() == parameter ? "parameter" : "input";
    } else {
      line.words = place_words(tape.file_of(node), tape.line_of(node), places);
    }
    // 0 ** b is where Python's floats stop: its slopes hold 0 ** -1 and log(0).
    if (spelling.op(i) == "pow" && spelling.value(node.a()) == 0) trace.needs_ieee = true;
    trace.line(std::move(line));
  }
}

void tell_backward(Trace& trace, const Spelling& spelling, const Gradients& gradients, Real seed) {
  Graph& graph = trace.graph;
  const bool first_run = graph.flows.empty();
  std::vector<Real> totals(spelling.size(), 0);
  std::vector<bool> begun(spelling.size(), false);
  const std::size_t last = spelling.size() - 1;

  trace.line(starting_line(spelling.name(last), spelling.gradient_name(last), std::uint32_t(last),
                           seed, ops::literal(seed)));
  totals[last] = seed;
  begun[last] = true;

  for (std::size_t i = spelling.size(); i-- > 0;) {
    if (!begun[i]) continue;  // the output does not depend on it: nothing was computed
    spelling.for_each_contribution(
        i, totals[i],
        [&](unsigned slot, std::uint32_t target, const Symbol& slope, Real slope_number,
            const Symbol& words, Real part) {
          totals[target] += part;
          Line line;
          line.name = spelling.gradient_name(target);
          line.adds = begun[target];
          line.expression = words.text();
          line.value = totals[target];
          line.words = slope_words(spelling.name(i), spelling.name(target), slope, slope_number);
          if (line.adds) {
            const std::string more = "adds " + short_number(part);
            line.words = line.words.empty() ? more : more + "; " + line.words;
          }
          line.role = Line::Role::gradient;
          line.node = target;
          line.local = Value(slope_number);
          line.contribution = Value(part);
          if (first_run) {
            line.flow = graph.flows.size();
            graph.flows.push_back({std::uint32_t(i), slot, target, words.text(), slope.text(),
                                   Value(slope_number), Value(part)});
          }
          begun[target] = true;
          trace.line(std::move(line));
        });
  }

  if (!first_run) return;
  for (std::size_t i = 0; i < spelling.size() && i < graph.nodes.size(); ++i) {
    const Scalar x = spelling.tape().at(i);
    if (gradients.computed(x)) graph.nodes[i].gradient = Value(gradients[x]);
  }
}

}  // namespace

void add_forward(Trace& trace, Scalar output, Places places) {
  tell_forward(trace, Spelling(output), places);
}

void add_backward(Trace& trace, const Gradients& gradients, Real seed) {
  tell_backward(trace, Spelling(gradients.output()), gradients, seed);
}

Trace explain(const Gradients& gradients, Places places) {
  const Spelling spelling(gradients.output());
  Trace trace;
  trace.entries.reserve(3 * spelling.size() + 3);  // most nodes have a value and two inputs
  trace.heading("forward: build the graph");
  tell_forward(trace, spelling, places);
  const std::string& output = trace.graph.nodes.back().name;
  trace.heading("backward: walk it in reverse, starting from " + output);
  tell_backward(trace, spelling, gradients, 1);
  return trace;
}

std::string gradient_name(const Trace& trace, const std::string& name) {
  for (const GraphNode& node : trace.graph.nodes)
    if (node.name == name) return node.gradient_name;
  return "d" + name;
}

}  // namespace downhill
