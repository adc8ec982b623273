// Long programs: no recursion, and time in proportion to their length.
#include <fmt/format.h>

#include <chrono>

#include "catch.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "scalar/backward.hpp"

using namespace downhill;

namespace {

// Time in proportion to the length is a second here, ten under a sanitizer on a busy machine; in
// proportion to its square it is many minutes.
constexpr double generous_seconds = 60;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a program of 200,000 statements is read and recorded quickly") {
  std::string text = "x0 = 1\n";
  for (int i = 1; i < 200000; ++i) text += fmt::format("x{} = x{} + 2 * x{}\n", i, i - 1, i / 2);
  const auto start = std::chrono::steady_clock::now();
  Tape tape;
  const auto done = evaluate(expr::parse(text), tape);
  CHECK(seconds_since(start) < generous_seconds);
  CHECK(done.assigned.size() == 200000);
  CHECK(tape.name_of(tape.nodes()[done.output.index()]) == "x199999");
  CHECK(tape.line_of(tape.nodes()[done.output.index()]) == 200000);
}

TEST_CASE("a chain of 100,000 steps x = x + 1 is recorded and differentiated") {
  std::string text = "x = 0\n";
  for (int i = 0; i < 100000; ++i) text += "x = x + 1\n";
  Tape tape;
  const auto done = evaluate(expr::parse(text), tape);
  CHECK(done.output.value() == 100000);
  CHECK(backward(done.output)[done.assigned.front().second] == 1);
}

TEST_CASE("a sum of 100,000 terms in one statement is recorded") {
  std::string text = "x = 1; y = 0";
  for (int i = 0; i < 100000; ++i) text += " + x";
  Tape tape;
  const auto done = evaluate(expr::parse(text), tape);
  CHECK(done.output.value() == 100000);
  CHECK(backward(done.output)[*done.find("x")] == 100000);
}
