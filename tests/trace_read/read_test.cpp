#include "trace/read.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "catch.hpp"
#include "scalar/backward.hpp"
#include "scalar/operators.hpp"
#include "trace/from_scalar.hpp"
#include "trace/text.hpp"

using namespace downhill;

namespace {

std::string error_of(const std::string& text) {
  try {
    read_trace(text, "mine.txt");
  } catch (const ParseError& error) {
    return error.what();
  }
  return "no error";
}

Value value_of(const std::string& text) { return read_trace(text).statements.back().held.value; }

}  // namespace

TEST_CASE("a trace line is read as name, expression, number and words") {
  const TraceText text = read_trace(
      "# downhill trace 1\n"
      "# chapter 06-computation-graphs · The Blueprint\n"
      "# Quick Challenge: y = (a + b) * c\n"
      "# elided: arrays too large to print whole; this trace is not a program\n"
      "\n"
      "from math import tanh\n"
      "def square(x):\n"
      "    return x * x\n"
      "\n"
      "erfc = vectorize(erfc_of_one, otypes=[float])\n"
      "\n"
      "# -- forward: build the graph\n"
      "s = a + b                  # 5        chapter.cpp:27\n"
      "\n"
      "# a remark\n"
      "# -- backward: walk it in reverse\n"
      "ds = dy * c                # 4        dy/ds is c\n"
      "ds += dz                   # 4.5\n",
      "ref.txt");
  CHECK(text.source == "ref.txt");
  CHECK(text.chapter == "06-computation-graphs · The Blueprint");
  CHECK(text.titles == std::vector<std::string>{"Quick Challenge: y = (a + b) * c"});
  CHECK(text.elided);
  CHECK(text.sections ==
        std::vector<std::string>{"", "forward: build the graph", "backward: walk it in reverse"});
  REQUIRE(text.statements.size() == 3);
  const Statement& s = text.statements[0];
  CHECK(s.name == "s");
  CHECK_FALSE(s.adds);
  CHECK(s.expression == "a + b");
  CHECK(s.held.value == Value(5));
  CHECK(s.words == "chapter.cpp:27");
  CHECK(s.line == 13);
  CHECK(s.section == 1);
  CHECK(text.statements[1].section == 2);
  CHECK(text.statements[2].adds);
  CHECK(text.statements[2].held.value == Value(Real(4.5)));
  CHECK(text.statements[2].line == 18);
}

TEST_CASE("numbers are read as any language prints them") {
  const Real inf = std::numeric_limits<Real>::infinity();
  const std::pair<const char*, Real> cases[] = {
      {"a = 4", 4},
      {"a=4.0;", 4},
      {"  a = -4.5  \r\n", Real(-4.5)},
      {"\xef\xbb\xbf"
       "a = 1e-3",
       Real(1e-3)},
      {"a: 4", 4},
      {"a := .5", Real(0.5)},
      {"a = 4.", 4},
      {"a = tensor(4.)", 4},
      {"a = tensor(4., grad_fn=<MulBackward0>)", 4},
      {"a = np.float64(4.0)", 4},
      {"a = Value(data=4.0, grad=1.0)", 4},
      {"a = 2 * 3", 6},
      {"a = -(1 + 2) ** 2 / 4", Real(-2.25)},
      {"a = 1/4", Real(0.25)},
      {"a = inf", inf},
      {"a = -Infinity", -inf},
      {"a = 1e999", inf},
      {"a = 1e-999", 0},
      {"a = \u22124", -4},
      {"b = 1; a = 2", 2},
      {"a = 4  // in C++", 4},
      {"a = f(b)  # 7 words", 7},
      {"a = f(b)  # 7, and words", 7},
      {"a = 0.12345678901234  # 0.1234567890", Real(0.12345678901234)},
      {"a = 4  # 2nd try", 4},
      {"a = 1\na += 2.5", Real(3.5)},
      {"a = b # 4\na += c  # 9  adds 5", 9},
      {"a += 5  # 9", 9},
      {"a = 1\r\r\na = 2\r", 2},
  };
  for (const auto& [text, number] : cases) {
    INFO(text);
    REQUIRE_NOTHROW(read_trace(text));
    CHECK(value_of(text) == Value(number));
  }
  for (const char* text : {"a = nan", "a = NaN", "a = -nan", "a = f(x)  # nan"}) {
    INFO(text);
    CHECK(std::isnan(value_of(text).number()));
  }
}

