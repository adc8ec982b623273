// What the parser makes of a text: instructions, places, and what it passes over.
#include "expr/parse.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "expr/evaluate.hpp"
#include "expr/names.hpp"
#include "expr/number.hpp"

using namespace downhill;
using expr::parse, expr::Program, expr::What;

namespace {

// An instruction in words, with its arguments in words: call(*, number(2), name(x)).
std::string spell(const Program& program, expr::Id id) {
  static const char* const names[] = {"number", "bool", "none",  "text",  "list",     "name",
                                      "assign", "call", "index", "slice", "attribute"};
  const expr::Instruction& one = program.instructions[id];
  std::string inside;
  if (one.word != expr::nothing) inside = program.word_of(one);
  if (one.what == What::number || one.what == What::boolean) inside = fmt::format("{}", one.number);
  for (const expr::Argument& argument : program.arguments_of(one)) {
    if (!inside.empty()) inside += ", ";
    if (argument.keyword != expr::nothing) inside += program.words[argument.keyword] + "=";
    inside += spell(program, argument.value);
  }
  return fmt::format("{}({})", names[std::size_t(one.what)], inside);
}

std::string spell(std::string_view text) {
  const Program program = parse(text);
  return spell(program, program.output);
}

Real value_of(std::string_view text) {
  Tape tape;
  return evaluate(parse(text), tape).output.value();
}

}  // namespace

TEST_CASE("a program is a flat list in evaluation order, each instruction with its place") {
  const Program program = parse("# head\ny = 2 * exp(x)", "model.txt");
  CHECK(program.source_name == "model.txt");
  REQUIRE(program.instructions.size() == 5);
  const What order[] = {What::number, What::name, What::call, What::call, What::assign};
  const std::size_t columns[] = {5, 13, 9, 7, 1};
  for (std::size_t i = 0; i < 5; ++i) {
    INFO("instruction " << i);
    CHECK(program.instructions[i].what == order[i]);
    CHECK(program.instructions[i].line == 2);
    CHECK(program.column_of(program.instructions[i]) == columns[i]);
  }
  CHECK(program.output == 4);
}

TEST_CASE("signs, powers and comparisons group as in Python") {
  CHECK(spell("-x ** 2") == "assign(y, call(-, call(**, name(x), number(2))))");
  CHECK(spell("2 ** -x") == "assign(y, call(**, number(2), call(-, name(x))))");
  CHECK(spell("2 ** 3 ** x") == "assign(y, call(**, number(2), call(**, number(3), name(x))))");
  CHECK(spell("a - b - c") == "assign(y, call(-, call(-, name(a), name(b)), name(c)))");
  CHECK(spell("a @ b * c") == "assign(y, call(*, call(@, name(a), name(b)), name(c)))");
  CHECK(spell("+x + 1") == "assign(y, call(+, name(x), number(1)))");
  CHECK(spell("a + 1 > b") == "assign(y, call(>, call(+, name(a), number(1)), name(b)))");
  CHECK(spell("a > b & c") == "assign(y, call(>, name(a), call(&, name(b), name(c))))");
  CHECK(spell("where((a == 0) & (b >= 0), 0, y)") ==
        "assign(out, call(where, call(&, call(==, name(a), number(0)), call(>=, name(b), "
        "number(0))), number(0), name(y)))");
}

