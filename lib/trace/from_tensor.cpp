#include "trace/from_tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tensor/numpy_words.hpp"

namespace downhill {
namespace {

using ops::Symbol;

// One run in words: the names of its nodes, and the formulas made of them.
class ArraySpelling {
 public:
  explicit ArraySpelling(Tensor output) : tape_(output.tape()), size_(output.index() + 1) {
    find_whole_numbers();
    std::vector<NamedNode> nodes(size_);
    for (std::size_t i = 0; i < size_; ++i)
      nodes[i] = {tape_.name_of(node(i)), is_constant(i) ? "constant" : op(i), has_line(i)};
    names_ = name_nodes(nodes, Vocabulary::arrays);
  }

  std::size_t size() const { return size_; }
  const TensorNode& node(std::size_t i) const { return tape_.nodes()[i]; }
  bool is_leaf(std::size_t i) const { return !node(i).operation; }
  bool is_constant(std::size_t i) const { return node(i).kind == TensorKind::constant; }
  bool has_line(std::size_t i) const {
    return !is_constant(i) || node(i).value.size() > largest_constant;
  }
  const std::string& name(std::size_t i) const { return names_.values[i]; }
  const std::string& gradient_name(std::size_t i) const { return names_.gradients[i]; }
  std::string_view op(std::size_t i) const { return is_leaf(i) ? "" : node(i).operation->name(); }

  std::vector<std::uint32_t> inputs(std::size_t i) const {
    const auto ids = tape_.inputs_of(node(i));
    return {ids.begin(), ids.end()};
  }

  // The right side of the node's line: its operation in words, or the leaf's numbers.
  std::string formula(std::size_t i) const {
    if (!is_leaf(i)) return tape_.spell_value(i, symbols(i));
    return node(i).value.size() > whole_limit ? "..." : literal(i);
  }

  std::string contribution(std::size_t i, std::size_t slot) const {
    return tape_.spell_contribution(i, slot, symbols(i), names_.values[i], names_.gradients[i]);
  }

 private:
  // Leaves that are indices, and those that are only ever class numbers or masks: what asks for
  // no gradient. (detach does not, but what comes of it is computed with.)
  void find_whole_numbers() {
    std::vector<bool> computed_with(size_), counted(size_), index(size_);
    for (std::size_t i = 0; i < size_; ++i) {
      if (is_leaf(i)) continue;
      const std::vector<std::uint32_t> ids = inputs(i);
      for (std::size_t slot = 0; slot < ids.size(); ++slot) {
        const bool counts = op(i) != "detach" && !node(i).operation->differentiable(slot);
        (counts ? counted : computed_with)[ids[slot]] = true;
        if (counts && (op(i) == "gather" || op(i) == "take_along_axis")) index[ids[slot]] = true;
      }
    }
    whole_.resize(size_);
    for (std::size_t i = 0; i < size_; ++i)
      whole_[i] = index[i] || (counted[i] && !computed_with[i]);
  }

  std::string literal(std::size_t i) const {
    return python_literal(value_of(node(i).value), whole_[i] ? Elements::whole : Elements::real);
  }

  std::vector<Symbol> symbols(std::size_t i) const {
    std::vector<Symbol> all;
    for (const std::uint32_t id : tape_.inputs_of(node(i))) {
      if (has_line(id)) {
        all.emplace_back(names_.values[id]);
      } else if (node(id).value.rank() == 0) {
        all.emplace_back(node(id).value[0]);
      } else {
        all.emplace_back(literal(id));
      }
    }
    return all;
  }

  const TensorTape& tape_;
  std::size_t size_;
  NodeNames names_;
  std::vector<bool> whole_;
};

GraphNode::Kind graph_kind(TensorKind kind) {
  switch (kind) {
    case TensorKind::input:
      return GraphNode::Kind::input;
    case TensorKind::parameter:
      return GraphNode::Kind::parameter;
    case TensorKind::constant:
      return GraphNode::Kind::constant;
    default:
      return GraphNode::Kind::operation;
  }
}

std::string leaf_words(const TensorNode& node) {
  if (node.kind == TensorKind::parameter) return "parameter";
  if (node.kind == TensorKind::constant) return "constant";
  return node.wants_gradient ? "input" : "data";
}

Graph graph_of(const ArraySpelling& spelling, const TensorTape& tape, Places places) {
  Graph graph;
  graph.nodes.reserve(spelling.size());
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    GraphNode& node = graph.nodes.emplace_back();
    node.id = std::uint32_t(i);
    node.name = spelling.name(i);
    node.kind = graph_kind(spelling.node(i).kind);
    node.op = spelling.op(i);
    node.formula = spelling.formula(i);
    node.inputs = spelling.inputs(i);
    node.value = value_of(spelling.node(i).value);
    node.gradient_name = spelling.gradient_name(i);
    node.line = tape.line_of(spelling.node(i));
    if (places == Places::shown) node.file = base_name(tape.file_of(spelling.node(i)));
  }
  for (const TensorBlock& block : tape.blocks())
    graph.blocks.push_back({block.begin, block.end, block.name});
  graph.output = std::uint32_t(spelling.size() - 1);
  return graph;
}

// What lib/tensor calls in Python by names of its own.
void add_definitions(Trace& trace) {
  for (const PythonHelper& helper : python_helpers()) {
    std::string_view code = helper.definition;
    while (code.ends_with('\n')) code.remove_suffix(1);
    trace.definitions.emplace(helper.name, code);
  }
}

// Python's floats stop at 0 ** -1, which the slope of 0 ** b may hold.
bool stops_floats(const ArraySpelling& spelling, std::size_t i) {
  if (spelling.op(i) != "pow") return false;
  const auto base = spelling.node(spelling.inputs(i)[0]).value.values();
  return std::find(base.begin(), base.end(), Real(0)) != base.end();
}

// Whether an expression may be its operand's own memory under another name, or memory that NumPy
// does not let change: a name, an index, .T and the functions that only look at their argument.
bool is_a_view(std::string_view expression) {
  constexpr auto views =
      std::to_array<std::string_view>({"broadcast_to", "detach", "expand_dims", "flip", "moveaxis",
                                       "reshape", "squeeze", "swapaxes", "transpose"});
  int depth = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (depth == 0 && (c == '+' || c == '-' || c == '*' || c == '/' || c == '@')) return false;
  }
  const std::size_t open = expression.find_first_of("([");
  const bool is_call = open != expression.npos && open > 0 && expression[open] == '(' &&
                       expression.ends_with(')') && expression.find(")[") == expression.npos;
  return !is_call ||
         std::find(views.begin(), views.end(), expression.substr(0, open)) != views.end();
}

