// Random expressions, read by this parser and by python3: the same order of operations gives the
// same double, bit for bit.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>

#include "catch.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "places.hpp"

using namespace downhill;

namespace {

// Expressions with + - * / ** signs and parentheses, dense enough that precedence matters.
// Numbers are at least 1 and powers are small, so that most results are finite and real.
class RandomExpression {
 public:
  explicit RandomExpression(unsigned seed) : random_(seed) {}

  std::string operator()(int depth) {
    if (depth == 0 || below(8) == 0) return operand();
    switch (below(7)) {
      case 0:
        return "-" + (*this)(depth - 1);
      case 1:
        return "+" + (*this)(depth - 1);
      case 2:
        return "(" + (*this)(depth - 1) + ")";
      case 3:
        return operand() + " ** " + (below(2) ? "-" : "") + operand() +
               (below(3) ? "" : " ** " + small());
      default:
        return (*this)(depth - 1) + " " + "+-*/"[below(4)] + " " + (*this)(depth - 1);
    }
  }

 private:
  unsigned below(unsigned n) { return unsigned(random_() % n); }
  std::string small() { return fmt::format("1.{}", 1 + below(8)); }
  std::string operand() {
    return below(3) == 0 ? std::string(1, "abc"[below(3)])
                         : fmt::format("{}.{}", 1 + below(3), 1 + below(99));
  }
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("precedence and associativity are python3's") {
  if (sizeof(Real) != sizeof(double)) return;  // Python's numbers are doubles
  std::string python = place::python;
  if (python.empty()) python = "/usr/bin/python3";
  const std::string script = fmt::format("{}/expr-precedence-test.py", place::build);
  RandomExpression expression(20240607);
  std::vector<std::string> texts = {
      "-a ** 2",           "2 ** -a",        "2 ** 1.5 ** 2", "a - b - c", "a / b / c",
      "a / b * c",         "a - b * c ** 2", "-a * -b",       "- -a - -b", "a ** -b ** c",
      "(a - b) - (c - a)", "-(a + b) ** 2",  "a * -b ** 2",   "2 ** +a"};
  while (texts.size() < 600) texts.push_back(expression(5));
  std::ofstream file(script);
  file << "a = 1.25; b = 2.5; c = 1.75\n"
          "def show(f):\n"
          "    try: value = f()\n"
          "    except ArithmeticError: value = None\n"
          "    print(value.hex() if isinstance(value, float) else 'none')\n";
  for (const std::string& text : texts) file << "show(lambda: " << text << ")\n";
  file.close();

  FILE* pipe = popen(fmt::format("'{}' '{}'", python, script).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::size_t compared = 0;
  char line[128];
  for (const std::string& text : texts) {
    REQUIRE(std::fgets(line, sizeof line, pipe) != nullptr);
    if (line[0] == 'n' && line[1] == 'o') continue;  // no real number in Python
    INFO(text << "\npython3 says " << line);
    Tape tape;
    const Real value =
        evaluate(expr::parse("a = 1.25; b = 2.5; c = 1.75; y = " + text), tape).output.value();
    const double expected = std::strtod(line, nullptr);
    CHECK((value == Real(expected) || (std::isnan(value) && std::isnan(expected))));
    ++compared;
  }
  pclose(pipe);
  std::remove(script.c_str());
  CHECK(compared > texts.size() / 2);
}
