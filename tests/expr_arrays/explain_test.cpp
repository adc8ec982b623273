// downhill explain on programs of arrays, as a user runs it.
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "program/run.hpp"
#include "told.hpp"

using namespace downhill;

TEST_CASE("explain traces arrays: bindings, --check, JSON", "[double]") {
  const std::vector<std::string> command = {
      "explain", "z = x @ w + b; loss = cross_entropy(z, [1, 0])", "x=[[1,2,3],[4,5,6]]",
      "w=[[0.1,0.2],[0.3,-0.4],[0.5,0.6]]", "b=[0.1,-0.2]"};
  const Finished told = downhill_program(command);
  CHECK(told.status == 0);
  CHECK(testing::python_finds({told.output}) == "");

  std::vector<std::string> checked = command;
  checked.push_back("--check");
  const Finished check = downhill_program(checked);
  CHECK(check.status == 0);
  CHECK(check.output.find("# dw[2, 1]           -1.006779947       -1.006779947   agrees\n") !=
        std::string::npos);

  std::vector<std::string> as_json = command;
  as_json.insert(as_json.end(), {"--format", "json"});
  const auto json = nlohmann::json::parse(downhill_program(as_json).output);
  CHECK(json["output"] == "loss");
  CHECK(json["gradients"]["w"]["shape"] == nlohmann::json({3, 2}));
  CHECK(json["gradients"]["b"]["data"][0].get<double>() == Approx(0.3642554036));
}

TEST_CASE("explain starts an array from --upstream, and says when it is missing") {
  const Finished told =
      downhill_program({"explain", "y = x * x", "x=[1, 2]", "--upstream", "[10, 1]"});
  CHECK(told.status == 0);
  CHECK(told.output.find("dy = array([10., 1.])") != std::string::npos);
  CHECK(told.output.find("# [2]  20 4  adds") != std::string::npos);
  const Finished missing = downhill_program({"explain", "y = x * x", "x=[1, 2]"});
  CHECK(missing.status == 2);
  CHECK(missing.errors ==
        "downhill: y has shape [2], and backward starts from one number.\n"
        "     Add --upstream with an array of shape [2], or reduce y with sum or mean.\n");
  const Finished wrong = downhill_program({"explain", "y = x * x", "x=[1, 2]", "--upstream", "3"});
  CHECK(wrong.status == 2);
  CHECK(wrong.errors ==
        "downhill: --upstream has shape [], and y has shape [2]; they must be equal\n");
}
