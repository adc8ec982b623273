#include "trace_read/fuzz.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include "catch.hpp"

using namespace downhill;

namespace {

constexpr std::string_view seed_text =
    "# downhill trace 1\n# chapter 06-x · Title\n\nfrom math import tanh\n"
    "# -- forward: build the graph\na = 2   # 2  input\ns = a + b # 5 c.cpp:1\n"
    "W = x @ v # [2, 3]  0.1 0.2 0.3 / 0.4 0.5 0.6\nL = f(W) # [9, 9]  mean 1 std 2 min 0 max 3 "
    "norm 9\n"
    "# -- backward: walk it\ndy = 1\nds = dy * (1 - c ** 2) # 4.5e-3\nda = ds # 4\nda += -2\n"
    "q: tensor([[1., -inf],\n [nan, 2e-300]], grad_fn=<A>); r = 1/3 // x\r\n";

// Pieces that mean something to the reader, more telling than single bytes.
constexpr std::string_view pieces[] = {"[",      "]",   "(",  ")",  "=",     "+=",        "#",
                                       "\n",     "\r",  ";",  ":",  "# -- ", "# [2, 3] ", "nan",
                                       "1e9999", "-",   "**", "//", "def ",  "array(",    "mean ",
                                       "\xc3",   "...", ",",  "0",  "a"};

std::string mutated(std::mt19937& random) {
  std::string text(seed_text);
  const auto below = [&](std::size_t n) { return std::size_t(random()) % n; };
  for (std::size_t changes = 1 + below(8); changes-- > 0;) {
    const std::size_t at = below(text.size() + 1), length = std::min(below(30), text.size() - at);
    switch (below(4)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(below(text.size() + 1), length));
        break;
      case 2:
        text.insert(at, pieces[below(std::size(pieces))]);
        break;
      default:
        if (at < text.size()) text[at] = char(below(256));
    }
    if (text.empty()) text = "a";
  }
  return text;
}

std::string noise(std::mt19937& random) {
  std::string text(random() % 200, ' ');
  const bool printable = random() % 2 == 0;
  for (char& c : text) c = char(printable ? 32 + random() % 96 : random() % 256);
  return text;
}

}  // namespace

TEST_CASE("any bytes at all give a trace or a ParseError") {
  std::mt19937 random(20240607);
  std::size_t read = 0, refused = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 200; ++i) {
      const std::string text = i % 4 == 0 ? noise(random) : mutated(random);
      CAPTURE(text);
      Outcome outcome{};
      try {
        outcome = read_any(text);
      } catch (const std::exception& error) {
        FAIL(error.what());
      }
      ++(outcome == Outcome::read ? read : refused);
    }
  }
  CHECK(read > 100);
  CHECK(refused > 100);
}

TEST_CASE("large inputs of one piece are read or refused in time that grows with their size") {
  for (const std::string_view piece : pieces) {
    std::string text = "a = ";
    while (text.size() < 300000) text += piece;
    INFO(piece);
    const auto start = std::chrono::steady_clock::now();
    read_any(text);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
}