TEST_CASE("arrays: lists, slices, gathered rows, .T, keywords and strings are parsed") {
  CHECK(spell("x = [[1, 2], [3, 4],]") ==
        "assign(x, list(list(number(1), number(2)), list(number(3), number(4))))");
  CHECK(spell("x = (3, 4)") == "assign(x, list(number(3), number(4)))");
  CHECK(spell("x = []") == "assign(x, list())");
  CHECK(spell("z = x[1:3]") == "assign(z, index(name(x), slice(number(1), number(3), none())))");
  CHECK(spell("z = x[:, 0:4:2]") ==
        "assign(z, index(name(x), slice(none(), none(), none()), slice(number(0), number(4), "
        "number(2))))");
  CHECK(spell("z = x[::-1]") ==
        "assign(z, index(name(x), slice(none(), none(), call(-, number(1)))))");
  CHECK(spell("z = x[[2, 0, 2]].T") ==
        "assign(z, attribute(T, index(name(x), list(number(2), number(0), number(2)))))");
  CHECK(spell("c = ce(z, [1, 0], reduction='sum', keepdims=True, axis=None)") ==
        "assign(c, call(ce, name(z), list(number(1), number(0)), reduction=text(sum), "
        "keepdims=bool(1), axis=none()))");
}

TEST_CASE("name += expression adds to what the name was") {
  CHECK(spell("da += dy * 2") == "assign(da, call(+, name(da), call(*, name(dy), number(2))))");
}

TEST_CASE("numbers have Python's forms, whatever the locale") {
  const std::pair<const char*, double> table[] = {
      {"1", 1},
      {"1.", 1},
      {".5", .5},
      {"1e-3", 1e-3},
      {"1_000", 1000},
      {"1_0.2_5e1_0", 10.25e10},
      {"2.5E+3", 2500},
      {"5e-324", 5e-324},
      {"1e999", HUGE_VAL},
      {"1e-999", 0},
      {"0e999", 0},
      {"0.1", 0.1},
      {"1.7976931348623157e308", std::numeric_limits<double>::max()}};
  for (const auto& [text, value] : table) {
    INFO(text);
    CHECK(expr::number_length(text) == std::string_view(text).size());
    CHECK(expr::number_value(text) == value);
  }
  CHECK(expr::number_value("1" + std::string(400, '0') + "e-400") == 1);
  CHECK(expr::number_value("0." + std::string(400, '0') + "1e401") == 1);
  CHECK(std::isinf(expr::number_value("1" + std::string(400, '0'))));
}

TEST_CASE("blank lines, comments, CR LF, a byte order mark and continued lines change nothing") {
  for (const char* text :
       {"a=2;b=3\ny=a*b",
        "\xef\xbb\xbf"
        "a = 2\r\n\r\n# two\r\nb = 3 # three\r\ny = a * b\r\n",
        "a = 2\rb = 3\ry = a * b", "a = (2\n  # inside\n  )\nb = 3;\ny = a \\\n  * b ;;",
        "  a = 2\n\tb = 3\n  y = a * b"}) {
    INFO(text);
    CHECK(value_of(text) == 6);
  }
  CHECK(parse("a = 1\r\nb = 2\n\rc = 3").instructions.back().line == 4);
}

TEST_CASE("lines that only Python needs are passed over") {
  CHECK(value_of("# downhill trace 1\n"
                 "import numpy; numpy.seterr(all=\"ignore\")  # inf and nan go on\n"
                 "from math import (exp,\n  log)\n"
                 "def relu(x): return x if x > 0 else 0 % 1\n"
                 "def other(x):\n    y = 'it''s'\n\n    return lambda: {x}\n\n"
                 "a = 2                      # 2        input\n"
                 "y = relu(a) * 3            # 6\n") == 6);
  CHECK(value_of("import math; y = 2") == 2);
}

TEST_CASE("names that are read before they are assigned are those to bind") {
  CHECK(expr::names_to_bind(parse("y = (b + a) * b; b = 2; z = y + exp(c) + b")) ==
        std::vector<std::string>{"b", "a", "c"});
}

TEST_CASE("a program says whether it needs arrays") {
  CHECK_FALSE(needs_arrays(parse("x = 1; y = maximum(x, 2) + leaky_relu(x, negative_slope=0.1)")));
  for (const char* text : {"x = [1, 2]", "y = x @ x", "y = x[0]", "y = x.T", "y = sum(x)", "x > 0",
                           "y = where(m, x, 0)"}) {
    INFO(text);
    CHECK(needs_arrays(parse(text)));
  }
}
