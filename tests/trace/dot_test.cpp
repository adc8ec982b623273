#include "trace/dot.hpp"

#include <graphviz/cgraph.h>

#include <filesystem>
#include <map>
#include <memory>
#include <sstream>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "samples.hpp"

using namespace downhill;

namespace {

using Parsed = std::unique_ptr<Agraph_t, decltype(&agclose)>;

Parsed parsed(const std::string& dot) { return {agmemread(dot.c_str()), &agclose}; }

std::string attribute(void* part, const char* key) {
  const char* text = agget(part, const_cast<char*>(key));
  return text ? text : "";
}

std::string drawn(const std::string& dot, const char* format) {
  const TemporaryFile file(std::filesystem::temp_directory_path() / "drawing.dot");
  write_file(file.name(), dot);
  const Finished finished =
      run_program({"dot", format, file.name().string()}, std::chrono::minutes(2));
  INFO(finished.errors);
  CHECK(finished.status == 0);
  CHECK(finished.errors.empty());  // no label that is too large for its node
  return finished.output;
}

// "node v3 1.5 2 1 0.5": of every node its place and size.
std::vector<std::string> places(const std::string& plain) {
  std::vector<std::string> nodes;
  std::istringstream lines(plain);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word, kept;
    for (int i = 0; i < 6 && words >> word; ++i) kept += word + ' ';
    if (kept.starts_with("node ") || kept.starts_with("graph ")) nodes.push_back(kept);
  }
  return nodes;
}

std::string unescaped(std::string text) {
  const std::map<std::string, std::string> entities = {
      {"&lt;", "<"},   {"&gt;", ">"},  {"&quot;", "\""}, {"\\\\", "\\"}, {"&#10;", "\n"},
      {"&#160;", " "}, {"&#45;", "-"}, {"&#39;", "'"},   {"&amp;", "&"}};
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    bool found = false;
    for (const auto& [entity, letter] : entities) {
      if (text.compare(i, entity.size(), entity) != 0) continue;
      plain += letter;
      i += entity.size();
      found = true;
      break;
    }
    if (!found) plain += text[i++];
  }
  return plain;
}

}  // namespace

TEST_CASE("both drawings have their nodes at the same places") {
  for (const Sample& sample : samples()) {
    const Trace trace = told(sample);
    INFO(sample.name);
    const auto forward = places(drawn(write_dot(trace, Drawing::graph), "-Tplain"));
    const auto back = places(drawn(write_dot(trace, Drawing::gradient), "-Tplain"));
    CHECK_FALSE(forward.empty());
    CHECK(forward == back);
  }
}

TEST_CASE("a drawing is the same bytes each time") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    for (const Drawing drawing : {Drawing::graph, Drawing::gradient})
      CHECK(write_dot(told(sample), drawing) == write_dot(told(sample), drawing));
  }
}

TEST_CASE("nodes and edges are known by their places on the tape") {
  Tape tape;
  const Scalar x = tape.parameter("x", 3), two = tape.input("two", 2);
  const Scalar y = name("y", x * x - 4 * two);
  const Trace trace = explain(backward(y));
  for (const Drawing drawing : {Drawing::graph, Drawing::gradient}) {
    const Parsed graph = parsed(write_dot(trace, drawing));
    REQUIRE(graph);
    CHECK(agnnodes(graph.get()) == 5);  // the literal 4 is no node
    CHECK(agnedges(graph.get()) == 5);  // x * x has two
    std::map<std::string, std::string> classes;
    std::vector<std::string> edges;
    for (Agnode_t* node = agfstnode(graph.get()); node; node = agnxtnode(graph.get(), node)) {
      CHECK(attribute(node, "id") == agnameof(node));
      classes[agnameof(node)] = attribute(node, "class");
      for (Agedge_t* edge = agfstout(graph.get(), node); edge; edge = agnxtout(graph.get(), edge)) {
        CHECK(attribute(edge, "id") == agnameof(edge));
        edges.push_back(attribute(edge, "id"));
      }
    }
    CHECK(classes["v0"] == "parameter");
    CHECK(classes["v1"] == "input");
    CHECK(classes["v" + std::to_string(y.index())] == "operation output");
    for (const Flow& flow : trace.graph.flows)
      CHECK(std::count(edges.begin(), edges.end(),
                       "e" + std::to_string(flow.consumer) + "_" + std::to_string(flow.slot)) == 1);
  }
}

