#include "trace/json.hpp"

#include <limits>

#include "trace/json_writer.hpp"
#include "trace/steps.hpp"

namespace downhill {
namespace {

template <class T>
void write_all(JsonWriter& json, const std::vector<T>& all) {
  json.list([&] {
    for (const T& one : all) {
      if constexpr (std::is_integral_v<T>) {
        json.whole(one);
      } else {
        json.string_value(one);
      }
    }
  });
}

void write(JsonWriter& json, const Value& value) {
  if (value.is_number()) return json.number(value.number());
  json.object([&] {
    write_all(json.key("shape"), value.shape);
    if (value.data.size() > json.largest_array()) return;
    json.key("data").list([&] {
      for (const Real number : value.data) json.number(number);
    });
  });
}

// What may be missing is null then.
void write(JsonWriter& json, const std::optional<Value>& value) {
  if (!value) return json.null();
  write(json, *value);
}
template <class T>
void write_index(JsonWriter& json, const std::optional<T>& place) {
  if (!place) return json.null();
  json.whole(*place);
}
void write_word(JsonWriter& json, const std::string& text) {
  if (text.empty()) return json.null();
  json.string_value(text);
}

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

void write(JsonWriter& json, const GraphNode& node) {
  json.object([&] {
    json.key("id").whole(node.id);
    write_word(json.key("name"), node.name);
    json.key("kind").string_value(kind_name(node.kind));
    write_word(json.key("op"), node.op);
    write_all(json.key("inputs"), node.inputs);
    write(json.key("value"), node.value);
    write(json.key("gradient"), node.gradient);
    write_index(json.key("line"), node.line == 0 ? std::nullopt : std::optional(node.line));
    json.key("formula").string_value(node.formula);
    write_word(json.key("file"), node.file);
  });
}

void write(JsonWriter& json, const Flow& flow) {
  json.object([&] {
    json.key("consumer").whole(flow.consumer);
    json.key("slot").whole(flow.slot);
    json.key("target").whole(flow.target);
    json.key("expression").string_value(flow.expression);
    write(json.key("local"), flow.local);
    write(json.key("contribution"), flow.contribution);
  });
}

void write_words(JsonWriter& json, const char* role, const std::string& words) {
  json.object([&] {
    json.key("role").string_value(role);
    json.key("words").string_value(words);
  });
}
const char* phase_name(TraceStep::Phase phase) {
  constexpr const char* names[] = {"forward", "loss", "backward", "update"};
  return names[static_cast<int>(phase)];
}

// The members of a line that a player wants.
void write_step(JsonWriter& json, const Line& line, const TraceStep& step) {
  json.key("phase").string_value(phase_name(step.phase));
  json.key("turn").whole(std::size_t(step.turn));
  json.key("text").string_value(annotation(line.value));
  json.key("computation").string_value(step.computation);
  write(json.key("contribution"), line.contribution);
  write(json.key("local"), line.local);
  write_word(json.key("source"), step.source);
  write_all(json.key("touches"), step.touched);
  json.key("shows").object([&] {
    write_word(json.key("node"), step.node);
    json.key("at").whole(step.at);
    write_all(json.key("lines"), step.lines);
  });
  json.key("edge").object([&] {
    write_word(json.key("id"), step.edge);
    write_word(json.key("label"), step.edge_label);
  });
}

void write(JsonWriter& json, const Line& line, const TraceStep* step) {
  json.object([&] {
    json.key("role").string_value(role_name(line.role));
    json.key("name").string_value(line.name);
    json.key("adds").yes_or_no(line.adds);
    json.key("expression").string_value(line.expression);
    write(json.key("value"), line.value);
    json.key("words").string_value(line.words);
    write_index(json.key("node"), line.node);
    write_index(json.key("flow"), line.flow);
    if (step) write_step(json, line, *step);
  });
}

void write_lines(JsonWriter& json, const Trace& trace, Steps wanted) {
  const std::vector<TraceStep> steps =
      wanted == Steps::with ? steps_of(trace) : std::vector<TraceStep>();
  auto step = steps.begin();
  json.list([&] {
    for (const Entry& entry : trace.entries) {
      if (const Heading* heading = std::get_if<Heading>(&entry))
        write_words(json, "heading", heading->text);
      if (const Remark* remark = std::get_if<Remark>(&entry))
        write_words(json, "remark", remark->text);
      if (const Line* line = std::get_if<Line>(&entry))
        write(json, *line, wanted == Steps::with ? &*step++ : nullptr);
    }
  });
}

template <class T>
void write_list(JsonWriter& json, const std::vector<T>& all) {
  json.list([&] {
    for (const T& one : all) write(json, one);
  });
}

}  // namespace

void write_json(const Trace& trace, const HandOn& hand_on, int indent, Steps steps) {
  const Graph& graph = trace.graph;
  const GraphNode* output = graph.output ? &graph.nodes[*graph.output] : nullptr;
  JsonWriter json(hand_on, indent,
                  steps == Steps::with ? whole_limit : std::numeric_limits<std::size_t>::max());
  json.object([&] {
    write_word(json.key("output"), output ? output->name : "");
    write(json.key("value"), output ? std::optional(output->value) : std::nullopt);
    json.key("gradients").object([&] {
      for (const GraphNode& node : graph.nodes)
        if (node.kind == GraphNode::Kind::input || node.kind == GraphNode::Kind::parameter)
          write(json.name(node.name), node.gradient);
    });
    write_list(json.key("nodes"), graph.nodes);
    write_list(json.key("flows"), graph.flows);
    write_lines(json.key("lines"), trace, steps);
    write_word(json.key("chapter"), trace.chapter);
    write_all(json.key("titles"), trace.titles);
  });
  json.finish();
}

std::string write_json(const Trace& trace, int indent, Steps steps) {
  std::string text;
  write_json(
      trace, [&](std::string_view piece) { text += piece; }, indent, steps);
  return text;
}

}  // namespace downhill
