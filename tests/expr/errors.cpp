// What each kind of mistake is told. The table shows whole messages; of most rows the first line.
#include <fmt/format.h>

#include "catch.hpp"
#include "expr/evaluate.hpp"
#include "expr/parse.hpp"
#include "ops/error.hpp"

using namespace downhill;
using namespace std::string_literals;

namespace {

// What parsing and evaluating says; the first line, or all of it.
std::string complaint(const std::string& text, const expr::Bindings& values = {},
                      bool whole = false) {
  Tape tape;
  try {
    evaluate(expr::parse(text), tape, values);
  } catch (const Error& error) {
    const std::string message = error.what();
    return whole ? message : message.substr(0, message.find('\n'));
  }
  return "nothing";
}

struct Mistake {
  std::string text;
  std::size_t line, column;
  std::string message;
};

const Mistake mistakes[] = {
    {"# only a comment\n\n# and another", 1, 1,
     "there is nothing to compute: expected name = expression"},
    {"from math import exp\n", 1, 1, "there is nothing to compute: expected name = expression"},
    {"y = (a + b", 1, 5, "this ( is never closed"},
    {"y = a + b)", 1, 10, "this ) has no partner before it"},
    {"y = [1, 2", 1, 5, "this [ is never closed"},
    {"y = (1 + 2]", 1, 11, "expected ) after 2"},
    {"a = 1\ny = (a + 2\nb = 3", 2, 5, "this ( is never closed"},
    {"y = a $ b", 1, 7, "unexpected character $"},
    {"y = a *", 1, 8, "expected a value after *"},
    {"y = * a", 1, 5, "expected a value after ="},
    {"= 3", 1, 1, "expected a name before ="},
    {"y =", 1, 4, "expected a value after ="},
    {"y = 1 +\nz = 2", 1, 8, "expected a value after +"},
    {"2x = 3", 1, 1, "2x is not a number or a name: a product is written 2 * x"},
    {"y = 2x", 1, 5, "2x is not a number or a name: a product is written 2 * x"},
    {"y = 1.2.3", 1, 5, "1.2.3 is not a number"},
    {"y = 1e", 1, 5, "1e is not a number"},
    {"y = 1_000_", 1, 5, "1_000_ is not a number"},
    {"3 = y", 1, 1, "only a name can stand before ="},
    {"a + b = 3", 1, 1, "only a name can stand before ="},
    {"True = 1", 1, 1, "True is a word of Python and cannot be a name"},
    {"exp(x) = 3", 1, 1, "only a name can stand before ="},
    {"\"a\" = 3", 1, 1, "only a name can stand before ="},
    {"exp = 3", 1, 1, "exp is a function: give this value another name"},
    {"inf = 3", 1, 1, "inf is a number, not a name"},
    {"lambda = 0.1", 1, 1, "lambda is a word of Python and cannot be a name"},
    {"y = if", 1, 5, "if is a word of Python and cannot be a name"},
    {"a = b = 3", 1, 7, "only one = in a statement; == compares"},
    {"y = (a = 3)", 1, 8, "= cannot stand inside an expression; == compares"},
    {"a = 1; y = exp(a = 2", 1, 15, "this ( is never closed"},
    {"y = sigmod(1)", 1, 5, "sigmod is not a function; did you mean sigmoid?"},
    {"y = tahn(1)", 1, 5, "tahn is not a function; did you mean tanh?"},
    {"y = foo(1)", 1, 5, "foo is not a function that formulas know"},
    {"y = exp()", 1, 5, "exp takes 1 argument, exp(x), and got 0"},
    {"y = exp(1, 2)", 1, 5, "exp takes 1 argument, exp(x), and got 2"},
    {"y = maximum(1)", 1, 5, "maximum takes 2 arguments, maximum(a, b), and got 1"},
    {"y = leaky_relu(1, 2, 3)", 1, 5,
     "leaky_relu takes 1 or 2 arguments, leaky_relu(x, negative_slope=0.01), and got 3"},
    {"y = exp(1, axis=0)", 1, 5, "exp knows no axis=: exp takes 1 argument, exp(x)"},
    {"y = leaky_relu(1, negative_slope=1, negative_slope=2)", 1, 37,
     "negative_slope is given twice"},
    {"y = leaky_relu(1, 2, negative_slope=2)", 1, 5,
     "negative_slope is given twice: leaky_relu takes 1 or 2 arguments, leaky_relu(x, "
     "negative_slope=0.01)"},
    {"y = leaky_relu(negative_slope=2, 1)", 1, 34,
     "an argument without a name stands after one with a name"},
    {"y = a + c", 1, 5, "a and c have no value: add a=... c=... or assign them"},
    {"y = x; x = 1", 1, 5,
     "x has no value yet: it is assigned in line 1; add x=... or assign it before"},
    {"y = exp + 1", 1, 5, "exp is a function: exp(x)"},
    {"x = 1; y = x(2)", 1, 12, "x is a value, not a function: a product is written *"},
    {"y = 2(3)", 1, 6, "only a name can be called: a product is written *"},
    {"y = \"abc", 1, 5, "this string is never closed: expected \" after \"abc"},
    {"y = 'abc\nz = 2", 1, 5, "this string is never closed: expected ' after 'abc"},
    {"y = 'a\\'b'", 1, 7, "a string cannot hold a backslash"},
    {"y = 'abc'", 1, 5, "expected a number, found a string"},
    {"y = None", 1, 5, "expected a number, found None"},
    {"y = True + 1", 1, 5, "expected a number, found True or False"},
    {"x = 1; y = x[]", 1, 14, "expected a value after ["},
    {"x = 1; y = x[1:2:3:4]", 1, 19, "expected , or ] after 3"},
    {"x = 1; y = x[1", 1, 13, "this [ is never closed"},
    {"x = 1; y = x[0]", 1, 13,
     "[ ] after a value needs arrays, and here all values are single numbers"},
    {"x = 1; y = x[0:2]", 1, 14,
     "[ ] after a value needs arrays, and here all values are single numbers"},
    {"y = 1:2", 1, 6, "a slice stands inside [ ]"},
    {"x = 1; y = x.T", 1, 14, ".T needs arrays, and here all values are single numbers"},
    {"x = 1; y = x.sum()", 1, 14, "only .T can follow a value; functions are written f(x)"},
    {"y = x.5", 1, 6, "expected an operator or the end of the statement after x"},
    {"é = 3", 1, 1, "unexpected character é: names are made of a-z, A-Z, 0-9 and _"},
    {"y = 2 − 3", 1, 7, "unexpected character −: a minus is written -"},
    {"y = 2²", 1, 6, "unexpected character ²: a square is written ** 2"},
    {"y = 2 ^ 3", 1, 7, "unexpected character ^: a power is written **"},
    {"y = 5 // 2", 1, 7, "// is not part of the language: a quotient is written /"},
    {"y = 5 % 2", 1, 7, "unexpected character %"},
    {"x -= 1", 1, 3, "-= is not part of the language: write name = name - ..."},
    {"y = 1, 2", 1, 6, "one statement names one value: end it with ; or a new line"},
    {"x = 1; x == 1", 1, 10, "== compares; to give a name its value, write ="},
    {"a < b < c", 1, 7, "two comparisons in a row: write (a < b) & (b < c)"},
    {"x = 1; y = where(x > 0, 1, 2)", 1, 20,
     "> needs arrays, and here all values are single numbers"},
    {"x = 1; y = x > 0", 1, 14, "> needs arrays, and here all values are single numbers"},
    {"x=1; y = x @ x", 1, 12, "@ needs arrays, and here all values are single numbers"},
    {"x = 1\nx + 1\ny = 2", 2, 1,
     "this value has no name: write name = ... before it (only the last statement can do without)"},
    {"a b", 1, 3, "expected an operator or the end of the statement after a"},
    {"y = 3 4", 1, 7, "expected an operator or the end of the statement after 3"},
    {"y = (1; 2)", 1, 7, "unexpected ; inside brackets"},
    {"y = ()", 1, 6, "expected a value after ("},
    {"y = sum([1, 2])", 1, 9, "a list needs arrays, and here all values are single numbers"},
    {"y = !x", 1, 5, "unexpected character !"},
    {"y = a and b", 1, 7, "expected an operator or the end of the statement after a"},
    {"y = f(a b)", 1, 9, "expected , or ) after a"},
    {"y = {1}", 1, 5, "unexpected character {: parentheses are ( and )"},
    {"if x: y = 1", 1, 1, "if is a word of Python and cannot be a name"},
    {"x: float = 3", 1, 2, "a slice stands inside [ ]"},
    {"y = '数学' * 漢", 1, 12, "unexpected character 漢: names are made of a-z, A-Z, 0-9 and _"},
    {"x = 1; max = 2; y = max(x, 3)", 1, 8, "max is a function: give this value another name"},
    {"y = 0x10", 1, 5, "0x10 is not a number or a name: a product is written 0 * x10"},
    {"y = 1__0", 1, 5, "1__0 is not a number"},
    {"y = 3 * (2 + [1)", 1, 16, "expected , or ] after 1"},
    {"y = -", 1, 6, "expected a value after -"},
    {"y = x[1:2", 1, 6, "this [ is never closed"},
    {"y = exp 2", 1, 9, "expected an operator or the end of the statement after exp"},
    {"y = 2 @", 1, 8, "expected a value after @"},
    {"import = 3", 1, 1, "import is a word of Python and cannot be a name"},
    {"y = float64(1, 2)", 1, 5, "float64 takes 1 argument, float64(x), and got 2"},
    {"y = subtrct(1, 2)", 1, 5, "subtrct is not a function; did you mean subtract?"},
    {"y = a.b = 3", 1, 7, "only .T can follow a value; functions are written f(x)"},
    {"y = a | b", 1, 7,
     "unexpected character |: it is not part of the language; masks are joined by &"},
    {"y = f(,)", 1, 7, "expected a value after ("},
    {"a, b = 1, 2", 1, 2, "one statement names one value: end it with ; or a new line"},
    {"y = \\ 2", 1, 5, "unexpected character \\"},
    {"y = 1\0"s, 1, 6, "unexpected byte 0x00: this is not a text"},
    {"y = \xff", 1, 5, "unexpected byte 0xff: this is not a text"},
    {"y = \xc3", 1, 5, "unexpected byte 0xc3: this is not a text"},
    {"", 1, 1, "there is nothing to compute: expected name = expression"},
    {"y = " + std::string(250, '('), 1, 206,
     "nested more than 200 levels deep: give a part a name of its own"},
    {"y = " + std::string(250, '-') + "1", 1, 206,
     "nested more than 200 levels deep: give a part a name of its own"},
    {"y = " + std::string(100000, '['), 1, 206,
     "nested more than 200 levels deep: give a part a name of its own"},
};

}  // namespace

