// What a player shows of each line of a trace.
#include "trace/steps.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "samples.hpp"
#include "tensor/operators.hpp"
#include "tensor/reductions.hpp"
#include "trace/dot.hpp"
#include "trace/from_tensor.hpp"
#include "trace/json.hpp"
#include "trace/training.hpp"

using namespace downhill;
using Json = nlohmann::ordered_json;
using Phase = TraceStep::Phase;

namespace {

// x is used twice: 2 arrives along one path, 2·2 more along the other.
Trace used_twice() {
  Tape tape;
  const Scalar x = tape.parameter("x", 2);
  const Scalar q = name("q", x * x);
  return explain(backward(name("y", q - x)));
}

const Line& line_of(const Trace& trace, std::size_t step) {
  std::vector<const Line*> lines;
  for (const Entry& entry : trace.entries)
    if (const Line* line = std::get_if<Line>(&entry)) lines.push_back(line);
  return *lines.at(step);
}

// Three turns of y = x² with x moved by hand.
Trace three_turns() {
  Trace trace;
  TrainingTrace story(trace);
  Optimizer optimizer(Sgd{.rate = Real(0.1)});
  Real at = 10;
  for (int k = 1; k <= 3; ++k) {
    Tape tape;
    const Scalar x = tape.parameter("x", at);
    const Gradients g = backward(name("y", square(x)));
    story.add_step(
        k, [&](Trace& t) { add_forward(t, g.output()); }, [&](Trace& t) { add_backward(t, g); },
        {trained(x, g)}, optimizer, 1);
    const Real slope = g[x];
    optimizer.step({{&at, 1}}, {{&slope, 1}});
  }
  return trace;
}

}  // namespace

TEST_CASE("a step says its statement with numbers for names") {
  const State state = {{"a", 2}, {"b", -3}, {"w", Value({2}, {1, 2})}, {"exp", 7}};
  CHECK(with_numbers("a * b + a", state) == "2·(-3) + 2");
  CHECK(with_numbers("b", state) == "-3");
  CHECK(with_numbers("a ** 2 / 1e-06", state) == "2 ** 2 / 1e-06");
  CHECK(with_numbers("w @ a2 + exp(a)", state) == "w @ a2 + exp(2)");
}

TEST_CASE("contributions add up in the words of the steps") {
  const Trace trace = used_twice();
  const std::vector<TraceStep> steps = steps_of(trace);
  std::vector<std::string> told;
  for (const TraceStep& step : steps) told.push_back(step.computation);
  CHECK(told == std::vector<std::string>{"2", "2·2 → 4", "4 - 2 → 2", "1", "1 → 1", "-1 → -1",
                                         "-1 += 1·2 → 1", "1 += 1·2 → 3"});
  CHECK(line_of(trace, 7).contribution->number() == 2);
  CHECK(steps[7].edge_label == "1 × 2 = 2");
  CHECK(steps[7].lines == std::vector<std::string>{"dx = 3"});
  CHECK(steps[1].lines == std::vector<std::string>{"4"});
}

TEST_CASE("a step touches the nodes and edges that take part by their keys in the drawing") {
  const Trace trace = used_twice();
  const std::vector<TraceStep> steps = steps_of(trace);
  CHECK(steps[1].touched == std::vector<std::string>{"v1", "e1_0", "e1_1"});
  CHECK(steps[2].touched == std::vector<std::string>{"v2", "e2_0", "e2_1"});
  CHECK(steps[3].touched == std::vector<std::string>{"v2"});
  CHECK(steps[5].touched == std::vector<std::string>{"v0", "e2_1", "v2"});
  CHECK(steps[7].touched == std::vector<std::string>{"v0", "e1_1", "v1"});
  for (const Sample& sample : samples()) {
    const Trace all = told(sample);
    const std::string drawing = write_dot(all, Drawing::graph);
    for (const TraceStep& step : steps_of(all))
      for (const std::string& key : step.touched) {
        INFO(sample.name << ": " << key << " of " << step.computation);
        CHECK(drawing.find("id=" + key) != std::string::npos);
      }
  }
}

