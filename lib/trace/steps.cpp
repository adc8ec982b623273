#include "trace/steps.hpp"

#include <fmt/format.h>

#include <map>

#include "ops/joined.hpp"
#include "trace/character.hpp"
#include "trace/labels.hpp"
#include "trace/story.hpp"

namespace downhill {
namespace {

using Phase = TraceStep::Phase;

// Where the nodes and edges of a graph are drawn.
class DrawnPlaces {
 public:
  explicit DrawnPlaces(const Graph& graph) : graph_(graph), nodes_(graph.nodes.size()) {
    try {
      picture_ = picture_of(graph);
    } catch (const TooLargeToDraw&) {
      return;
    }
    for (std::size_t place = 0; place < picture_.nodes.size(); ++place)
      for (std::uint32_t id = picture_.nodes[place].first; id <= picture_.nodes[place].last; ++id)
        nodes_[id] = place;
    for (const DrawnEdge& edge : picture_.edges) {
      edges_.emplace(std::pair{edge.consumer, edge.slot}, &edge);
      if (edge.count > 1) bundles_.emplace(std::pair{edge.from, edge.to}, &edge);
    }
  }

  const DrawnNode* node(std::uint32_t id) const {
    if (id >= nodes_.size() || !nodes_[id] || graph_.nodes[id].kind == GraphNode::Kind::constant)
      return nullptr;
    return &picture_.nodes[*nodes_[id]];
  }
  std::string node_key(std::uint32_t id) const {
    const DrawnNode* drawn = node(id);
    return drawn ? key_of(*drawn) : "";
  }
  std::string edge_key(std::uint32_t consumer, unsigned slot) const {
    if (const auto own = edges_.find({consumer, slot}); own != edges_.end())
      return key_of(*own->second);
    const std::uint32_t input = graph_.nodes[consumer].inputs[slot];
    if (!nodes_[consumer] || !nodes_[input]) return "";
    const auto bundle = bundles_.find({*nodes_[input], *nodes_[consumer]});
    return bundle == bundles_.end() ? "" : key_of(*bundle->second);
  }

 private:
  const Graph& graph_;
  Picture picture_;
  std::vector<std::optional<std::size_t>> nodes_;
  std::map<std::pair<std::uint32_t, unsigned>, const DrawnEdge*> edges_;
  std::map<std::pair<std::size_t, std::size_t>, const DrawnEdge*> bundles_;
};

class StepTeller {
 public:
  explicit StepTeller(const Trace& trace) : trace_(trace), drawn_(trace.graph) {
    for (const GraphNode& node : trace.graph.nodes)
      if (node.kind != GraphNode::Kind::constant) by_name_.emplace(node.name, node.id);
    for (const Entry& entry : trace.entries)
      if (const Line* line = std::get_if<Line>(&entry))
        has_updates_ = has_updates_ || line->role == Line::Role::update;
  }

  TraceStep tell(const Line& line) {
    TraceStep step;
    step.phase = phase_of(line);
    if (step.phase < last_phase_ && last_phase_ >= Phase::backward) ++turn_;
    last_phase_ = step.phase;
    step.turn = turn_;
    step.computation = computation_of(line);
    if (line.role == Line::Role::gradient) {
      show_gradient(line, step);
    } else {
      show_value(line, step);
    }
    state_.insert_or_assign(line.name, line.value);
    return step;
  }

 private:
  Phase phase_of(const Line& line) const {
    if (line.role == Line::Role::gradient) return Phase::backward;
    if (line.role == Line::Role::value)
      return has_updates_ && line.node == trace_.graph.output ? Phase::loss : Phase::forward;
    // A setting that is stated before anything was computed belongs to what follows.
    return last_phase_ < Phase::backward ? last_phase_ : Phase::update;
  }

  // A number, an array of a few with its shape; nothing for more, which would not fit beside what
  // they were computed from.
  static std::string few_numbers(const Value& value) {
    constexpr std::size_t few = 4;
    if (value.is_number()) return short_number(value.number());
    return !value.data.empty() && value.data.size() <= few ? annotation(value) : "";
  }

  std::string computation_of(const Line& line) const {
    const bool is_number = line.value.is_number();
    std::string result = few_numbers(line.value);
    if (result.empty()) result = fmt::format("[{}]", joined(line.value.shape, ", "));
    const std::string numbers = with_numbers(line.expression, state_);
    const auto before = state_.find(line.name);
    if (line.adds && before != state_.end()) {
      const std::string start = few_numbers(before->second);
      return fmt::format("{} += {} → {}", start.empty() ? line.name : start, numbers, result);
    }
    if (is_number && (numbers == result || numbers == line.expression) &&
        line.expression.find_first_not_of("0123456789.e+-") == line.expression.npos)
      return result;
    return line.expression.starts_with("array(") && !is_number ? result : numbers + " → " + result;
  }

