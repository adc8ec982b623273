// What is right in exercise 06: the engine, beside which the learner's tape records the same.
#include <fmt/format.h>

#include <map>
#include <set>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static Answers my_challenge(Real a, Real b, Real c) {
  const QuickChallenge q = quick_challenge(a, b, c);
  Answers mine;
  mine.add("a", a).add("b", b).add("c", c).add("s", "a + b", q.s).add("y", "s * c", q.y);
  mine.backward().add("ds", q.ds).add("dc", q.dc).add("da", q.da).add("db", q.db);
  return mine;
}

static void quick_challenge_task(Check& check) {
  check.compare_with_reference("a = 2, b = 3, c = 4", my_challenge(2, 3, 4), "quick-challenge");
  check.compare("a = -1.5, b = 0.7, c = 2.25", my_challenge(-1.5, 0.7, 2.25),
                worked_out("s = a + b\ny = s * c", {{"a", -1.5}, {"b", 0.7}, {"c", 2.25}}));
}

// A computation to be recorded twice, by the learner's tape and by the engine: one operation a
// step, between values that are called by their names.
struct Instruction {
  std::string name;
  char what;  // + * or t for tanh
  std::string a, b;
};
struct Computation {
  std::vector<std::pair<std::string, Real>> inputs;
  std::vector<Instruction> instructions;
};

static std::string formula(const Instruction& o) {
  return o.what == 't' ? "tanh(" + o.a + ")" : fmt::format("{} {} {}", o.a, o.what, o.b);
}

struct Recorded {
  MyTape tape;
  std::map<std::string, std::size_t> place;
};

static Recorded record(const Computation& computation) {
  Recorded mine;
  auto& [tape, place] = mine;
  for (const auto& [name, value] : computation.inputs) place[name] = input(tape, value);
  for (const Instruction& o : computation.instructions)
    place[o.name] = o.what == 't'   ? squash(tape, place.at(o.a))
                    : o.what == '+' ? add(tape, place.at(o.a), place.at(o.b))
                                    : multiply(tape, place.at(o.a), place.at(o.b));
  return mine;
}

// The node that the learner's function says it has made; it must be on the tape.
static const MyNode& node(const Recorded& mine, const std::string& name) {
  const std::size_t place = mine.place.at(name);
  if (place >= mine.tape.nodes.size())
    throw Unfit(fmt::format("the place of {} is {}, but the tape has {} nodes", name, place,
                            mine.tape.nodes.size()));
  return mine.tape.nodes[place];
}

static Answers right(const Computation& computation) {
  std::string program;
  for (const Instruction& o : computation.instructions)
    program += o.name + " = " + formula(o) + "\n";
  expr::Bindings values(computation.inputs.begin(), computation.inputs.end());
  return worked_out(program, values);
}

// What the learner's tape has recorded. The slopes are compared as the gradients they are: of a
// node with respect to its inputs.
static void record_task(Check& check) {
  const Computation steps[] = {
      {{{"a", 2}, {"b", 3}}, {{"y", '+', "a", "b"}}},
      {{{"a", 2}, {"b", 3}}, {{"y", '*', "a", "b"}}},
      {{{"a", Real(0.6)}}, {{"y", 't', "a", ""}}},
      {{{"a", Real(-1.25)}, {"b", Real(0.4)}}, {{"y", '*', "a", "b"}}},
      {{{"a", Real(-0.9)}}, {{"y", 't', "a", ""}}},
  };
  for (const Computation& step : steps) {
    const Recorded recorded = record(step);
    Answers mine;
    for (const auto& [name, value] : step.inputs) mine.add(name, node(recorded, name).value);
    mine.add("y", formula(step.instructions[0]), node(recorded, "y").value).backward();
    const std::vector<Edge>& edges = node(recorded, "y").edges;
    if (edges.size() != step.inputs.size())
      throw Unfit(
          fmt::format("the node y = {} has {} edges, one for each of its {} inputs is asked for",
                      formula(step.instructions[0]), edges.size(), step.inputs.size()));
    for (const Edge& edge : edges)
      for (const auto& [name, value] : step.inputs)
        if (recorded.place.at(name) == edge.from) mine.add("d" + name, edge.slope);
    check.compare("slopes of y = " + formula(step.instructions[0]), mine, right(step));
  }
}

// The learner's own graph with its gradients, in the order of backward.
static Answers my_graph(const Computation& computation) {
  Recorded recorded = record(computation);
  const std::string output = computation.instructions.back().name;
  walk_backward(recorded.tape, recorded.place.at(output));
  Answers mine;
  for (const auto& [name, value] : computation.inputs) mine.add(name, node(recorded, name).value);
  for (const Instruction& o : computation.instructions)
    mine.add(o.name, formula(o), node(recorded, o.name).value);
  mine.backward().add("d" + output, node(recorded, output).gradient);
  std::set<std::string> told = {output};
  for (auto o = computation.instructions.rbegin(); o != computation.instructions.rend(); ++o)
    for (const std::string& name : {o->a, o->b})
      if (!name.empty() && told.insert(name).second)
        mine.add("d" + name, node(recorded, name).gradient);
  return mine;
}

// Twelve operations, in which x, s1, h1, p2 and h3 are used more than once.
static const Computation twelve_operations = {
    {{"x", Real(0.8)}, {"w", Real(-0.35)}, {"b", Real(1.3)}},
    {{"p1", '*', "x", "w"},
     {"s1", '+', "p1", "b"},
     {"h1", 't', "s1", ""},
     {"p2", '*', "h1", "x"},
     {"s2", '+', "p2", "h1"},
     {"h2", 't', "s2", ""},
     {"p3", '*', "h2", "s1"},
     {"q", '*', "h1", "h2"},
     {"s3", '+', "p3", "q"},
     {"h3", 't', "s3", ""},
     {"r", '*', "h3", "h3"},
     {"y", '+', "r", "p2"}},
};

static void walk_backward_task(Check& check) {
  const Computation used_twice = {
      {{"x", Real(0.5)}, {"w", 2}},
      {{"s", '*', "w", "x"},
       {"h", 't', "s", ""},
       {"q", '*', "x", "x"},
       {"r", '*', "h", "q"},
       {"y", '+', "r", "h"}},
  };
  check.compare_with_reference("a value used twice", my_graph(used_twice), "value-used-twice");
  check.compare("twelve operations", my_graph(twelve_operations), right(twelve_operations));
}

static const std::vector<Task> tasks = {
    {"quick_challenge", "what would the backward pass look like", quick_challenge_task},
    {"record", "the forward pass builds this graph", record_task},
    {"walk_backward", "walking this graph in reverse", walk_backward_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