TEST_CASE("each mistake in a formula is told with its place") {
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.text.substr(0, 200));
    CHECK(complaint(mistake.text) == fmt::format("formula, line {}, column {}: {}", mistake.line,
                                                 mistake.column, mistake.message));
  }
}

TEST_CASE("the caret stands under the character that is meant") {
  CHECK(complaint("y = a * ) + 2", {}, true) ==
        "formula, line 1, column 9: expected a value after *\n"
        "    y = a * ) + 2\n"
        "            ^");
  CHECK(complaint("a = 1\r\n\ty =\t'é数' * * a\r\n", {}, true) ==
        "formula, line 2, column 13: expected a value after *\n"
        "     y = 'é数' * * a\n"
        "                ^");
  CHECK(complaint("# \x01\xff\ty\ny = 'a\x02' * \x7f", {}, true) ==
        "formula, line 2, column 12: unexpected byte 0x7f: this is not a text\n"
        "    y = 'a\uFFFD' * \uFFFD\n"
        "               ^");
  CHECK(complaint("", {}, true) ==
        "formula, line 1, column 1: there is nothing to compute: expected name = expression");
}

TEST_CASE("of a long line only what is around the caret is shown") {
  std::string terms;
  for (int i = 0; i < 100; ++i) terms += "1 + ";
  CHECK(complaint("y = " + terms + "* 2" + terms, {}, true) ==
        "formula, line 1, column 405: expected a value after +\n"
        "    …1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + * 21 + 1 + 1 + 1 + 1 + 1 + 1 + 1…\n"
        "                                             ^");
  CHECK(complaint("y = ) + " + terms, {}, true) ==
        "formula, line 1, column 5: expected a value after =\n"
        "    y = ) + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + …\n"
        "        ^");
}

TEST_CASE("a value from outside that the program has no use for is told") {
  CHECK(complaint("y = loss * 2", {{"loss", 1}, {"los", 2}}) ==
        "los=... is given, but formula has no los; did you mean loss?");
  CHECK(complaint("y = exp(a)", {{"a", 1}, {"exp", 2}}) ==
        "exp=... is given, but formula has no exp");
  CHECK(complaint("y = a", {{"a", 1}, {"a", 2}}) == "a=... is given twice");
  CHECK(complaint("s = a + 1; y = s", {{"a", 1}, {"s", 2}}) ==
        "formula, line 1, column 1: s is computed here, so s=... from outside would be lost");
}

TEST_CASE("deep parentheses are fine up to the limit") {
  CHECK(complaint("y = " + std::string(200, '(') + "1" + std::string(200, ')')) == "nothing");
}
