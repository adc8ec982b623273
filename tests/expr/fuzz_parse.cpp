// Any bytes at all give a Program or an Error, never anything else. As a test this is a bounded
// loop with a fixed seed; compiled with -DDOWNHILL_FUZZ -fsanitize=fuzzer,address it is a
// libFuzzer target:
//     clang++ -std=c++20 -g -Ilib -DDOWNHILL_FUZZ -fsanitize=fuzzer,address,undefined
//       tests/expr/fuzz_parse.cpp lib/{expr,ops,scalar}/*.cpp -lfmt -o fuzz_parse
#include <cstdint>
#include <string>
#include <string_view>

#include "expr/evaluate.hpp"
#include "expr/names.hpp"
#include "expr/parse.hpp"
#include "ops/error.hpp"

namespace {

using namespace downhill;

// True for a program, false for an error with a message that names a place.
bool read_anything(std::string_view text) {
  try {
    const expr::Program program = expr::parse(text);
    for (expr::Id id = 0; id < program.instructions.size(); ++id) {
      for (const expr::Argument& argument : program.arguments_of(program.instructions[id]))
        if (argument.value >= id) __builtin_trap();  // only earlier instructions may be used
    }
    if (program.output >= program.instructions.size()) __builtin_trap();
    try {
      expr::Bindings values;
      for (const std::string& name : expr::names_to_bind(program)) values.emplace_back(name, 1.5);
      Tape tape;
      evaluate(program, tape, values).output.value();
    } catch (const ParseError&) {
    } catch (const UsageError&) {
    }
    return true;
  } catch (const ParseError& error) {
    if (!std::string_view(error.what()).starts_with("formula, line ")) __builtin_trap();
    return false;
  }
}

}  // namespace

#ifdef DOWNHILL_FUZZ

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_anything({reinterpret_cast<const char*>(data), size});
  return 0;
}

#else

#include <chrono>
#include <random>

#include "catch.hpp"

namespace {

const char* const valid[] = {
    "a = -4; b = 2; c = a + b; d = a*b + b**3; c = c + c + 1; c = c + 1 + c + (-a)",
    "x = [[1, 2], [3, 4]]\nz = x[:, 0:4:2] @ x.T + x[[2, 0, 2]]\nloss = mean(z, axis=1)",
    "y = where((a == 0) & (b >= 0), 0, y * log(a))  # words\ny += 1_000.5e-3",
    "import numpy; numpy.seterr(all=\"ignore\")\ndef f(x):\n  return x\ny = leaky_relu(2, 0.1)\r\n",
    "s = 'text'; t = \"é\"; u = f(s, reduction=\"sum\", keepdims=True, eps=-inf)",
};
constexpr std::string_view pieces[] = {
    "(",    ")",    "[",    "]",        ",",     ":",    ";",        "\n",
    "\r\n", "#",    "'",    "\"",       "=",     "==",   "+=",       "**",
    "-",    ".T",   ".",    "1e",       "1e999", "_",    "\\\n",     "\xef\xbb\xbf",
    "\xff", "é",    "def ", "import a", "nan",   "True", "None",     "x",
    "y",    "exp(", "&",    "<",        "@",     "\t",   "float64(", "max("};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return std::size_t(random() % n); };
  for (std::size_t changes = 1 + below(6); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.insert(at, pieces[below(std::size(pieces))]);
        break;
      case 1:
        text.erase(at, below(8));
        break;
      case 2:
        if (at < text.size()) text[at] = char(below(256));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), below(20)));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("any bytes give a program or an error with a place") {
  using clock = std::chrono::steady_clock;
  const auto stop = clock::now() + std::chrono::seconds(2);
  std::mt19937 random(7);
  std::size_t programs = 0, errors = 0;
  while (programs + errors < 200000 && clock::now() < stop) {
    std::string text;
    if (random() % 4 == 0) {
      for (std::size_t n = random() % 60; n > 0; --n) text += char(random() % 256);
    } else if (random() % 3 == 0) {
      for (std::size_t n = random() % 40; n > 0; --n) text += pieces[random() % std::size(pieces)];
    } else {
      text = mutate(valid[random() % std::size(valid)], random);
    }
    ++(read_anything(text) ? programs : errors);
  }
  CHECK(programs > 100);
  CHECK(errors > 100);
}

#endif
