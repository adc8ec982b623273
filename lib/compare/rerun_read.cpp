// From the reference's text to the steps of its run.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compare/loss_words.hpp"
#include "compare/rerun.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/names.hpp"
#include "expr/parse.hpp"

namespace downhill {
namespace {

// The number or array that a line without names computes.
Array constant(const Statement& statement) {
  TensorTape tape;
  const auto program = expr::parse("it = " + statement.expression);
  return expr::evaluate_arrays(program, tape).output.value();
}

Array array_of(const Value& value) {
  return Array(Shape(std::span(value.shape)), std::span(value.data));
}

// How tightly a formula holds together: the loosest operation outside its parentheses.
ops::Symbol::Precedence precedence_of(std::string_view formula) {
  using enum ops::Symbol::Precedence;
  auto loosest = formula.starts_with('-') ? negation : atom;
  int depth = 0;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    if (formula[i] == '(' || formula[i] == '[') ++depth;
    if (formula[i] == ')' || formula[i] == ']') --depth;
    if (depth > 0 || formula[i] != ' ' || i + 2 >= formula.size()) continue;
    const char c = formula[i + 1];
    const auto here = c == '+' || c == '-'               ? sum
                      : formula.substr(i + 1, 2) == "**" ? power
                      : c == '*' || c == '/' || c == '@' ? product
                      : c == '<' || c == '>' || c == '=' ? comparison
                                                         : loosest;
    loosest = std::min(loosest, here);
  }
  return loosest;
}

enum class Section { forward, gradient, update };

// Of every definition: a section that computes with gradients and makes none is an update.
std::vector<Section> sorted(const TraceText& text, const Definitions& definitions) {
  std::vector<bool> makes(text.sections.size()), uses(text.sections.size());
  for (const Definition& definition : definitions.all) {
    const std::size_t section = text.statements[definition.statements.front()].section;
    if (definition.gradient) makes[section] = true;
    for (const std::size_t input : definition.inputs)
      if (definitions.all[input].gradient && !definition.gradient) uses[section] = true;
  }
  std::vector<Section> kinds;
  for (const Definition& definition : definitions.all) {
    const std::size_t section = text.statements[definition.statements.front()].section;
    const bool update =
        makes[section] ? std::any_of(definition.inputs.begin(), definition.inputs.end(),
                                     [&](std::size_t i) { return definitions.all[i].gradient; })
                       : bool(uses[section]);
    kinds.push_back(definition.gradient ? Section::gradient
                    : update            ? Section::update
                                        : Section::forward);
  }
  return kinds;
}

}  // namespace

Rerun::Rerun(const TraceText& reference, const Definitions& definitions, Losses losses)
    : size_(definitions.all.size()) {
  try {
    if (!reference.elided) read(reference, definitions, losses);
    if (const auto right = run({}, 0, 0, &starts_)) right_ = *right;
  } catch (const Error&) {  // a function or a shape that is beyond the formula language
    steps_.clear();
  }
  if (right_.empty()) steps_.clear();
}

void Rerun::read(const TraceText& reference, const Definitions& definitions, Losses losses) {
  const std::vector<Section> kinds = sorted(reference, definitions);
  for (const Definition& one : definitions.all) gradient_names_.push_back(one.name);
  definition_of_statement_.resize(reference.statements.size());
  for (std::size_t i = 0; i < definitions.all.size(); ++i)
    for (const std::size_t statement : definitions.all[i].statements)
      definition_of_statement_[statement] = i;

  std::vector<std::size_t> gradients;  // statements of the step
  std::string forward;
  Step step;
  std::map<std::string, bool> updated;
  Held held;      // the newest value of each name, as printed
  Held at_start;  // … and when the step began, with the step's literals
  Held values;    // of every line, for the sake of their shapes
  const auto finish = [&] {
    if (forward.empty()) return;
    step.graph = graph_of(forward, at_start);
    read_gradients(reference, definitions, step, gradients);
    for (const Assignment& line : step.update) updated[line.name] = true;
    steps_.push_back(std::move(step));
    step = {}, forward.clear(), gradients.clear();
  };
  for (std::size_t s = 0; s < reference.statements.size(); ++s) {
    const Statement& line = reference.statements[s];
    const std::size_t i = definition_of_statement_[s];
    const bool literal = definitions.all[i].is_leaf();
    if (kinds[i] == Section::forward) {
      if (losses == Losses::whole) values[line.name] = array_of(line.held.value);
      if (!gradients.empty() || !step.update.empty()) finish(), at_start = held;
      if (literal) {
        at_start[line.name] = step.given[line.name] = constant(line);
        held[line.name] = step.given[line.name];
        step.restates = step.restates || (!line.adds && updated.count(line.name) > 0);
      } else {
        const std::string expression = losses == Losses::whole && !line.adds
                                           ? as_loss(line.expression, values)
                                           : line.expression;
        if (expression != line.expression) whole_losses_.insert(line.name);
        forward += line.name + (line.adds ? " += " : " = ") + expression + "\n";
        step.forward.push_back(i);
      }
    } else if (kinds[i] == Section::gradient) {
      gradients.push_back(s);
    } else {
      if (!line.held.value.data.empty()) held[line.name] = array_of(line.held.value);
      step.update.push_back(
          {line.name, line.adds ? line.name + " + " + line.expression : line.expression, s});
    }
  }
  finish();
  if (losses == Losses::whole && whole_losses_.empty()) steps_.clear();  // nothing new

  main_ = std::size_t(std::find_if(steps_.begin(), steps_.end(),
                                   [](const Step& one) { return one.output.has_value(); }) -
                      steps_.begin());
  if (steps_.empty()) return;
  if (main_ == steps_.size()) main_ = 0;  // a run that only goes forward, to its last line
  output_ = steps_[main_].output.value_or(graph().assigned.back());
  is_parameter_.assign(graph().nodes().size(), false);
  for (const auto& [name, node] : graph().leaves) {
    is_parameter_[node] = updated.count(name) > 0;
    for (const Statement& line : reference.statements)
      if (line.name == name && line.words.starts_with("parameter")) is_parameter_[node] = true;
  }
}