TEST_CASE("arrays are read as any language prints them") {
  const Value matrix({2, 2}, {1, 2, 3, Real(4.5)});
  for (const char* text :
       {"a = [[1, 2], [3, 4.5]]", "a = [[1. 2. ]\n [3. 4.5]]", "a = [[1. 2.]\r\n     [3. 4.5]]\r\n",
        "a = array([[1., 2.],\n       [3., 4.5]], dtype=float32)",
        "a = tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]], grad_fn=<AddBackward0>)",
        "a = np.array([[1,2,],[3,4.5,],])", "a = x @ w  # [2, 2]  1 2 / 3 4.5   words",
        "a = x @ w  # [[1, 2], [3, 4.5]]", "a = [[1, 2],  # the first row\n  [3, 4.5]]"}) {
    INFO(text);
    REQUIRE_NOTHROW(read_trace(text));
    CHECK(value_of(text) == matrix);
  }
  CHECK(value_of("a = [1 2 3]") == Value({3}, {1, 2, 3}));
  CHECK(value_of("a = f(b)  # [1, 2, 1]  5 // 6") != Value({1, 2, 1}, {5, 7}));
  CHECK(value_of("a = f(b)  # [3]") == Value({1}, {3}));
  CHECK(value_of("a = []") == Value({0}, {}));
  CHECK(value_of("a = [1, 2]\na += [10, 20]") == Value({2}, {11, 22}));

  const TraceText large =
      read_trace("w = f(x)  # [784, 128]  mean 0.1 std 1 min -3 max 3 norm 30  words");
  const Statement& w = large.statements.front();
  CHECK(w.held.value == Value({784, 128}, {}));
  CHECK(w.held.summary == std::vector<Real>{Real(0.1), 1, -3, 3, 30});
  CHECK(w.words == "words");
}

TEST_CASE("the digits that an author printed are kept") {
  const auto precision = [](const char* text) {
    return read_trace(std::string("a = ") + text).statements.front().held.precision.front();
  };
  const std::tuple<const char*, int, int> cases[] = {
      {"4", 1, 0},         {"4.0", 2, -1}, {"0.0250", 3, -4}, {"-1200", 4, 0},
      {"1.250e-3", 4, -6}, {"1e3", 1, 3},  {"0.000", 0, -3},  {"f(x)  # 0.3333333333", 10, -10}};
  for (const auto& [text, digits, place] : cases) {
    INFO(text);
    CHECK(precision(text).digits == digits);
    CHECK(precision(text).place == place);
  }
  CHECK(precision("1/3").digits == computed_digits);
}

