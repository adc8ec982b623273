#include "trace/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "ops/symbol.hpp"
#include "trace/steps.hpp"

namespace downhill {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(Real number) {
  if (!std::isfinite(number)) return ops::literal(number);
  return double(number);
}

Json json_of(const Value& value) {
  if (value.is_number()) return json_of(value.number());
  Json data = Json::array();
  for (const Real number : value.data) data.push_back(json_of(number));
  return {{"shape", value.shape}, {"data", std::move(data)}};
}

// What may be missing is null then.
Json json_of(const std::optional<Value>& value) { return value ? json_of(*value) : Json(); }
template <class T>
Json index(const std::optional<T>& place) {
  return place ? Json(*place) : Json();
}
Json word(const std::string& text) { return text.empty() ? Json() : Json(text); }

const char* kind_name(GraphNode::Kind kind) {
  switch (kind) {
    case GraphNode::Kind::input:
      return "input";
    case GraphNode::Kind::parameter:
      return "parameter";
    case GraphNode::Kind::constant:
      return "constant";
    default:
      return "operation";
  }
}

const char* role_name(Line::Role role) {
  switch (role) {
    case Line::Role::value:
      return "value";
    case Line::Role::gradient:
      return "gradient";
    default:
      return "update";
  }
}

Json json_of(const GraphNode& node) {
  return {{"id", node.id},
          {"name", word(node.name)},
          {"kind", kind_name(node.kind)},
          {"op", word(node.op)},
          {"inputs", node.inputs},
          {"value", json_of(node.value)},
          {"gradient", json_of(node.gradient)},
          {"line", node.line == 0 ? Json() : Json(node.line)},
          {"formula", node.formula},
          {"file", word(node.file)}};
}

Json json_of(const Flow& flow) {
  return {{"consumer", flow.consumer},    {"slot", flow.slot},
          {"target", flow.target},        {"expression", flow.expression},
          {"local", json_of(flow.local)}, {"contribution", json_of(flow.contribution)}};
}

Json json_of(const Heading& heading) { return {{"role", "heading"}, {"words", heading.text}}; }
Json json_of(const Remark& remark) { return {{"role", "remark"}, {"words", remark.text}}; }
Json json_of(const Line& line) {
  return {{"role", role_name(line.role)},
          {"name", line.name},
          {"adds", line.adds},
          {"expression", line.expression},
          {"value", json_of(line.value)},
          {"words", line.words},
          {"node", index(line.node)},
          {"flow", index(line.flow)}};
}
Json json_of(const Entry& entry) {
  return std::visit([](const auto& e) { return json_of(e); }, entry);
}

const char* phase_name(TraceStep::Phase phase) {
  constexpr const char* names[] = {"forward", "loss", "backward", "update"};
  return names[static_cast<int>(phase)];
}

void add_step(Json& json, const Line& line, const TraceStep& step) {
  json["phase"] = phase_name(step.phase);
  json["turn"] = step.turn;
  json["text"] = annotation(line.value);
  json["computation"] = step.computation;
  json["contribution"] = json_of(line.contribution);
  json["local"] = json_of(line.local);
  json["source"] = word(step.source);
  json["touches"] = step.touched;
  json["shows"] = {{"node", word(step.node)}, {"at", step.at}, {"lines", step.lines}};
  json["edge"] = {{"id", word(step.edge)}, {"label", word(step.edge_label)}};
}

Json lines_of(const Trace& trace, Steps wanted) {
  const std::vector<TraceStep> steps =
      wanted == Steps::with ? steps_of(trace) : std::vector<TraceStep>();
  Json lines = Json::array();
  std::size_t count = 0;
  for (const Entry& entry : trace.entries) {
    Json& json = lines.emplace_back(json_of(entry));
    const Line* line = std::get_if<Line>(&entry);
    if (line && wanted == Steps::with) add_step(json, *line, steps[count++]);
  }
  return lines;
}

template <class T>
Json json_list(const std::vector<T>& all) {
  Json list = Json::array();
  for (const T& one : all) list.push_back(json_of(one));
  return list;
}

// An object's keys are told apart by a search through all of them, which is quadratic where there
// are many. The names of a trace are unique, so these are put in as they come.
Json gradients_of(const Graph& graph) {
  Json::object_t gradients;
  for (const GraphNode& node : graph.nodes)
    if (node.kind == GraphNode::Kind::input || node.kind == GraphNode::Kind::parameter)
      gradients.emplace_back(node.name, json_of(node.gradient));
  return gradients;
}

}  // namespace

std::string write_json(const Trace& trace, int indent, Steps steps) {
  const Graph& graph = trace.graph;
  const GraphNode* output = graph.output ? &graph.nodes[*graph.output] : nullptr;
  const Json document = {{"output", output ? word(output->name) : Json()},
                         {"value", output ? json_of(output->value) : Json()},
                         {"gradients", gradients_of(graph)},
                         {"nodes", json_list(graph.nodes)},
                         {"flows", json_list(graph.flows)},
                         {"lines", lines_of(trace, steps)},
                         {"chapter", word(trace.chapter)},
                         {"titles", trace.titles}};
  // Text that is not UTF-8 is not JSON either: such bytes become the replacement character.
  return document.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace downhill
