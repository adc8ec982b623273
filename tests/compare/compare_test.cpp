#include "compare/compare.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"

using namespace downhill;

namespace {

const std::string reference =
    "# downhill trace 1\n"
    "# chapter 06-computation-graphs · The Blueprint: Computation Graphs\n"
    "# Quick Challenge: y = (a + b) * c\n"
    "\n"
    "# -- forward: build the graph\n"
    "a = 2                      # 2        input\n"
    "b = 3                      # 3        input\n"
    "c = 4                      # 4        input\n"
    "s = a + b                  # 5\n"
    "y = s * c                  # 20\n"
    "\n"
    "# -- backward: walk it in reverse, starting from y\n"
    "dy = 1                     # 1        the blame starts here: dy/dy = 1\n"
    "ds = dy * c                # 4        dy/ds is c\n"
    "dc = dy * s                # 5        dy/dc is s\n"
    "da = ds                    # 4\n"
    "db = ds                    # 4\n";

// x reaches y by two paths.
const std::string two_paths =
    "# -- forward\nx = 0.7\nw = 0.3\ns = w * x  # 0.21\nq = x * x  # 0.49\n"
    "h = tanh(s)  # 0.2069664997\ny = h + q  # 0.6969664997\n"
    "# -- backward\ndy = 1\ndh = dy  # 1\ndq = dy  # 1\n"
    "ds = dh * (1 - h * h)  # 0.957164868  dh/ds is 1 - h * h\n"
    "dx = dq * 2 * x  # 1.4  dq/dx is 2 * x\n"
    "dx += ds * w  # 1.68714946  adds 0.2871494604; ds/dx is w\n"
    "dw = ds * x  # 0.6700154076\n";
const std::string right_paths = "dh = 1\ndq = 1\nds = 0.957164868\ndw = 0.6700154076\n";

Comparison compared(const std::string& mine, const std::string& with = reference,
                    CompareOptions options = {}) {
  return compare(read_trace(mine, "mine.txt"), read_trace(with, "reference.txt"), options);
}

std::vector<std::string> names(const std::vector<Difference>& differences) {
  std::vector<std::string> result;
  for (const Difference& wrong : differences) result.push_back(wrong.name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a trace matches itself") {
  const Comparison same = compared(reference);
  CHECK(same.matches());
  CHECK(same.right == 10);
  CHECK(report(same) ==
        "06 The Blueprint: Computation Graphs                              10 of 10 right\n");
}

TEST_CASE("one changed digit in any line is found there") {
  std::size_t found = 0;
  for (const Statement& line : read_trace(reference).statements) {
    std::string mine;
    for (std::size_t begin = 0, number = 1; begin < reference.size(); ++number) {
      const std::size_t end = reference.find('\n', begin) + 1;
      std::string text = reference.substr(begin, end - begin);
      if (number == line.line) {
        const bool literal = line.expression == annotation(line.held.value);
        const std::size_t digit = literal ? text.find("= ") + 2 : text.find("# ") + 2;
        text[digit] = text[digit] == '9' ? '8' : char(text[digit] + 1);
      }
      mine += text;
      begin = end;
    }
    INFO(mine);
    const Comparison result = compared(mine);
    CHECK_FALSE(result.matches());
    REQUIRE(names(result.wrong) == Names{line.name});
    CHECK(result.right == 9);
    CHECK(result.wrong[0].reference_lines[0].line == line.line);
    CHECK(result.wrong[0].agreement.reference == double(line.held.value.number()));
    CHECK(result.consequences.empty());
    ++found;
  }
  CHECK(found == 10);
}

TEST_CASE("what follows from a wrong value is counted, not listed") {
  const Comparison result = compared("ds = 5\ndc = 5\nda = 5\ndb = 5\n");
  CHECK(names(result.wrong) == Names{"ds"});
  CHECK(result.wrong[0].consequences == 2);
  CHECK(result.consequences == Names{"da", "db"});
  CHECK(report(result) ==
        "06 The Blueprint: Computation Graphs                                1 of 4 right\n"
        "  going backward from y, the first wrong value is ds\n"
        "      y = s * c       s = 5    c = 4    dy = 1\n"
        "                yours    reference    finite difference\n"
        "      ds            5            4    4                    ✗\n"
        "  The reference has  ds = dy * c    dy/ds is c\n"
        "  ds is dy * s: the operands are swapped. In a product each input is scaled by\n"
        "  the other one, c.\n"
        "  Made in this graph, it gives all 3 wrong values exactly.\n"
        "  2 later values are wrong only because of this one.\n");
}

TEST_CASE("a wrong forward value comes before everything, through values that were left out") {
  const Comparison result = compared("b = 3\na = 7\ndc = 10\nds = 4\nda = 4\ndb = 4\n");
  CHECK(names(result.wrong) == Names{"a"});
  CHECK(result.wrong[0].leaf);
  CHECK(result.consequences == Names{"dc"});  // dc is computed from s, which a went into
}

TEST_CASE("values that are wrong without a wrong input are listed as such") {
  const Comparison result = compared("ds = 4\ndc = 20\nda = -4\ndb = 8\n");
  CHECK(names(result.wrong) == Names{"dc", "da", "db"});
  CHECK(result.consequences.empty());
  CHECK_THAT(
      report(result),
      Catch::Matchers::ContainsSubstring("The slope along c is y\n  here; it is s.") &&
          Catch::Matchers::ContainsSubstring("\n  2 more values are wrong on their own: da db\n"));
}

TEST_CASE("gradients alone are enough, and all of them but the seed are needed") {
  CHECK(compared("da = 4\ndb = 4\ndc = 5\nds = 4\n").matches());
  CHECK(compared("db: 4.0;\nds: 4\nda: tensor(4.)\ndc: 5\ndy: 1\n").matches());
  const Comparison some = compared("s = 5\nds = 4\ndc = 5\n");
  CHECK_FALSE(some.matches());
  CHECK(some.missing == Names{"da", "db"});
  CHECK(report(some) ==
        "06 The Blueprint: Computation Graphs                                3 of 5 right\n"
        "  everything given is right\n"
        "  2 not given yet: da db\n");
  CHECK_FALSE(compared("s = 5\ny = 20\n").matches());
  CHECK(compared("s = 5\n", "s = a + b  # 5\n").matches());
  CHECK_FALSE(compared("s = 5\n", "s = a + b  # 5\ny = s * c  # 20\n").matches());
}

TEST_CASE("unknown names are listed with the name that may be meant") {
  const Comparison result = compared("grad_a = 4\ndB = 4\nfoo = 1\ndy_dc = 5\ns_grad = 4\n");
  CHECK_FALSE(result.matches());
  CHECK(report(result) ==
        "06 The Blueprint: Computation Graphs                                0 of 4 right\n"
        "  no name here is one of the reference's\n"
        "  4 not given yet: ds dc da db\n"
        "  not in the reference: grad_a (is it da?) dB (is it db?) foo dy_dc (is it dc?)\n"
        "                        s_grad (is it ds?)\n");
  CHECK(compared(reference + "extra = 3\n").matches());
}

TEST_CASE("a sum may be added up in any order, and one total is enough") {
  CHECK(compared(right_paths + "dx = 1.68714946\n", two_paths).matches());
  CHECK(compared(right_paths + "dx = 1.4\ndx += 0.2871494604\n", two_paths).matches());
  CHECK(compared(right_paths + "dx = 0.2871494604\ndx += 1.4\n", two_paths).matches());
  CHECK(compared(right_paths + "dx = 0\ndx += 1.4\ndx += 0.2871494604\n", two_paths).matches());
}

TEST_CASE("the wrong one of several contributions is the place", "[double]") {
  for (const char* lines : {"dx = 0.7\ndx += 0.2871494604\n", "dx = 0.2871494604\ndx += 0.7\n"}) {
    const Comparison result = compared(right_paths + lines, two_paths);
    REQUIRE(names(result.wrong) == Names{"dx"});
    const Difference& dx = result.wrong[0];
    CHECK(dx.place == std::size_t(0));
    CHECK(dx.reference_part == Value(Real(1.4)));
    REQUIRE(dx.mine_part);
    CHECK(dx.mine_part->number() == Approx(0.7));
    CHECK(dx.forward[0].name == "q");
    CHECK_THAT(report(result), Catch::Matchers::ContainsSubstring(
                                   "  The contribution of this line is 1.4, yours 0.7.\n"));
  }
  const Comparison lost = compared(right_paths + "dx = 0.2871494604\n", two_paths);
  REQUIRE(names(lost.wrong) == Names{"dx"});
  CHECK_FALSE(lost.wrong[0].place);
  CHECK(lost.wrong[0].forward.size() == 2);
  CHECK(report(lost) ==
        "reference.txt                                                       4 of 5 right\n"
        "  going backward from y, the first wrong value is dx\n"
        "      q = x * x\n"
        "      s = w * x       x = 0.7    w = 0.3    dq = 1    ds = 0.957164868\n"
        "                       yours     reference    finite difference\n"
        "      dx        0.2871494604    1.68714946    1.68715              ✗\n"
        "  The reference has  dx = dq * 2 * x    dq/dx is 2 * x\n"
        "                     dx += ds * w    adds 0.2871494604; ds/dx is w\n"
        "  dx is a sum of 2 contributions.\n"
        "  dx holds only one of its contributions, ds * w: = stands where += is needed,\n"
        "  or a path is missed.\n"
        "  Made in this graph, it gives your number to nine digits.\n");
}

TEST_CASE("of a run of several steps, a name given once means the last") {
  const std::string steps =
      "# -- forward propagation\nw = 1\ny = w * 2  # 2\n# -- backward propagation\ndy = 1\n"
      "dw = dy * 2  # 2\n# -- parameter update\nw = w - 0.1 * dw  # 0.8\n"
      "# -- forward propagation\ny = w * 2  # 1.6\n# -- backward propagation\ndy = 3\n"
      "dw = dy * 2  # 6\n# -- parameter update\nw = w - 0.1 * dw  # 0.2\n";
  CHECK(compared(steps, steps).matches());
  CHECK(compared("dw = 6\nw = 0.2\n", steps).matches());
  CHECK(names(compared("dw = 2\n", steps).wrong) == Names{"dw"});
  CHECK(compared("dw = 2\ndw = 6\n", steps).matches());
  const Comparison second = compared("dw = 2\ndw = 8\n", steps);
  REQUIRE(names(second.wrong) == Names{"dw"});
  CHECK(second.wrong[0].occurrence == 1);
  CHECK_THAT(report(second),
             Catch::Matchers::ContainsSubstring("the first wrong value is dw (number 2 of 2)"));
  // Not set to zero between the steps: one sum where the reference has two.
  const Comparison summed = compared("dw = 2\ndw += 6\n", steps);
  REQUIRE(names(summed.wrong) == Names{"dw"});
  CHECK(summed.wrong[0].mine_lines.size() == 2);
}

TEST_CASE("a difference as JSON") {
  const auto json =
      nlohmann::json::parse(comparison_json(compared("ds = nan\ndc = 10\nda = 5\nx = 1\n")));
  CHECK(json["match"] == false);
  CHECK(json["right"] == 0);
  CHECK(json["total"] == 4);
  CHECK(json["wrong"][0]["name"] == "ds");
  CHECK(json["wrong"][0]["mine"] == "nan");
  CHECK(json["wrong"][0]["reference"] == 4);
  CHECK(json["wrong"][0]["expression"] == "dy * c");
  CHECK(json["wrong"][0]["words"] == "dy/ds is c");
  CHECK(json["wrong"][0]["line"] == 14);
  CHECK(json["wrong"][0]["inputs"][0]["name"] == "s");
  CHECK(json["wrong"][0]["inputs"][0]["mine"] == nullptr);
  CHECK(json["wrong"][1]["ratio"] == 2);
  CHECK(json["consequences"] == nlohmann::json({"da"}));
  CHECK(json["missing"] == nlohmann::json({"db"}));
  CHECK(json["unknown"][0]["name"] == "x");
}

TEST_CASE("traces of 100,000 values are compared in one walk", "[long]") {
  std::string text = "# -- backward\nx = 1\ndy = 1\n", other = text;
  for (int i = 0; i < 100000; ++i) {
    const std::string name = "d" + std::to_string(i);
    text += name + " = dy * x  # 2\n";
    other += name + " = 3\n";
    text += (i == 0 ? "dx = " : "dx += ") + name + "  # " + std::to_string(i + 1) + "\n";
  }
  CHECK(compared(text, text).matches());
  const Comparison result = compared(other + "dx = 7\n", text);
  CHECK(result.wrong.size() == 100000);
  CHECK(result.consequences == Names{"dx"});
  report(result);
}
