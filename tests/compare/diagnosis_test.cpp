#include "compare/diagnosis.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"
#include "compare/compare.hpp"
#include "files/files.hpp"
#include "places.hpp"

using namespace downhill;
using Verdict = Diagnosis::Verdict;

namespace {

std::string kept(const std::string& path) {
  return read_file(std::string(place::source) + "/traces/" + path);
}

Comparison beside(const std::string& mine, const std::string& reference) {
  return compare(read_trace(mine, "mine"), read_trace(reference, "reference"));
}

const std::string network = "05-backpropagation/two-two-two.txt";

}  // namespace

TEST_CASE("the figure of the best-known worked example is a weight updated too early", "[double]") {
  const Comparison result = beside("error = 0.291027924\n", kept(network));
  REQUIRE(result.diagnoses.size() == 1);
  REQUIRE(result.diagnoses[0].causes.size() == 1);
  CHECK(result.diagnoses[0].causes[0].kind == "weights were updated too early");
  CHECK(beside("error = 0.291027774\n", kept(network)).wrong.empty());
}

TEST_CASE("a slope that no list of mistakes holds is said to be unknown and its place is told") {
  // The slope of sigmoid from its input instead of its output, in both output neurons.
  const Comparison result =
      beside("dw8 = 0.03569703120\ndw7 = 0.03548087089\ndw6 = -0.05182758535\n", kept(network));
  REQUIRE(result.diagnoses.size() == 1);
  CHECK(result.diagnoses[0].verdict == Verdict::unknown);
  CHECK(result.diagnoses[0].of.size() == 3);
  CHECK_THAT(report(result), Catch::Matchers::ContainsSubstring("No known mistake fits them.") &&
                                 Catch::Matchers::ContainsSubstring("dw8 and dw7 are both") &&
                                 Catch::Matchers::ContainsSubstring("look there."));
}

TEST_CASE("a value computed by another formula is told by that formula") {
  const std::string quotient = "a = 5\nb = 3\nc = 4\ns = a - b  # 2\ny = s / c  # 0.5\n";
  const std::string product = "a = 5\nb = 3\nc = 4\ns = a + b  # 8\ny = c * s  # 32\n";
  const std::string neuron =
      "w = 0.5\nx = 3\nb = 0.25\np = w * x  # 1.5\ns = p + b  # 1.75\n"
      "y = tanh(s)  # 0.9413755385\n";
  const struct {
    std::string mine, reference, kind, words;
  } mistakes[] = {
      {"y = 4.25\n", quotient, "parentheses are missing", "as a - b / c"},
      {"y = 23\n", product, "parentheses are missing", "as c * a + b"},
      {"s = -2\ny = -0.5\n", quotient, "the order is swapped", "it is b - a here"},
      {"s = 2\ny = 2\n", quotient, "the order is swapped", "it is c / s here"},
      {"y = 8\n", quotient, "multiplied instead of divided", "multiplied where"},
      {"s = 8\ny = 8\n", product, "a part is left out", "the factor c is left out"},
      {"s = 1.5\ny = 0.9051482536\n", neuron, "a part is left out", "the term b is left out"},
      {"y = 1.75\n", neuron, "a function is not applied", "tanh is not applied"},
  };
  for (const auto& [mine, reference, kind, words] : mistakes) {
    const Comparison result = beside(mine, reference);
    INFO(report(result));
    REQUIRE(result.diagnoses.size() == 1);
    REQUIRE_FALSE(result.diagnoses[0].causes.empty());
    CHECK(result.diagnoses[0].causes[0].kind == kind);
    CHECK_THAT(report(result), Catch::Matchers::ContainsSubstring(words));
  }
  CHECK(beside("y = 0.6\n", quotient).diagnoses.at(0).verdict == Verdict::unknown);
}

TEST_CASE("two mistakes have a name each") {
  // w5 instead of out_h1 in dw5, and the path through o2 missed in dout_h1.
  const Comparison result = beside(
      "dw5 = 0.05539942464\ndnet_o1 = 0.1384985616\ndout_h1 = 0.05539942465\n", kept(network));
  REQUIRE(result.wrong.size() == 2);
  REQUIRE(result.diagnoses.size() == 2);
  CHECK(result.diagnoses[0].causes.at(0).kind == "the operands are swapped");
  CHECK(result.diagnoses[1].causes.at(0).kind == "only one of several contributions");
}

TEST_CASE("finite differences side with a learner whose reference is wrong") {
  const std::string wrong =
      "# -- forward\nx = 0.7\nw = 0.3\ns = w * x  # 0.21\ny = tanh(s)  # 0.2069664997\n"
      "# -- backward\ndy = 1\nds = dy * (1 - y * y)  # 0.957164868\ndw = ds * w  # 0.2871494604\n"
      "dx = ds * w  # 0.2871494604\n";
  const Comparison result = beside("dw = 0.6700154076\ndx = 0.2871494604\n", wrong);
  REQUIRE(result.diagnoses.size() == 1);
  CHECK(result.diagnoses[0].verdict == Verdict::reference_wrong);
  REQUIRE(result.wrong[0].finite_difference);
  CHECK(*result.wrong[0].finite_difference == Approx(0.6700154076));
}

TEST_CASE("gradients of the parameters alone are enough") {
  const Comparison right = beside(
      "dw1 = 0.0004385677345\ndw2 = 0.0008771354689\ndw3 = 0.0004977127353\n"
      "dw4 = 0.0009954254705\ndw5 = 0.08216704056\ndw6 = 0.08266762785\ndw7 = -0.02260254048\n"
      "dw8 = -0.02274024222\ndb1 = 0.01872560939\ndb2 = 0.1004003251\n",
      kept(network));
  CHECK(right.matches());
  CHECK(right.missing.empty());
  CHECK(right.not_asked.size() > 20);
}

TEST_CASE("the diagnosis is a part of the JSON") {
  const auto json = nlohmann::json::parse(comparison_json(beside(
      "ds = 5\ndc = 5\nda = 5\ndb = 5\n", kept("06-computation-graphs/quick-challenge.txt"))));
  CHECK(json["wrong"][0]["node"] == "s");
  CHECK(json["wrong"][0]["finite_difference"] == Approx(4));
  CHECK(json["diagnoses"][0]["verdict"] == "mistake");
  CHECK(json["diagnoses"][0]["of"][0] == "ds");
  CHECK(json["diagnoses"][0]["causes"][0]["kind"] == "the operands are swapped");
}
