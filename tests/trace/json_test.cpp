#include "trace/json.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "samples.hpp"

using namespace downhill;
using Json = nlohmann::ordered_json;

TEST_CASE("the JSON of y = (a + b) * c has its gradients 4, 4 and 5") {
  Tape tape;
  const Scalar a = tape.input("a", 2), b = tape.parameter("b", 3), c = tape.input("c", 4);
  const Json json = Json::parse(write_json(explain(backward(name("y", name("s", a + b) * c)))));
  CHECK(json["output"] == "y");
  CHECK(json["value"] == 20);
  CHECK(json["gradients"].dump() == R"({"a":4.0,"b":4.0,"c":5.0})");
  CHECK(json["nodes"][1]["kind"] == "parameter");
  CHECK(json["nodes"][1]["op"].is_null());
  CHECK(json["nodes"][4]["op"] == "mul");
  CHECK(json["nodes"][4]["inputs"] == Json({3, 2}));
  CHECK(json["nodes"][4]["gradient"] == 1);
  CHECK(json["nodes"][4]["formula"] == "s * c");
  CHECK(json["nodes"][4]["file"] == "json_test.cpp");
  CHECK(json["nodes"][4]["line"] > 0);
  CHECK(json["flows"][0]["expression"] == "dy * c");
  CHECK(json["flows"][0]["local"] == 4);
  CHECK(json["lines"][0]["role"] == "heading");
  CHECK(json["lines"].back()["name"] == "db");
  CHECK(json["lines"].back()["flow"] == 3);
}

TEST_CASE("JSON numbers read back to the last bit; inf and nan are words") {
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  for (const Sample& sample : samples()) {
    const Trace trace = told(sample);
    const Json json = Json::parse(write_json(trace, -1));
    INFO(sample.name);
    REQUIRE(json["nodes"].size() == trace.graph.nodes.size());
    for (const GraphNode& node : trace.graph.nodes) {
      const Json& value = json["nodes"][node.id]["value"];
      const Real number = node.value.number();
      if (std::isnan(number)) {
        CHECK(value == "nan");
      } else if (std::isinf(number)) {
        CHECK(value == (number == inf ? "inf" : "-inf"));
      } else {
        CHECK(value.get<Real>() == number);
      }
    }
  }
}

TEST_CASE("JSON has null for what was not computed or does not exist") {
  Tape tape;
  const Scalar a = tape.input("a", 2), k = tape.input("k", 3);
  tape.input("unused", 1);
  const Json json = Json::parse(write_json(explain(backward(name("y", detach(k) * a + 1)))));
  CHECK(json["gradients"]["unused"].is_null());
  CHECK(json["gradients"]["k"].is_null());
  CHECK(json["gradients"]["a"] == 3);
  for (const Json& node : json["nodes"])
    if (node["kind"] == "constant") {
      CHECK(node["name"].is_null());
      CHECK(node["gradient"].is_null());
    }
  CHECK(json["lines"][1]["flow"].is_null());
  CHECK(Json::parse(write_json(Trace()))["output"].is_null());
}

TEST_CASE("an array in JSON is its shape and its numbers, row by row") {
  Trace trace;
  Line line;
  line.name = "W";
  line.expression = "array([[1, 2], [3, nan]])";
  line.value = Value({2, 2}, {1, 2, 3, std::numeric_limits<Real>::quiet_NaN()});
  trace.line(line);
  CHECK(Json::parse(write_json(trace))["lines"][0]["value"].dump() ==
        R"({"shape":[2,2],"data":[1.0,2.0,3.0,"nan"]})");
}

TEST_CASE("any text is valid in JSON, whatever its bytes") {
  Trace trace;
  trace.titles = {"\"quoted\" \\ \n \x01 \xff\xfe ünïcode"};
  CHECK(Json::accept(write_json(trace)));
}

TEST_CASE(
    "JSON that is handed on in pieces is the JSON, also where one text is longer than a piece") {
  Tape tape;
  Scalar y = tape.input("x", Real(0.3));
  for (int i = 0; i < 300; ++i) y = sin(y);
  Trace trace = explain(backward(y));
  trace.titles.push_back(std::string(100'000, 't'));
  std::string together;
  std::size_t pieces = 0;
  write_json(trace, [&](std::string_view piece) {
    together += piece;
    ++pieces;
  });
  CHECK(pieces > 1);
  CHECK(together == write_json(trace));
  CHECK(Json::parse(together)["titles"].back().get<std::string>().size() == 100'000);
}
