#include "trace/json.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "ops/symbol.hpp"
#include "trace/steps.hpp"

namespace downhill {
namespace {

using HandOn = std::function<void(std::string_view)>;

// Writes a document from its start to its end and hands it on in pieces, without ever holding it
// whole.
class JsonWriter {
 public:
  JsonWriter(const HandOn& hand_on, int indent, std::size_t largest_array)
      : hand_on_(hand_on),
        indent_(indent),
        largest_array_(largest_array),
        line_start_('\n' + std::string(deepest * std::size_t(std::max(indent, 0)), ' ')) {}

  std::size_t largest_array() const { return largest_array_; }  // of a larger one: no data

  void finish() {
    put("\n");
    hand_on_piece();
  }

  // An object or a list; f writes what is in it.
  template <class F>
  void object(F f) {
    nest('{', '}', f);
  }
  template <class F>
  void list(F f) {
    nest('[', ']', f);
  }

  // The next member of an object, under a key of ours or a name of the trace; its value follows.
  JsonWriter& key(std::string_view word) {
    next();
    put('"');
    put(word);
    put(indent_ < 0 ? "\":" : "\": ");
    after_key_ = true;
    return *this;
  }
  JsonWriter& name(std::string_view text) {
    next();
    put_string(text);
    put(indent_ < 0 ? ":" : ": ");
    after_key_ = true;
    return *this;
  }

  void null() { word("null"); }
  void yes_or_no(bool value) { word(value ? "true" : "false"); }
  void whole(std::size_t value) {
    next();
    make_room(longest_number);
    end_ = fmt::format_to(end_, FMT_COMPILE("{}"), value);
  }
  void number(Real value) {
    if (!std::isfinite(value)) return string_value(ops::literal(value));
    next();
    make_room(longest_number);
    const char* begin = end_;
    end_ = fmt::format_to(end_, FMT_COMPILE("{}"), double(value));
    if (std::none_of(begin, static_cast<const char*>(end_),
                     [](char c) { return c == '.' || c == 'e'; }))
      put(".0");
  }
  void string_value(std::string_view value) {
    next();
    put_string(value);
  }

 private:
  template <class F>
  void nest(char open, char close, F f) {
    next();
    put(open);
    ++depth_;
    first_ = true;
    f();
    --depth_;
    if (!first_) new_line();
    first_ = false;
    put(close);
  }

  // Before every value and key: the comma behind the one before, and a line of its own.
  void next() {
    if (after_key_ || depth_ == 0) {
      after_key_ = false;
      return;
    }
    if (!first_) put(',');
    first_ = false;
    new_line();
  }
  void new_line() {
    if (indent_ < 0) return;
    put(std::string_view(line_start_).substr(0, 1 + std::size_t(indent_) * depth_));
  }
  void word(const char* value) {
    next();
    put(value);
  }

  // Most texts need no escapes. Text that is not UTF-8 is not JSON either: such bytes become the
  // replacement character.
  void put_string(std::string_view value) {
    for (const char c : value)
      if (c < ' ' || c > '~' || c == '"' || c == '\\')
        return put(
            nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    put('"');
    put(value);
    put('"');
  }

  void put(char c) {
    make_room(1);
    *end_++ = c;
  }
  void put(std::string_view text) {
    make_room(text.size());
    end_ = std::copy(text.begin(), text.end(), end_);
  }

  // For so many characters more; hands on the piece where they do not fit behind it.
  void make_room(std::size_t size) {
    if (size <= std::size_t(piece_.data() + piece_.size() - end_)) return;
    hand_on_piece();
    if (size > piece_.size()) piece_.resize(size);
    end_ = piece_.data();
  }
  void hand_on_piece() {
    hand_on_({piece_.data(), std::size_t(end_ - piece_.data())});
    end_ = piece_.data();
  }

  static constexpr std::size_t longest_number = 32;
  static constexpr std::size_t deepest = 16;  // more than our documents are

  const HandOn& hand_on_;
  std::vector<char> piece_ = std::vector<char>(1 << 16);  // small enough to stay in a cache
  char* end_ = piece_.data();                             // of what it holds
  int indent_;
  std::size_t largest_array_;
  std::string line_start_;  // of a line deeper than there is
  std::size_t depth_ = 0;
  bool first_ = true, after_key_ = false;
};

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
