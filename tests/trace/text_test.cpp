#include "trace/text.hpp"
#include "places.hpp"

#include <clocale>
#include <filesystem>
#include <locale>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "samples.hpp"

using namespace downhill;

TEST_CASE("the trace of y = (a + b) * c is the one of the design, byte for byte") {
  Tape tape;
  const Scalar a = tape.input("a", 2), b = tape.input("b", 3), c = tape.input("c", 4);
  const Scalar s = name("s", a + b);
  const Scalar y = name("y", s * c);
  Trace trace;
  trace.chapter = "06-computation-graphs · The Blueprint: Computation Graphs";
  trace.titles = {"Quick Challenge: y = (a + b) * c"};
  trace.heading("forward: build the graph");
  add_forward(trace, y, Places::hidden);
  trace.heading("backward: walk it in reverse, starting from y");
  add_backward(trace, backward(y));
  CHECK(write_text(trace) == R"(# downhill trace 1
# chapter 06-computation-graphs · The Blueprint: Computation Graphs
# Quick Challenge: y = (a + b) * c

# -- forward: build the graph
a = 2                      # 2        input
b = 3                      # 3        input
c = 4                      # 4        input
s = a + b                  # 5
y = s * c                  # 20

# -- backward: walk it in reverse, starting from y
dy = 1                     # 1        the blame starts here: dy/dy = 1
ds = dy * c                # 4        dy/ds is c
dc = dy * s                # 5        dy/dc is s
da = ds                    # 4
db = ds                    # 4
)");
}

TEST_CASE("python3 recomputes every number of every sample trace", "[double]") {
  REQUIRE_FALSE(std::string(place::python).empty());
  const std::string runner = std::string(place::source) + "/tests/references/run_trace.py";
  for (const Sample& sample : samples()) {
    const TemporaryFile file(std::filesystem::temp_directory_path() / "sample.txt");
    const std::string text = write_text(told(sample));
    write_file(file.name(), text);
    const Finished python =
        run_program({place::python, runner, file.name().string()}, std::chrono::minutes(1));
    INFO(sample.name << "\n" << text << python.errors);
    CHECK(python.status == 0);
  }
}

TEST_CASE("a trace is the same bytes each time it is told") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    CHECK(write_text(told(sample)) == write_text(told(sample)));
  }
}

TEST_CASE("a locale with decimal commas changes nothing in a trace") {
  const std::string before = write_text(told({"every operation", every_operation}));
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale old = std::locale::global(std::locale(std::locale::classic(), new Comma));
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  const std::string text = write_text(told({"every operation", every_operation}));
  std::setlocale(LC_ALL, "C");
  std::locale::global(old);
  CHECK(text == before);
}

TEST_CASE("a name stands for one thing only") {
  for (const Sample& sample : samples()) {
    std::vector<std::string> seen;
    for (const GraphNode& node : told(sample).graph.nodes) {
      if (node.kind == GraphNode::Kind::constant) continue;
      seen.push_back(node.name);
      seen.push_back(node.gradient_name);
    }
    std::sort(seen.begin(), seen.end());
    INFO(sample.name);
    CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
  }
}

TEST_CASE("what was not computed has no line and no number") {
  const Trace trace = told(samples()[6]);
  for (const GraphNode& node : trace.graph.nodes)
    CHECK(node.gradient.has_value() == (node.name != "k" && node.name != "unused"));
  CHECK(write_text(trace).find("dk ") == std::string::npos);
  CHECK(write_text(trace).find("dunused") == std::string::npos);
}

TEST_CASE("a number that needs more than floats makes the trace NumPy's") {
  Tape tape;
  const Scalar a = tape.input("a", 0), b = tape.input("b", 2);
  const std::string text = write_text(explain(backward(name("y", pow(a, b))), Places::hidden));
  CHECK(text.find("import numpy") != std::string::npos);
  CHECK(text.find("a = float64(0)") != std::string::npos);
}