TEST_CASE("what cannot be read is named with its place and what to write") {
  const std::pair<std::string, std::string> cases[] = {
      {"da = four",
       "mine.txt, line 1, column 6: expected a number; behind a formula it is written as a "
       "comment: # 4\n    da = four\n         ^"},
      {"ds = 4\nda = ds * 1  # by hand",
       "mine.txt, line 2, column 6: expected a number; behind a formula it is written as a "
       "comment: # 4\n    da = ds * 1  # by hand\n         ^"},
      {"da = 4\ndb 4",
       "mine.txt, line 2, column 4: expected = behind db, as in db = 4\n    db 4\n       ^"},
      {"da = 4\r\n4 = db\r\n",
       "mine.txt, line 2, column 1: expected a line of the form name = number, such as da = 4\n"
       "    4 = db\n    ^"},
      {"da =",
       "mine.txt, line 1, column 5: expected a number, as in da = 4; words go behind #\n"
       "    da =\n        ^"},
      {"da = 0,5",
       "mine.txt, line 1, column 7: write the decimal mark as a point, as in 0.5\n"
       "    da = 0,5\n          ^"},
      {"x.grad = 4",
       "mine.txt, line 1, column 2: a name is made of letters, digits and _; call the gradient of "
       "x dx\n    x.grad = 4\n     ^"},
      {"da = None",
       "mine.txt, line 1, column 6: expected a number; leave out what was not computed\n"
       "    da = None\n         ^"},
      {"da == 4",
       "mine.txt, line 1, column 4: write one = to give a name its number\n    da == 4\n       ^"},
      {"w -= 4",
       "mine.txt, line 1, column 3: write = and the number that the name then holds\n"
       "    w -= 4\n      ^"},
      {"da += 4",
       "mine.txt, line 1, column 1: da holds nothing yet to add to; begin with da = ...\n"
       "    da += 4\n    ^"},
      {"da = 4 apples",
       "mine.txt, line 1, column 8: expected nothing more behind the number; put words behind #\n"
       "    da = 4 apples\n           ^"},
      {"a = [1, 2\nb = 3",
       "mine.txt, line 1, column 5: expected ] to close this [\n    a = [1, 2\n        ^"},
      {"b = 3\na = [[1, 2], [3]]",
       "mine.txt, line 2, column 14: this row has length 1, the rows before have length 2\n"
       "    a = [[1, 2], [3]]\n                 ^"},
      {"a = [1, [2]]",
       "mine.txt, line 1, column 9: expected a number here, as in the elements before\n"
       "    a = [1, [2]]\n            ^"},
      {"a = [[1], 2]",
       "mine.txt, line 1, column 11: expected a row in [ ] here, as in the rows before\n"
       "    a = [[1], 2]\n              ^"},
      {"a = [1 x]",
       "mine.txt, line 1, column 8: expected a number in this array\n    a = [1 x]\n           ^"},
      {"a = [1 ... 2]",
       "mine.txt, line 1, column 8: numbers are left out here; for all of them say in NumPy "
       "set_printoptions(threshold=10**6)\n    a = [1 ... 2]\n           ^"},
      {"a = b  # [2, 3]  1 2",
       "mine.txt, line 1, column 21: the shape in front says 6 numbers, but here are 2\n"
       "    a = b  # [2, 3]  1 2\n                        ^"},
      {"a = [1, 2]\na += 1",
       "mine.txt, line 2, column 1: a holds shape [2], to which one number cannot be added\n"
       "    a += 1\n    ^"},
      {"# downhill trace 2\na = 1",
       "mine.txt, line 1, column 18: this downhill reads version 1 of traces; a newer one may read "
       "this\n    # downhill trace 2\n                     ^"},
      {"über = 1\nüber 2",
       "mine.txt, line 2, column 6: expected = behind über, as in über = 4\n"
       "    über 2\n         ^"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK(error_of(text) == message);
  }
}

TEST_CASE("a file that is no trace at all is one line") {
  const std::string nothing = "mine.txt holds no line of the form name = number, such as da = 4";
  for (const char* text : {"", "\n\n", "# only words\n", "hello world\nhow are you\n", "da 4\n",
                           "{\"json\": true}\n", "<html>\n", "\xef\xbb\xbf"})
    CHECK(error_of(text) == nothing);
  CHECK(error_of(std::string("a = 4\0", 6)) ==
        "mine.txt is not a text file: it holds a control character (byte 0x00)");
  CHECK(error_of("\x7f"
                 "ELF\n") ==
        "mine.txt is not a text file: it holds a control character (byte 0x7f)");
  CHECK(error_of(std::string("\xff\xfe"
                             "a\0=\0",
                             6)) == "mine.txt is UTF-16 text; save it as UTF-8");
}

TEST_CASE("a long line is shown around its mistake, without what a terminal would obey") {
  const std::string error = error_of("a = 1\nb = " + std::string(100000, 'x') + "\n");
  CHECK(error ==
        "mine.txt, line 2, column 5: expected a number; behind a formula it is written as a "
        "comment: # 4\n    b = " +
            std::string(24, 'x') + " ...\n        ^");
  CHECK(error_of("a = 1\nb\xff\xc3 = 4")
            .find("line 2, column 2: this character is not UTF-8\n"
                  "    b?? = 4\n     ^") != std::string::npos);
  CHECK(error_of("a = 4\nb = " + std::string(500, '(') + "1").find("expected ) to close this (") !=
        std::string::npos);
}

TEST_CASE("what is written as text reads back as the same statements") {
  Tape tape;
  Scalar x = tape.input("x", Real(0.7)), w = tape.parameter("w", Real(-1.0 / 3));
  Scalar s = w * x, q = x * x, y = tanh(s) + q - exp(x) / 3;
  for (const Scalar output : {s, q, y, pow(x, y) * Real(1e-30)}) {
    const Trace trace = explain(backward(output));
    const TraceText text = read_trace(write_text(trace), "round trip");
    std::size_t at = 0;
    for (const Entry& entry : trace.entries) {
      const Line* line = std::get_if<Line>(&entry);
      if (!line) continue;
      REQUIRE(at < text.statements.size());
      const Statement& statement = text.statements[at++];
      INFO(line->name << " = " << line->expression);
      CHECK(statement.name == line->name);
      CHECK(statement.adds == line->adds);
      CHECK(statement.expression == line->expression);
      CHECK(statement.words == line->words);
      CHECK(annotation(statement.held.value) == annotation(line->value));
    }
    CHECK(at == text.statements.size());
    CHECK(text.sections.size() == 3);
  }
}

TEST_CASE("a trace of 200,000 lines is read in one pass") {
  std::string text;
  for (int i = 0; i < 200000; ++i)
    text += "x" + std::to_string(i) + " = x * 1.5  # " + std::to_string(i) + "  words\n";
  text += "z = [";
  for (int i = 0; i < 200000; ++i) text += "[1, 2],\n";
  text += "]\nx0 += 1\n";
  const TraceText read = read_trace(text);
  CHECK(read.statements.size() == 200002);
  CHECK(read.statements.back().line == 400002);
}