TEST_CASE("in a graph too large to draw whole a step touches the group") {
  Tape tape;
  Scalar y = tape.input("x", 1);
  for (int i = 0; i < 400; ++i) y = sin(y);
  const Trace trace = explain(backward(name("y", y)));
  const std::string drawing = write_dot(trace, Drawing::gradient);
  for (const TraceStep& step : steps_of(trace)) {
    REQUIRE_FALSE(step.touched.empty());
    for (const std::string& key : step.touched)
      CHECK(drawing.find("id=" + key + ",") != std::string::npos);
  }
}

TEST_CASE("a training goes through the four steps of Figure 2.1 in every turn") {
  const Trace trace = three_turns();
  const std::vector<TraceStep> steps = steps_of(trace);
  std::vector<Phase> phases;
  std::vector<int> turns;
  for (const TraceStep& step : steps) {
    phases.push_back(step.phase);
    turns.push_back(step.turn);
  }
  const auto f = Phase::forward, l = Phase::loss, b = Phase::backward, u = Phase::update;
  CHECK(phases == std::vector<Phase>{f, l, b, b, u, l, b, b, u, l, b, b, u});
  CHECK(turns == std::vector<int>{1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3});
  CHECK(steps[4].computation == "10 - 0.1·20 → 8");
  CHECK(steps[4].lines == std::vector<std::string>{"x = 8"});
  CHECK(steps[4].node == "v0");
  // Later turns walk the same graph: the same edge, with its own numbers.
  CHECK(steps[7].edge == steps[3].edge);
  CHECK(steps[7].edge_label == "1 × 16 = 16");
}

TEST_CASE("the step of an array has its few numbers or its shape") {
  TensorTape tape;
  const Tensor w = tape.parameter("w", Array({2}, {1, 2}));
  const Trace trace = explain(backward(name("y", sum(w * w))));
  const std::vector<TraceStep> steps = steps_of(trace);
  CHECK(steps[0].computation == "[2]  1 2");
  CHECK(steps[1].computation == "w·w → [2]  1 4");
  CHECK(line_of(trace, steps.size() - 1).contribution->data == std::vector<Real>{1, 2});
  CHECK(steps.back().computation == "[2]  1 2 += dp·w → [2]  2 4");

  const Tensor v = tape.parameter("v", Array({5}, {1, 2, 3, 4, 5}));
  const std::vector<TraceStep> longer = steps_of(explain(backward(name("z", sum(v * v)))));
  CHECK(longer.back().computation.starts_with("dv += "));
  CHECK(longer.back().computation.ends_with(" → [5]"));
}

TEST_CASE("JSON with steps has one of each for every line and none without") {
  const Json json = Json::parse(write_json(used_twice(), -1, Steps::with));
  const Json& last = json["lines"].back();
  CHECK(last["phase"] == "backward");
  CHECK(last["turn"] == 1);
  CHECK(last["text"] == "3");
  CHECK(last["computation"] == "1 += 1·2 → 3");
  CHECK(last["contribution"] == 2);
  CHECK(last["local"] == 2);
  CHECK(last["touches"] == Json({"v0", "e1_1", "v1"}));
  CHECK(last["shows"] == Json({{"node", "v0"}, {"at", 1}, {"lines", {"dx = 3"}}}));
  CHECK(last["edge"] == Json({{"id", "e1_1"}, {"label", "1 × 2 = 2"}}));
  CHECK(json["lines"][2]["source"].get<std::string>().starts_with("steps_test.cpp:"));
  CHECK_FALSE(json["lines"][0].contains("phase"));  // a heading
  CHECK_FALSE(Json::parse(write_json(used_twice()))["lines"].back().contains("phase"));
}

TEST_CASE("JSON with steps leaves out the numbers of large arrays") {
  TensorTape tape;
  const Tensor w = tape.parameter("w", Array({65}, std::vector<Real>(65, 1)));
  const Trace trace = explain(backward(name("y", sum(w * w))));
  const Json with = Json::parse(write_json(trace, -1, Steps::with));
  CHECK(with["lines"][1]["value"] == Json({{"shape", {65}}}));
  CHECK(with["lines"][1]["text"].get<std::string>().starts_with("[65]"));
  CHECK(with["nodes"][0]["value"] == Json({{"shape", {65}}}));
  CHECK(Json::parse(write_json(trace))["nodes"][0]["value"]["data"].size() == 65);
}
