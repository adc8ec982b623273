// Recording: values, source lines, names, blocks, and the misuse that handles detect.
#include <fstream>
#include <memory>

#include "catch.hpp"
#include "places.hpp"
#include "scalar/backward.hpp"
#include "scalar/operators.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

const Node& node(Scalar x) { return x.tape().nodes()[x.index()]; }
unsigned line_of(Scalar x) { return x.tape().line_of(node(x)); }

constexpr const char* is_stale = "after its tape was cleared or destroyed";
constexpr const char* has_no_value = "before it was given a value";
constexpr const char* cannot_meet = "two Scalars of different tapes cannot meet in one operation";

}  // namespace

TEST_CASE("numbers stand where Scalars may, and the graph shows what was written") {
  Tape tape;
  const Scalar x = tape.input("x", 2);
  CHECK((5.0 - x).value() == 3);
  CHECK((x - 5.0).value() == -3);
  CHECK((1.0 / x).value() == 0.5);
  CHECK((x / 4).value() == 0.5);
  CHECK(pow(3.0, x).value() == 9);
  CHECK(pow(x, 3.0).value() == 8);
  CHECK(maximum(x, 3).value() == 3);
  CHECK(minimum(3, x).value() == 2);

  const Scalar difference = 5.0 - x;
  CHECK(node(difference).kind() == first_rule + ops::code_of<ops::Sub>);
  CHECK(tape.nodes()[node(difference).a()].kind() == constant);
  CHECK(tape.nodes()[node(difference).a()].value == 5);
  CHECK(node(difference).b() == x.index());
}

TEST_CASE("an operator on a handle makes it a new node and leaves the old one") {
  Tape tape;
  const Scalar x = tape.input("x", 3);
  Scalar y = x;
  y += x;
  CHECK(y.value() == 6);
  y -= 1.0 * x;
  y *= x;
  y /= x;
  CHECK(y.value() == 3);
  CHECK(x.value() == 3);
  CHECK(y.index() != x.index());
}

TEST_CASE("a node knows the line that recorded it") {
  Tape tape;
  const unsigned line = __LINE__;  // and one operation on each line below
  const Scalar a = tape.input("a", 2), b = tape.input("b", 3);
  const Scalar sum = a + b;
  const Scalar negated = -a;
  const Scalar scaled = 2.0 * a;
  const Scalar called = tanh(a);
  Scalar assigned = a;
  assigned += b;
  const Scalar renamed = name("again", a);
  CHECK(line_of(b) == line + 1);
  CHECK(line_of(sum) == line + 2);
  CHECK(line_of(negated) == line + 3);
  CHECK(line_of(scaled) == line + 4);
  CHECK(line_of(called) == line + 5);
  CHECK(line_of(assigned) == line + 7);
  CHECK(line_of(renamed) == line + 8);
  CHECK(tape.file_of(node(sum)) == __builtin_FILE());
}

TEST_CASE("lines of several files stay apart, whatever address a file's name has") {
  Tape tape;
  const std::string one = "one.cpp", one_again = "one.cpp", two = "two.cpp";
  const Scalar a = tape.input("a", 1, 10, one.c_str());
  const Scalar b = tape.input("b", 1, 20, two.c_str());
  const Scalar c = tape.input("c", 1, 30, one_again.c_str());
  const Scalar d = tape.input("d", 1, 40, two.c_str());
  CHECK(tape.file_of(node(a)) == "one.cpp");
  CHECK(tape.file_of(node(b)) == "two.cpp");
  CHECK(tape.file_of(node(c)) == "one.cpp");
  CHECK(tape.file_of(node(d)) == "two.cpp");
  CHECK(line_of(a) == 10);
  CHECK(line_of(b) == 20);
  CHECK(line_of(c) == 30);
  CHECK(line_of(d) == 40);
}

TEST_CASE("a second name for a value is a node of its own") {
  Tape tape;
  const Scalar a = tape.input("a", 2), b = tape.input("b", 3);
  const Scalar s = name("s", a + b);
  CHECK(tape.name_of(node(s)) == "s");
  CHECK(name("s", s).index() == s.index());
  const Scalar t = name("t", s);
  CHECK(t.index() != s.index());
  CHECK(tape.name_of(node(s)) == "s");
  CHECK(tape.name_of(node(t)) == "t");
  CHECK(node(t).kind() == first_rule + ops::code_of<ops::Identity>);
  CHECK(tape.name_of(node(a * b)).empty());
  CHECK(backward(t)[s] == 1);
}

