#include "trace/collapse.hpp"

#include <algorithm>

#include "catch.hpp"
#include "scalar/operators.hpp"
#include "trace/dot.hpp"
#include "trace/from_scalar.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

Trace chain(std::size_t operations) {
  Tape tape;
  Scalar x = tape.input("x", Real(0.5));
  for (std::size_t i = 0; i < operations; ++i) x = tanh(x);
  return explain(backward(x));
}

// layers × neurons × operations, one block in the other, and a loss outside.
Trace blocks(int layers, int neurons, int operations) {
  Tape tape;
  Scalar x = tape.input("x", Real(0.5));
  const Scalar w = tape.parameter("w", Real(0.9));
  for (int layer = 1; layer <= layers; ++layer) {
    tape.begin_block("layer " + std::to_string(layer));
    for (int neuron = 1; neuron <= neurons; ++neuron) {
      tape.begin_block("neuron " + std::to_string(neuron));
      for (int i = 0; i < operations; i += 2) x = tanh(w * x);
      tape.end_block();
    }
    tape.end_block();
  }
  return explain(backward(name("loss", square(x - 1))));
}

const DrawnNode* named(const Picture& picture, const std::string& name) {
  const auto found = std::find_if(picture.nodes.begin(), picture.nodes.end(),
                                  [&](const DrawnNode& node) { return node.name == name; });
  return found == picture.nodes.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("up to 300 nodes are drawn as they are") {
  const Trace trace = chain(299);
  const Picture picture = picture_of(trace.graph);
  CHECK(picture.nodes.size() == 300);
  CHECK(picture.edges.size() == 299);
  CHECK(picture.hidden == 0);
  CHECK(picture_of(blocks(2, 2, 10).graph).hidden == 0);
}

TEST_CASE("more nodes than that are drawn in runs, the result by itself") {
  for (const std::size_t count : {300u, 301u, 597u, 1000u, 2999u}) {
    const Trace trace = chain(count);
    const Picture picture = picture_of(trace.graph);
    INFO(count);
    CHECK(picture.nodes.size() <= 300);
    CHECK(picture.nodes.size() >= 100);
    CHECK_FALSE(picture.nodes.back().is_group());
    std::size_t nodes = 0;
    for (const DrawnNode& node : picture.nodes) nodes += node.count;
    CHECK(nodes == count + 1);
    CHECK(picture.nodes[1].name.starts_with("operations "));
    for (const DrawnEdge& edge : picture.edges) CHECK(edge.from < edge.to);
  }
}

TEST_CASE("the innermost blocks are drawn as groups, or those around them") {
  const Picture neurons = picture_of(blocks(2, 10, 40).graph);
  REQUIRE(named(neurons, "layer 2 · neuron 10"));
  CHECK(named(neurons, "layer 2 · neuron 10")->content == "40 operations");
  CHECK(neurons.nodes.size() == 2 + 20 + 2);

  const Picture layers = picture_of(blocks(4, 100, 6).graph);
  REQUIRE(named(layers, "layer 4"));
  CHECK(named(layers, "layer 4")->content == "600 operations");
  CHECK(layers.nodes.size() == 2 + 4 + 2);
}

TEST_CASE("edges between groups are drawn as one, with their number") {
  const Trace trace = blocks(2, 10, 40);
  const Picture picture = picture_of(trace.graph);
  const auto parameter_to_first = std::find_if(picture.edges.begin(), picture.edges.end(),
                                               [](const DrawnEdge& e) { return e.from == 1; });
  REQUIRE(parameter_to_first != picture.edges.end());
  CHECK(parameter_to_first->count == 20);
  CHECK(parameter_to_first->flows.size() == 20);
  const std::string dot = write_dot(trace, Drawing::gradient);
  CHECK_THAT(dot, ContainsSubstring("20 edges"));
  CHECK_THAT(dot, ContainsSubstring("800 nodes are hidden in 20 groups"));
}

TEST_CASE("a group that says so may hide any number of nodes") {
  CHECK(picture_of(blocks(2, 50, 200).graph).nodes.size() == 104);
}

TEST_CASE("a drawing of more than 3,000 nodes is refused with advice") {
  const Trace trace = chain(3000);
  CHECK_THROWS_AS(write_dot(trace, Drawing::graph), TooLargeToDraw);
  CHECK_THROWS_WITH(picture_of(trace.graph),
                    ContainsSubstring("3001 nodes") && ContainsSubstring("blocks") &&
                        ContainsSubstring("--of") && ContainsSubstring("batch"));
}

TEST_CASE("a block that was never closed, is empty, or goes on after the result does no harm") {
  Trace trace = chain(500);
  trace.graph.blocks = {{10, 10, "open"}, {20, 900, "too long"}, {30, 40, "inside"}};
  CHECK(picture_of(trace.graph).nodes.size() <= 300);
}
