// Trace: a run as plain data. Its lines are a straight-line program whose every number was
// recorded by the engine; its graph is what the drawings show. text.hpp, dot.hpp and json.hpp
// write it; from_scalar.hpp makes it from a tape.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "trace/value.hpp"

namespace downhill {

// One statement: name = expression, or name += expression.
struct Line {
  std::string name;
  bool adds = false;  // +=
  std::string expression;
  Value value;        // what the name holds after the statement
  std::string words;  // the explanation behind the number
  // Where the line stands in the graph: which node's value or gradient it computes, and for a
  // gradient the index of its contribution in Graph::flows (the seed has none).
  enum class Role { value, gradient, update } role = Role::update;
  std::optional<std::uint32_t> node;
  std::optional<std::size_t> flow;
  // Of a gradient but the seed: the slope it came along (not for arrays), and what the line adds.
  std::optional<Value> local, contribution;
};

struct Heading {  // # -- forward: build the graph
  std::string text;
};

struct Remark {  // a comment line
  std::string text;
};

using Entry = std::variant<Heading, Remark, Line>;

struct GraphNode {
  enum class Kind { input, parameter, constant, operation };
  std::uint32_t id = 0;  // the place on the tape
  std::string name;      // unique in the trace; empty for constants
  Kind kind = Kind::operation;
  std::string op;       // the rule's name; empty for leaves
  std::string formula;  // the right side of its line
  std::vector<std::uint32_t> inputs;
  Value value;
  std::string gradient_name;      // dx
  std::optional<Value> gradient;  // nothing: not computed
  std::string file;               // where it was recorded; empty for a one-line formula
  unsigned line = 0;
  std::string wrong;  // of a learner's graph: what is wrong here, in a few words; else empty
};

// One contribution: what `consumer` hands to its input in `slot` when backward walks through it.
struct Flow {
  std::uint32_t consumer = 0;
  unsigned slot = 0;
  std::uint32_t target = 0;
  std::string expression;     // dy * c
  std::string local_formula;  // c: the slope of the consumer along this input; empty for arrays
  std::optional<Value> local;
  Value contribution;
};

struct GraphBlock {  // nodes that are drawn as one when there are too many
  std::uint32_t begin = 0, end = 0;
  std::string name;
};

struct Graph {
  std::vector<GraphNode> nodes;  // in the order of the tape, constants included; nodes[i].id == i
  std::vector<Flow> flows;       // in the order of backward
  std::vector<GraphBlock> blocks;
  std::optional<std::uint32_t> output;
};

struct Trace {
  std::string chapter;              // 06-computation-graphs · The Blueprint: Computation Graphs
  std::vector<std::string> titles;  // further lines of the head
  std::vector<Entry> entries;
  Graph graph;  // of the first run in the trace
  // Functions of the program that neither Python nor NumPy has, with their Python definitions.
  std::map<std::string, std::string> definitions;
  // True where Python's own floats would stop with an error instead of going on with inf or nan.
  bool needs_ieee = false;

  void heading(std::string text) { entries.push_back(Heading{std::move(text)}); }
  void remark(std::string text) { entries.push_back(Remark{std::move(text)}); }
  void line(Line line);

  // Whether the program, run up to here, holds exactly this value under this name.
  bool holds(const std::string& name, const Value& value) const;

 private:
  // What each name holds after the first `known_` entries; brought up to date by a question.
  mutable std::map<std::string, Value> state_;
  mutable std::size_t known_ = 0;
};

}  // namespace downhill