TEST_CASE("blocks hold what was recorded between their two ends, and may nest") {
  Tape tape;
  const Scalar x = tape.input("x", 1);
  tape.begin_block("layer");
  tape.begin_block("neuron");
  const Scalar h = x * x;
  tape.end_block();
  const Scalar y = h + x;
  tape.end_block();
  REQUIRE(tape.blocks().size() == 2);
  CHECK(tape.blocks()[0].name == "layer");
  CHECK(tape.blocks()[0].begin == h.index());
  CHECK(tape.blocks()[0].end == y.index() + 1);
  CHECK(tape.blocks()[1].end == h.index() + 1);
  CHECK_THROWS_WITH(tape.end_block(), "Tape::end_block: no block is open");
  tape.clear();
  CHECK(tape.blocks().empty());
}

TEST_CASE("values of two tapes cannot meet") {
  Tape one, two;
  const Scalar a = one.input("a", 1), b = two.input("b", 2);
  CHECK_THROWS_AS(a + b, UsageError);
  CHECK_THROWS_WITH(a * b, ContainsSubstring(cannot_meet));
  CHECK_THROWS_WITH(one.set_name(b, "b"), ContainsSubstring(cannot_meet));
  CHECK_THROWS_WITH(backward(a)[b], ContainsSubstring(cannot_meet));
  CHECK((a + a).value() == 2);  // both tapes go on
  CHECK((b + b).value() == 4);
}

TEST_CASE("a handle from before clear, or of a destroyed tape, is recognised") {
  auto tape = std::make_unique<Tape>();
  const Scalar before = tape->input("x", 1);
  const Gradients gradients = backward(before);
  tape->clear();
  const Scalar after = tape->input("x", 2);
  CHECK_THROWS_WITH(before.value(), ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(before + after, ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(after + before, ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(exp(before), ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(backward(before), ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(gradients[before], ContainsSubstring(is_stale));
  CHECK_THROWS_WITH(gradients[after], ContainsSubstring(is_stale));
  CHECK(after.value() == 2);

  tape.reset();
  CHECK_THROWS_WITH(after.value(), ContainsSubstring(is_stale));
  const Tape another;  // may sit in the same slot
  CHECK_THROWS_WITH(after.value(), ContainsSubstring(is_stale));
}

TEST_CASE("a Scalar without a value says so") {
  Tape tape;
  const Scalar x = tape.input("x", 1), nothing;
  CHECK_THROWS_WITH(nothing.value(), ContainsSubstring(has_no_value));
  CHECK_THROWS_WITH(nothing + x, ContainsSubstring(has_no_value));
  CHECK_THROWS_WITH(x + nothing, ContainsSubstring(has_no_value));
  CHECK_THROWS_WITH(backward(nothing), ContainsSubstring(has_no_value));
}

TEST_CASE("a node that does not exist has no handle") {
  Tape tape;
  const Scalar x = tape.input("x", 1);
  CHECK(tape.at(0).index() == x.index());
  CHECK_THROWS_WITH(tape.at(1), "Tape::at: node 1 of 1 does not exist");
}

TEST_CASE("too many living tapes are refused, and a destroyed one makes room") {
  std::vector<std::unique_ptr<Tape>> tapes;
  CHECK_THROWS_WITH(
      [&] {
        for (int i = 0; i < 2000; ++i) tapes.push_back(std::make_unique<Tape>());
      }(),
      ContainsSubstring("tapes are alive already"));
  tapes.pop_back();
  CHECK_NOTHROW(Tape());
}

// Lines, so that "readable in one sitting" stays a promise.
TEST_CASE("the engine is under 200 lines") {
  int lines = 0;
  for (const char* file : {"tape.hpp", "backward.hpp", "backward.cpp"}) {
    std::ifstream text(std::string(place::source) + "/lib/scalar/" + file);
    REQUIRE(text);
    for (std::string line; std::getline(text, line);) ++lines;
  }
  CHECK(lines < 200);
}
