// downhill descend as a user runs it.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "places.hpp"
#include "program/run.hpp"

namespace fs = std::filesystem;
using nlohmann::json;

TEST_CASE("descend walks the text's Code Demonstration", "[double]") {
  const auto run = downhill_program(
      {"descend", "y = x ** 2", "x=10", "--rate", "0.1", "--steps", "10", "--format", "json"});
  CHECK(run.status == 0);
  const json steps = json::parse(run.output)["steps"];
  REQUIRE(steps.size() == 11);
  double x = 10;
  for (int k = 0; k <= 10; ++k) {
    CHECK(steps[k]["step"] == k);
    CHECK(steps[k]["rate"] == 0.1);
    // The same operations in the same order; pow may round x ** 2 unlike x * x by one unit.
    CHECK(steps[k]["parameters"]["x"] == Approx(x).epsilon(1e-15));
    CHECK(steps[k]["gradients"]["x"] == Approx(2 * x).epsilon(1e-15));
    CHECK(steps[k]["loss"] == Approx(x * x).epsilon(1e-14));
    x = x - 0.1 * (2 * x);
  }
}

TEST_CASE("python3 recomputes the trace of a descent, of numbers and of arrays", "[double]") {
  const std::vector<std::vector<std::string>> descents = {
      {"f = (1 - x)**2 + 100 * (y - x**2)**2", "x=-1", "y=1.5", "--optimizer", "adam", "--amsgrad",
       "--rate", "0.05", "--clip-norm", "1", "--steps", "40", "--schedule", "warmup-cosine:5:20"},
      {"loss = mse(x @ w + b, [[1], [2]])", "x=[[1,2,3],[4,5,7]]", "w=[[0.1],[0.2],[0.3]]", "b=0.5",
       "--train", "w,b", "--momentum", "0.9", "--nesterov", "--rate", "0.01", "--clip-value", "2"},
  };
  const fs::path file = fs::temp_directory_path() / "downhill-descent.txt";
  for (std::vector<std::string> arguments : descents) {
    arguments.insert(arguments.begin(), "descend");
    arguments.insert(arguments.end(), {"--format", "trace"});
    const auto run = downhill_program(arguments);
    INFO(run.errors);
    REQUIRE(run.status == 0);
    downhill::write_file(file, run.output);
    const auto python = downhill::run_program(
        {place::python, std::string(place::source) + "/tests/references/run_trace.py",
         file.string()},
        std::chrono::minutes(1));
    INFO(python.errors);
    CHECK(python.status == 0);
  }
  fs::remove(file);
}

TEST_CASE("descend says in words that it diverged, and what is wrong with its options") {
  const auto run =
      downhill_program({"descend", "y = x ** 2", "x=10", "--rate", "1.1", "--steps", "3000"});
  CHECK(run.status == 0);
  CHECK(run.output.find("It diverged") != std::string::npos);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--nesterov"}).status == 2);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--optimizer", "bogus"}).status == 2);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--schedule", "foo"}).status == 2);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--train", "z"}).status == 2);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--train", "x,x"}).status == 2);
  CHECK(downhill_program({"descend", "y = x", "x=1", "--clip-norm", "nan"}).status == 2);
}