// Keeps what backward tells; the arrays share their memory with the gradients.
struct Step {
  std::uint32_t consumer, slot, input;
  bool first;
  Array amount, total;
};
class StepKeeper final : public BackwardObserver {
 public:
  void contributes(const Contribution& step) override {
    steps.push_back({step.consumer, step.slot, step.input, step.first, step.amount, step.total});
  }
  std::vector<Step> steps;
};

Line gradient_line(const ArraySpelling& spelling, const Step& step, bool more_is_added) {
  Line line;
  line.name = spelling.gradient_name(step.input);
  line.adds = !step.first;
  line.expression = spelling.contribution(step.consumer, step.slot);
  line.value = value_of(step.total);
  line.role = Line::Role::gradient;
  line.node = step.input;
  line.contribution = value_of(step.amount);
  if (more_is_added && is_a_view(line.expression)) {
    line.expression = "array(" + line.expression + ")";
    line.words = "a copy: more is added below";
  }
  if (line.adds) {
    line.words = step.amount.rank() == 0 ? "adds " + short_number(step.amount[0])
                                         : "adds what comes from " + spelling.name(step.consumer);
  }
  return line;
}

}  // namespace

Value value_of(const Array& array) {
  return Value({array.shape().begin(), array.shape().end()}, NumberList(array.values()));
}

void add_forward(Trace& trace, Tensor output, Places places) {
  const ArraySpelling spelling(output);
  const TensorTape& tape = output.tape();
  if (trace.graph.nodes.empty()) trace.graph = graph_of(spelling, tape, places);
  add_definitions(trace);
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    if (!spelling.has_line(i)) continue;
    const TensorNode& node = spelling.node(i);
    Line line;
    line.name = spelling.name(i);
    line.value = value_of(node.value);
    if (spelling.is_leaf(i) && trace.holds(line.name, line.value)) continue;
    line.expression = spelling.formula(i);
    line.role = Line::Role::value;
    line.node = std::uint32_t(i);
    line.words = spelling.is_leaf(i) ? leaf_words(node)
                                     : place_words(tape.file_of(node), tape.line_of(node), places);
    if (stops_floats(spelling, i)) trace.needs_ieee = true;
    trace.line(std::move(line));
  }
}

void add_backward(Trace& trace, const TensorGradients& gradients) {
  const Tensor output = gradients.output();
  const ArraySpelling spelling(output);
  StepKeeper keeper;
  const Array seed = gradients[output];
  backward(output, seed, &keeper);

  const std::uint32_t last = output.index();
  const Value start = value_of(seed);
  trace.line(starting_line(spelling.name(last), spelling.gradient_name(last), last, start,
                           seed.size() > whole_limit ? "..." : python_literal(start)));
  std::vector<std::uint32_t> contributions(spelling.size());
  for (const Step& step : keeper.steps) ++contributions[step.input];

  Graph& graph = trace.graph;
  const bool first_run = graph.flows.empty();
  for (const Step& step : keeper.steps) {
    Line line = gradient_line(spelling, step, step.first && contributions[step.input] > 1);
    if (first_run) {
      line.flow = graph.flows.size();
      graph.flows.push_back({step.consumer,
                             step.slot,
                             step.input,
                             spelling.contribution(step.consumer, step.slot),
                             "",
                             {},
                             value_of(step.amount)});
    }
    trace.line(std::move(line));
  }
  if (!first_run) return;
  for (std::size_t i = 0; i < spelling.size() && i < graph.nodes.size(); ++i) {
    const Tensor x = output.tape().at(i);
    if (gradients.computed(x)) graph.nodes[i].gradient = value_of(gradients[x]);
  }
}

Trace explain(const TensorGradients& gradients, Places places) {
  Trace trace;
  trace.heading("forward: build the graph");
  add_forward(trace, gradients.output(), places);
  const std::string& output = trace.graph.nodes.back().name;
  trace.heading("backward: walk it in reverse, starting from " + output);
  add_backward(trace, gradients);
  return trace;
}

}  // namespace downhill
