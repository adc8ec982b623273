// downhill graph: the graph of the learner's own values, its first wrong node marked.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "compare/definitions.hpp"
#include "explain_arrays.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "report.hpp"
#include "terminal.hpp"
#include "trace/dot.hpp"
#include "trace/from_scalar.hpp"
#include "trace/image.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// The forward lines of a text up to its first gradient, as a program of the formula language.
std::string forward_program(const TraceText& text) {
  const Definitions definitions = definitions_of(text);
  std::size_t end = text.statements.size();
  for (const Definition& definition : definitions.all)
    if (definition.gradient) end = std::min(end, definition.statements.front());
  std::string program;
  for (std::size_t i = 0; i < end; ++i)
    program += text.statements[i].name + " = " + text.statements[i].expression + "\n";
  return program;
}

bool computes_something(const TraceText& text) {
  return std::any_of(text.statements.begin(), text.statements.end(),
                     [](const Statement& s) { return !names_in(s.expression).empty(); });
}

Trace graph_of(const std::string& text, const std::string& output) {
  const expr::Program program = expr::parse(text);
  if (expr::needs_arrays(program))
    return explain_arrays(program, {{}, output, "", false}, Places::hidden).trace;
  Tape tape;
  const expr::Evaluation done = expr::evaluate(program, tape);
  const auto wanted = done.find(output);
  return explain(backward(wanted ? *wanted : done.output), Places::hidden);
}

// Where the learner has a value or a gradient, it takes the place of the engine's; an edge then
// says what the learner's own upstream hands on.
void put_values(Graph& graph, const TraceText& mine) {
  const auto last = [&](const std::string& name) -> const Value* {
    const Value* found = nullptr;
    for (const Statement& line : mine.statements)
      if (line.name == name) found = &line.held.value;
    return found;
  };
  for (GraphNode& node : graph.nodes) {
    if (const Value* value = last(node.name); value && !node.name.empty()) node.value = *value;
    if (const Value* gradient = last(node.gradient_name); gradient && !node.gradient_name.empty())
      node.gradient = *gradient;
  }
  for (Flow& flow : graph.flows) {
    const auto& upstream = graph.nodes[flow.consumer].gradient;
    if (upstream && upstream->is_number() && flow.local && flow.local->is_number())
      flow.contribution = Value(upstream->number() * flow.local->number());
  }
}

void mark(Graph& graph, const Comparison& comparison) {
  if (comparison.wrong.empty()) return;
  const Difference& first = comparison.wrong.front();
  for (GraphNode& node : graph.nodes)
    if (node.name == first.name || node.gradient_name == first.name)
      node.wrong = first.reference.value.is_number()
                       ? fmt::format("first wrong: {} should be {}", first.name,
                                     annotation(first.reference.value))
                       : "first wrong: " + first.name;
}

// The task to draw: the first that is wrong, or else the last one that is right.
const Verdict* task_to_draw(const Checked& checked) {
  const Verdict* drawn = nullptr;
  for (const Verdict& task : checked.tasks) {
    if (task.state == State::wrong && task.comparison) return &task;
    if (task.state == State::right && !task.mine.empty()) drawn = &task;
  }
  return drawn;
}

}  // namespace

int graph_command(const std::string& chapter) {
  const Exercise exercise = chapter.empty() ? current_exercise() : find_exercise(chapter);
  const Checked checked = check_exercise(exercise);
  const Verdict* task = task_to_draw(checked);
  if (!task) {
    fmt::print("{}\nThere is nothing of yours to draw yet: {}\n", summary_line(exercise, checked),
               command("check " + exercise.number));
    return differs;
  }
  const TraceText mine = read_trace(read_file(task->mine), "yours");
  const TraceText reference = read_trace(read_file(task->reference), "the reference");
  const Comparison comparison = compare(mine, reference);
  Trace trace =
      graph_of(forward_program(computes_something(mine) ? mine : reference), comparison.output);
  trace.chapter = exercise.title();
  trace.titles = {"yours: " + task->name + ", " + task->words};
  put_values(trace.graph, mine);
  if (task->comparison) mark(trace.graph, comparison);

  const fs::path folder = work_folder() / "graphs" / exercise.chapter.name;
  fmt::print("{}\n", spread(exercise.title(), task->name));
  if (task->comparison && !comparison.wrong.empty())
    fmt::print("  the first wrong value, {}, is marked\n", comparison.wrong.front().name);
  for (const auto& [drawing, name] :
       {std::pair{Drawing::graph, "graph"}, {Drawing::gradient, "gradient"}}) {
    const fs::path dot = folder / fmt::format("{}.{}.dot", task->name, name);
    const fs::path image = fs::path(dot).replace_extension("svg");
    write_file(dot, write_dot(trace, drawing));
    render_image(dot, image, ImageFormat::svg);
    fmt::print("  {}\n", shown(image));
  }
  return task->comparison ? differs : fine;
}

}  // namespace downhill::tool
