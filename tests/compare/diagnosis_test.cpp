#include "compare/diagnosis.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"
#include "compare/compare.hpp"
#include "files/files.hpp"
#include "ops/pattern.hpp"
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
  // The slope of sigmoid as y² (1 - y), in both output neurons.
  const Comparison result =
      beside("dw8 = -0.01757658052\ndw7 = -0.01747014692\ndw6 = 0.06211356795\n", kept(network));
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

namespace {

// Every gradient of a formula, times so much, printed with so many digits.
std::string scaled_gradients(Real factor, const char* format) {
  const std::pair<const char*, Real> right[] = {{"dd", Real(0.3274773948)},
                                                {"dc", Real(1.696241256)},
                                                {"da", Real(-1.035489507)},
                                                {"db", Real(0.5088723769)}};
  std::string lines;
  for (const auto& [name, value] : right) {
    char number[32];
    std::snprintf(number, sizeof number, format, double(factor * value));
    lines += std::string(name) + " = " + number + "\n";
  }
  return lines;
}

const std::string one_formula =
    "# -- forward\na = 0.3\nb = -1.2\nc = 0.7\nd = 1.9\np = a * b  # -0.36\ns = p + c  # 0.34\n"
    "h = tanh(s)  # 0.3274773948\np_2 = h * d  # 0.6222070501\ny = p_2 + a  # 0.9222070501\n"
    "# -- backward\ndy = 1\ndp_2 = dy  # 1\nda = dy  # 1\ndh = dp_2 * d  # 1.9\n"
    "dd = dp_2 * h  # 0.3274773948\nds = dh * (1 - h * h)  # 1.696241256\ndp = ds  # 1.696241256\n"
    "dc = ds  # 1.696241256\nda += dp * b  # -1.035489507\ndb = dp * a  # 0.5088723769\n";

// How often the words stand in a text, however it is broken into lines.
std::size_t times(std::string text, const std::string& word) {
  text = Pattern("\\n +").replace(text, " ");
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != text.npos; ++at) ++count;
  return count;
}

}  // namespace

TEST_CASE("one factor in all leaves is told in one sentence however few digits are printed") {
  for (const char* format : {"%.10g", "%.5g", "%.3g"})
    for (const Real factor : {Real(1.37), Real(0.21), Real(-0.4)}) {
      const std::string text = report(beside(scaled_gradients(factor, format), one_formula));
      INFO(text);
      CHECK(times(text, "look there") == 1);
      CHECK(times(text, "dd, dc, da and db are all") == 1);
      CHECK(times(text, "yours / ") == 0);
    }
}

TEST_CASE("one mistake made in several places is told once") {
  std::string reference = "rate = 0.1\n", mine;
  for (const char* knob : {"salt", "sugar", "heat"})
    reference += std::string(knob) + " = 3.5\nslope_" + knob + " = 1.5\nnew_" + knob + " = " +
                 knob + " - rate * slope_" + knob + "  # 3.35\n";
  for (const char* knob : {"salt", "sugar", "heat"})
    mine += std::string("new_") + knob + " = 3.650000000\n";
  const Comparison result = beside(mine, reference);
  REQUIRE(result.diagnoses.size() == 1);
  CHECK(result.diagnoses[0].of.size() == 3);
  const std::string text = report(result);
  INFO(text);
  CHECK(times(text, "added where it has to be subtracted") == 1);
  CHECK(times(text, "The same in new_sugar and new_heat.") == 1);
  CHECK(times(text, "all 3 wrong values") == 1);
}

TEST_CASE("what has no name is called by its formula alone") {
  const std::string text = report(
      beside("y = 12.5\n",
             "a = 5\nb = 3\nc = 4\nx = 0.5\ny = (a - b) * c + x  # 8.5\ny_2 = y * 2  # 17\n"));
  INFO(text);
  CHECK(times(text, "a - b = a - b") == 0);
}

TEST_CASE("gradients that are shorter by a round factor by chance are not called clipped") {
  const std::string reference =
      "# -- forward\np = [0.3, 0.7]\nq = p[0]  # 0.3\nl = log(q)  # -1.203972804\n"
      "cost = -l  # 1.203972804\n# -- backward\ndcost = 1\ndl = -dcost  # -1\n"
      "dq = dl / q  # -3.333333333\ndp = dq * array([1, 0])  # [2]  -3.333333333 0\n";
  const Comparison result = beside("dp = [-0.3, 0]\n", reference);
  for (const Diagnosis& diagnosis : result.diagnoses)
    for (const Cause& cause : diagnosis.causes) CHECK(cause.kind != "clipped by norm");
}

TEST_CASE("a list that is one step early or late is told so") {
  std::string reference = "rate = 0.1\nx = 10\n", mine;
  double x = 10;
  for (int i = 0; i < 4; ++i) {
    const double dx = 2 * x, next = x - 0.1 * dx;
    reference += fmt::format(
        "# -- backward\ndx = 2 * x  # {}\n# -- step\nx = x - rate * dx  # {}\n", dx, next);
    mine += fmt::format("# -- backward\ndx = {:.10f}\n# -- step\nx = {:.10f}\n", 2 * next, next);
    x = next;
  }
  const std::string text = report(beside(mine, reference));
  INFO(text);
  CHECK(times(text, "Each dx that is given is that of the step after it.") == 1);
  CHECK(times(text, "dx (3 times)") == 1);
}

TEST_CASE("a walk that goes wrong at every node is told as one mistake") {
  const struct {
    const char *mine, *words;
  } walks[] = {
      {"dy = 1\ndr = 1\ndh = 2\ndq = 1\ndx = 4\nds = 2\ndw = 2\n", "nowhere multiplied in"},
      {"dy = 1\ndr = 0\ndh = 0\ndq = 0\ndx = 0\nds = 0\ndw = 0\n", "reaches no other node"},
      {"dy = 0\ndr = 0\ndh = 0\ndq = 0\ndx = 0\nds = 0\ndw = 0\n", "has to be 1"},
      {"dy = 1\ndr = 1\ndh = 1.000000000\ndq = 0\ndx = 0\nds = 0\ndw = 0\n", "from its beginning"},
  };
  for (const auto& [mine, words] : walks) {
    const std::string text =
        report(beside(mine, kept("06-computation-graphs/value-used-twice.txt")));
    INFO(text);
    CHECK(times(text, words) == 1);
  }
}

TEST_CASE("a parameter that did not move or moved by another's gradient is named") {
  const std::string reference =
      "# -- forward\nw = 0.7\nv = -0.4\nx = 1.3\np = w * x  # 0.91\ny = p * v  # -0.364\n"
      "# -- backward\ndy = 1\ndp = dy * v  # -0.4\ndv = dy * p  # 0.91\ndw = dp * x  # -0.52\n"
      "# -- update\nw = w - 0.1 * dw  # 0.752\nv = v - 0.1 * dv  # -0.491\n";
  const auto cause = [&](const char* w) {
    const Comparison result = beside(fmt::format("w = 0.7\nv = -0.4\ndv = 0.91\ndw = -0.52\n"
                                                 "# -- update\nw = {}\nv = -0.491\n",
                                                 w),
                                     reference);
    INFO(report(result));
    return result.diagnoses.at(0).causes.at(0).kind;
  };
  CHECK(cause("0.7000000000") == "the update is left out");
  CHECK(cause("0.6480000000") == "uphill instead of downhill");
  CHECK(cause("0.6090000000") == "the gradient of another parameter");
}
