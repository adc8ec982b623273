// downhill explain as a user runs it.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "places.hpp"
#include "program/run.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

TEST_CASE("explain prints the trace of (a + b) * c") {
  const auto run = downhill_program({"explain", "y = (a + b) * c", "a=2", "b=3", "c=4"});
  CHECK(run.status == 0);
  CHECK(run.output == R"(# downhill trace 1

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

TEST_CASE("explain as JSON has the gradients 4, 4, 5") {
  const auto run =
      downhill_program({"explain", "y = (a + b) * c", "a=2", "b=3", "c=4", "--format", "json"});
  CHECK(run.status == 0);
  const json document = json::parse(run.output);
  CHECK(document["output"] == "y");
  CHECK(document["value"] == 20);
  CHECK(document["gradients"] == json{{"a", 4}, {"b", 4}, {"c", 5}});
}

TEST_CASE("explain of micrograd's expression agrees to the last digit", "[double]") {
  const auto run = downhill_program(
      {"explain",
       "a = -4; b = 2; c = a + b; d = a*b + b**3; c = c + c + 1; c = c + 1 + c + (-a); "
       "d = d + d*2 + relu(b + a); d = d + 3*d + relu(b - a); e = c - d; f = e**2; g = f/2.0; "
       "g = g + 10.0/f",
       "--format", "json"});
  CHECK(run.status == 0);
  const json document = json::parse(run.output);
  // From the README of micrograd, and from PyTorch.
  CHECK(document["value"] == 24.70408163265306);
  CHECK(document["gradients"]["a"] == 138.83381924198252);
  CHECK(document["gradients"]["b"] == 645.5772594752186);
}

TEST_CASE("explain --check puts finite differences beside the gradients") {
  const auto run =
      downhill_program({"explain", "y = tanh(w * x) / x + detach(w)", "w=0.3", "x=1.5", "--check"});
  INFO(run.output);
  CHECK(run.status == 0);
  CHECK(run.output.find("DIFFERS") == std::string::npos);
  CHECK(run.output.find("agrees") != std::string::npos);
}

TEST_CASE("explain --check does not call a slope wrong that does not exist") {
  const auto run = downhill_program({"explain", "y = a ** b", "a=-2", "b=3", "--check"});
  INFO(run.output);
  CHECK(run.status == 0);
  CHECK(run.output.find("DIFFERS") == std::string::npos);
  CHECK(run.output.find("nan   no slope here: nan on both sides") != std::string::npos);
}

TEST_CASE("explain reads the smallest numbers, and keeps the sign of zero") {
  const auto tiny =
      downhill_program({"explain", "y = a + 1", "a=0." + std::string(400, '0') + "1"});
  CHECK(tiny.output.find("y = a + 1                  # 1\n") != std::string::npos);
  const auto zero = downhill_program({"explain", "y = 1 / a", "a=-0.0"});
  CHECK(zero.output.find("a = float64(-0.0)") != std::string::npos);
  CHECK(zero.output.find("y = 1 / a                  # -inf\n") != std::string::npos);
}

TEST_CASE("explain --of differentiates an earlier value; what it does not need is null") {
  const auto run = downhill_program(
      {"explain", "u = 3; v = 5; a = u * u; b = a * v", "--of", "a", "--format", "json"});
  CHECK(run.status == 0);
  const json document = json::parse(run.output);
  CHECK(document["output"] == "a");
  CHECK(document["gradients"]["u"] == 6);
  CHECK(document["gradients"]["v"].is_null());
}

TEST_CASE("explain --out writes the trace, both drawings and their images") {
  const fs::path folder = fs::temp_directory_path() / "downhill übung 1";
  fs::remove_all(folder);
  const auto run = downhill_program(
      {"explain", "y = sin(x) * x", "x=2", "--out", folder.string(), "--svg", "--png"});
  INFO(run.errors);
  CHECK(run.status == 0);
  for (const char* name : {"y.txt", "y.graph.dot", "y.gradient.dot", "y.graph.svg",
                           "y.gradient.svg", "y.graph.png", "y.gradient.png"})
    CHECK(fs::file_size(folder / name) > 0);
  fs::remove_all(folder);
}

TEST_CASE("explain works on a program of 200,000 statements", "[long]") {
  const fs::path file = fs::temp_directory_path() / "downhill-long-program.txt";
  std::string text = "x = 1\n";
  for (int i = 0; i < 200'000; ++i) text += i % 2 == 0 ? "x = x * 1.5\n" : "x = x / 1.5 + 1e-6\n";
  downhill::write_file(file, text);
  const auto run = downhill_program({"explain", file.string()});
  fs::remove(file);
  CHECK(run.status == 0);
  const std::string last = run.output.substr(run.output.rfind("\ndx = ") + 1);
  CHECK(last.find("# 1  ") != std::string::npos);  // 10 digits; 2e5 roundings are less
}

TEST_CASE("trouble is one clear message and status 2") {
  struct Case {
    std::vector<std::string> arguments;
    std::string message;
  };
  const std::vector<Case> cases = {
      {{"explain", "y = a * ) + 2"}, "line 1, column 9: expected a value after *"},
      {{"explain", "y = a * 2"}, "a has no value: add a=... or assign it"},
      {{"explain", "y = a * 2", "a=two"}, "a=two: expected name=number"},
      {{"explain", "y = a * 2", "a=1", "--of", "z"}, "--of z: the program names no such value"},
      {{"explain", "y = 1", "--svg"}, "--svg and --png need --out DIR"},
      {{"explain", ""}, "expected"},
      {{"compare", "/no/such/file", "/no/such/other"}, "/no/such/file"},
      {{"render", "/no/such.dot"}, "/no/such.dot: no such file"},
      {{"run", "99"}, "there is no chapter 99"},
      {{"frobnicate"}, "frobnicate"},
  };
  for (const Case& c : cases) {
    const auto run = downhill_program(c.arguments);
    INFO(run.errors);
    CHECK(run.status == 2);
    CHECK(run.output.empty());
    CHECK(run.errors.starts_with("downhill: "));
    CHECK(run.errors.find(c.message) != std::string::npos);
  }
}

TEST_CASE("compare names the place of a changed digit, and calls garbage trouble") {
  const fs::path reference =
      fs::path(place::source) / "traces/06-computation-graphs/quick-challenge.txt";
  const fs::path mine = fs::temp_directory_path() / "downhill-mine.txt";

  CHECK(downhill_program({"compare", reference.string(), reference.string()}).status == 0);

  downhill::write_file(mine, "ds = 5\ndc = 5\nda = 5\ndb = 5\n");
  const auto wrong = downhill_program({"compare", mine.string(), reference.string()});
  INFO(wrong.output);
  CHECK(wrong.status == 1);
  CHECK(wrong.output.find("the first wrong value is ds") != std::string::npos);

  downhill::write_file(mine, std::string("\x01\xffgarbage\0of bytes", 18));
  const auto garbage = downhill_program({"compare", mine.string(), reference.string()});
  CHECK(garbage.status == 2);
  CHECK(std::count(garbage.errors.begin(), garbage.errors.end(), '\n') == 1);
  fs::remove(mine);
}