// Its numbers come with each run; the shapes are known from the first.
std::size_t Rerun::graph_of(const std::string& text, const Held& held) {
  const auto known = graph_ids_.find(text);
  if (known != graph_ids_.end()) return known->second;
  const expr::Program program = expr::parse(text);
  expr::ArrayBindings bindings;
  for (const std::string& name : expr::names_to_bind(program)) {
    const auto value = held.find(name);
    if (value == held.end()) throw UsageError(name + " has no value");
    bindings.emplace_back(name, value->second);
  }
  auto graph = std::make_unique<RerunGraph>();
  const auto done = expr::evaluate_arrays(program, graph->tape, bindings);
  for (std::size_t k = 0; k < done.assigned.size(); ++k) {
    const auto& [name, tensor] = done.assigned[k];
    if (k < bindings.size()) {
      graph->leaves.emplace_back(name, tensor.index());
    } else {
      graph->assigned.push_back(tensor.index());
    }
    graph->node_of[name] = tensor.index();
  }
  graph->uses.resize(graph->nodes().size());
  for (std::uint32_t i = 0; i < graph->nodes().size(); ++i) {
    const auto inputs = graph->tape.inputs_of(graph->nodes()[i]);
    for (std::size_t slot = 0; slot < inputs.size(); ++slot)
      graph->uses[inputs[slot]].emplace_back(i, slot);
  }
  graphs_.push_back(std::move(graph));
  return graph_ids_[text] = graphs_.size() - 1;
}

// Which node each gradient belongs to. The first of them is the seed.
void Rerun::read_gradients(const TraceText& reference, const Definitions& definitions, Step& step,
                           const std::vector<std::size_t>& statements) {
  const RerunGraph& graph = *graphs_[step.graph];
  std::vector<bool> seen(size_);
  for (const std::size_t s : statements) {
    const std::size_t i = definition_of_statement_[s];
    if (seen[i]) continue;
    seen[i] = true;
    const auto node = graph.node_of.find(differentiated(definitions, definitions.all[i].name));
    if (node == graph.node_of.end()) continue;
    if (!step.output && definitions.all[i].is_leaf()) {
      step.output = node->second;
      step.seed = constant(reference.statements[s]);
      if (step.seed.shape() != graph.nodes()[node->second].value.shape())
        step.seed = Array::filled(graph.nodes()[node->second].value.shape(), step.seed.number());
    }
    step.gradients.emplace_back(i, node->second);
  }
}

std::optional<Rerun::Place> Rerun::place_of(std::size_t definition) const {
  for (const Step& step : steps_) {
    for (const auto& [gradient, node] : step.gradients)
      if (gradient == definition) return Place{graphs_[step.graph].get(), node};
    for (std::size_t k = 0; k < step.forward.size(); ++k)
      if (step.forward[k] == definition)
        return Place{graphs_[step.graph].get(), graphs_[step.graph]->assigned[k]};
  }
  return {};
}

bool Rerun::updates() const {
  return std::any_of(steps_.begin(), steps_.end(), [](const Step& s) { return !s.update.empty(); });
}

bool Rerun::is_whole_loss(std::uint32_t node) const {
  return whole_losses_.count(graph().call(node)) > 0;
}

const RerunGraph& Rerun::graph() const { return *graphs_[steps_[main_].graph]; }

std::vector<Assignment> Rerun::first_update() const {
  for (const Step& step : steps_)
    if (!step.update.empty()) return step.update;
  return {};
}

std::string RerunGraph::call(std::uint32_t node) const {
  const std::string_view name = tape.name_of(nodes()[node]);
  if (!name.empty()) return std::string(name);
  if (nodes()[node].operation) return formula(node);
  return nodes()[node].value.rank() == 0 ? ops::literal(nodes()[node].value.number()) : "array";
}

std::vector<ops::Symbol> RerunGraph::symbols(std::uint32_t node) const {
  std::vector<ops::Symbol> symbols;
  for (const std::uint32_t input : tape.inputs_of(nodes()[node])) {
    const bool named = !tape.name_of(nodes()[input]).empty();
    const std::string text = named || !nodes()[input].operation ? call(input) : formula(input);
    symbols.emplace_back(text, precedence_of(text));
  }
  return symbols;
}

std::string RerunGraph::formula(std::uint32_t node) const {
  if (!nodes()[node].operation) return call(node);
  return tape.spell_value(node, symbols(node));
}

std::string RerunGraph::contribution(std::uint32_t node, std::size_t slot) const {
  const std::string y = call(node);
  if (!tape.name_of(nodes()[node]).empty())
    return tape.spell_contribution(node, slot, symbols(node), y, "d" + y);
  return fmt::format("{} (dy: the gradient of {})",
                     tape.spell_contribution(node, slot, symbols(node), "y", "dy"), y);
}

}  // namespace downhill