  // A value or an update: at the node of its own, or of the parameter that has its name.
  void show_value(const Line& line, TraceStep& step) const {
    std::optional<std::uint32_t> id = line.node;
    if (const auto known = by_name_.find(line.name); !id && known != by_name_.end())
      id = known->second;
    if (!id || *id >= trace_.graph.nodes.size()) return;
    GraphNode node = trace_.graph.nodes[*id];
    step.source =
        place_words(node.file, node.line, node.file.empty() ? Places::hidden : Places::shown);
    const DrawnNode* drawn = drawn_.node(*id);
    if (!drawn) return;
    step.touched.push_back(step.node = key_of(*drawn));
    if (line.role == Line::Role::value)
      for (unsigned slot = 0; slot < node.inputs.size(); ++slot)
        if (std::string edge = drawn_.edge_key(*id, slot); !edge.empty())
          step.touched.push_back(std::move(edge));
    if (drawn->is_group()) return;
    node.value = line.value;
    step.lines = value_lines(node);
    if (node.kind == GraphNode::Kind::operation) {  // its first line is the formula
      step.lines.erase(step.lines.begin());
      step.at = 1;
    }
  }

  void show_gradient(const Line& line, TraceStep& step) {
    const std::optional<std::size_t> place = flow_of(line);
    if (!line.node || *line.node >= trace_.graph.nodes.size()) return;
    GraphNode node = trace_.graph.nodes[*line.node];
    step.source =
        place_words(node.file, node.line, node.file.empty() ? Places::hidden : Places::shown);
    const DrawnNode* drawn = drawn_.node(*line.node);
    if (!drawn) return;
    step.touched.push_back(step.node = key_of(*drawn));
    if (place) show_flow(line, trace_.graph.flows[*place], step);
    if (drawn->is_group()) return;
    step.at = value_lines(node).size();
    node.gradient = line.value;
    step.lines = gradient_lines(node);
  }

  void show_flow(const Line& line, Flow flow, TraceStep& step) const {
    step.edge = drawn_.edge_key(flow.consumer, flow.slot);
    if (!step.edge.empty()) step.touched.push_back(step.edge);
    if (std::string consumer = drawn_.node_key(flow.consumer);
        !consumer.empty() && consumer != step.node)
      step.touched.push_back(std::move(consumer));
    if (!line.contribution) return;
    flow.local = line.local;
    flow.contribution = *line.contribution;
    const auto upstream = state_.find(trace_.graph.nodes[flow.consumer].gradient_name);
    step.edge_label = flow_label(
        flow, upstream == state_.end() ? std::nullopt : std::optional<Value>(upstream->second));
  }

  // The line's contribution in the graph. Later turns walk the same graph in the same order, so
  // there the k-th line after the seed is the k-th contribution, if it says the same.
  std::optional<std::size_t> flow_of(const Line& line) {
    const bool is_seed = !line.flow && line.node == trace_.graph.output;
    if (is_seed) since_seed_ = 0;
    if (is_seed || line.flow) return line.flow;
    const std::size_t place = since_seed_++;
    if (place >= trace_.graph.flows.size()) return {};
    const Flow& flow = trace_.graph.flows[place];
    return flow.target == line.node ? std::optional(place) : std::nullopt;
  }

  const Trace& trace_;
  DrawnPlaces drawn_;
  std::map<std::string, std::uint32_t> by_name_;
  bool has_updates_ = false;
  State state_;
  Phase last_phase_ = Phase::forward;
  int turn_ = 1;
  std::size_t since_seed_ = 0;
};

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80);
}

// A number where a name stood: -3 in brackets, unless it is all there is.
std::string in_place_of_name(Real number, bool alone) {
  std::string text = short_number(number);
  return text.starts_with('-') && !alone ? "(" + text + ")" : text;
}

}  // namespace

std::string with_numbers(const std::string& expression, const State& state) {
  std::string text;
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    std::size_t end = i + 1;
    if (starts_name(c)) {
      while (end < expression.size() && (starts_name(expression[end]) || is_digit(expression[end])))
        ++end;
      const std::string word = expression.substr(i, end - i);
      const auto known = state.find(word);
      const bool calls = end < expression.size() && expression[end] == '(';
      if (known != state.end() && known->second.is_number() && !calls) {
        text += in_place_of_name(known->second.number(), word.size() == expression.size());
      } else {
        text += word;
      }
    } else if (is_digit(c)) {  // a number whole, with its exponent: 1e-06
      while (end < expression.size() &&
             (is_digit(expression[end]) || expression[end] == '.' || expression[end] == 'e' ||
              (expression[end] == '-' && expression[end - 1] == 'e')))
        ++end;
      text += expression.substr(i, end - i);
    } else if (expression.compare(i, 3, " * ") == 0) {
      text += "·";
      end = i + 3;
    } else {
      text += c;
    }
    i = end;
  }
  return text;
}

std::vector<TraceStep> steps_of(const Trace& trace) {
  StepTeller teller(trace);
  std::vector<TraceStep> steps;
  for (const Entry& entry : trace.entries)
    if (const Line* line = std::get_if<Line>(&entry)) steps.push_back(teller.tell(*line));
  return steps;
}

}  // namespace downhill