TEST_CASE("an edge says upstream × local slope = contribution, and its tooltip in all digits") {
  Tape tape;
  const Scalar a = tape.input("a", Real(1) / 3), b = tape.input("b", -2);
  const std::string dot =
      write_dot(explain(backward(name("y", name("s", a * b) * 3))), Drawing::gradient);
  CHECK(dot.find("3 × -2 = -6") != std::string::npos);
  CHECK(dot.find("3 × 0.3333 = 1") != std::string::npos);
  CHECK(dot.find("ds * b = 3 × -2 = -6") != std::string::npos);
  if (sizeof(Real) == 8) CHECK(dot.find("a = 0.3333333333333333") != std::string::npos);
}

TEST_CASE("what no gradient reaches is drawn as such") {
  Tape tape;
  const Scalar a = tape.input("a", 2), k = tape.input("k", 3);
  const std::string dot = write_dot(explain(backward(detach(k) * a)), Drawing::gradient);
  CHECK(dot.find("dk not computed") != std::string::npos);
  CHECK(dot.find("style=dotted") != std::string::npos);
  const Parsed graph = parsed(dot);
  CHECK(attribute(agnode(graph.get(), const_cast<char*>("v1"), 0), "class") == "input unreached");
}

TEST_CASE("labels keep every character on the way through cgraph and dot") {
  const std::string hard = R"("b" \n \\ \N & &amp; <i>é</i>'z'\)";
  CHECK(unescaped(escape_label(hard)) == hard);
  CHECK(escape_label("a\nb\tc") == "a&#10;b c");

  Trace trace = told(samples()[1]);
  trace.chapter = hard;
  trace.graph.nodes[0].name = hard;  // which no trace has
  const std::string dot = write_dot(trace, Drawing::graph);
  const Parsed graph = parsed(dot);
  REQUIRE(graph);
  Agnode_t* node = agnode(graph.get(), const_cast<char*>("v0"), 0);
  REQUIRE(node);
  CHECK(unescaped(attribute(node, "tooltip")).find(hard + " = 3") != std::string::npos);
  CHECK(unescaped(attribute(graph.get(), "label")).find(hard) != std::string::npos);
  // In the SVG, backslashes are plain letters.
  std::string svg = drawn(dot, "-Tsvg"), in_svg = escape_label(hard);
  for (std::size_t at = 0; (at = in_svg.find("\\\\", at)) != std::string::npos; ++at)
    in_svg.erase(at, 1);
  for (std::size_t at = 0; (at = svg.find("&#39;")) != std::string::npos;) svg.replace(at, 5, "'");
  CHECK(svg.find(">" + in_svg + "<") != std::string::npos);  // the title
  CHECK(svg.find(">" + in_svg + " = 3<") != std::string::npos);
}

TEST_CASE("an array is drawn with its numbers if it is small, else as its shape") {
  Trace trace;
  for (const std::size_t rows : {2u, 100u}) {
    GraphNode node;
    node.id = std::uint32_t(trace.graph.nodes.size());
    node.name = rows == 2 ? "S" : "L";
    node.gradient_name = "d" + node.name;
    node.kind = GraphNode::Kind::parameter;
    node.value = Value({rows, 2}, std::vector<Real>(rows * 2, Real(0.5)));
    node.gradient = node.value;
    trace.graph.nodes.push_back(node);
  }
  const std::string dot = write_dot(trace, Drawing::gradient);
  CHECK(dot.find("S = [2, 2]\\n0.5 0.5\\n0.5 0.5\\ndS = [2, 2]\\n0.5 0.5\\n0.5 0.5\"") !=
        std::string::npos);
  CHECK(dot.find("label=\"L = [100, 2]\\ndL = [100, 2]\"") != std::string::npos);
  drawn(dot, "-Tsvg");
}

TEST_CASE("no edge and no node is no error") { CHECK(parsed(write_dot(Trace(), Drawing::graph))); }
