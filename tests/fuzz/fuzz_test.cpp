#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include "catch.hpp"
#include "fuzz/rounds.hpp"

using namespace downhill;

namespace {

using clock = std::chrono::steady_clock;

std::string mutated(const FuzzRound& round, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return std::size_t(random()) % n; };
  std::string text(round.examples[below(round.examples.size())]);
  for (std::size_t changes = 1 + below(8); changes-- > 0;) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.erase(at, below(30));
        break;
      case 1:
        text.insert(at, text.substr(below(text.size() + 1), below(30)));
        break;
      case 2:
        text.insert(at, round.pieces[below(round.pieces.size())]);
        break;
      case 3:
        if (below(4) == 0) text.resize(at);
        break;
      default:
        if (at < text.size()) text[at] = char(below(256));
    }
  }
  return text;
}

std::string noise(const FuzzRound& round, std::mt19937& random) {
  std::string text;
  const auto kind = random() % 3;
  for (std::size_t n = random() % 100; n > 0; --n) {
    if (kind == 0)
      text += round.pieces[random() % round.pieces.size()];
    else
      text += char(kind == 1 ? 32 + random() % 96 : random() % 256);
  }
  return text;
}

}  // namespace

TEST_CASE("any bytes are read by every reader or refused with a message") {
  for (const FuzzRound& round : fuzz_rounds()) {
    INFO(round.reader);
    std::mt19937 random(20240607);
    std::size_t read = 0, refused = 0;
    const auto end = clock::now() + std::chrono::seconds(2);
    for (std::size_t i = 0; i < 200'000 && clock::now() < end; ++i) {
      const std::string text = i % 4 == 0 ? noise(round, random) : mutated(round, random);
      CAPTURE(text);
      try {
        ++(round.play(text) ? read : refused);
      } catch (const std::exception& error) {
        FAIL(error.what());
      }
    }
    CHECK(read > 10);
    CHECK(refused > 100);
  }
}

TEST_CASE("large inputs of one piece are read or refused in time that grows with their size") {
  for (const FuzzRound& round : fuzz_rounds())
    for (const std::string_view piece : round.pieces) {
      std::string text = "a = ";
      while (text.size() < 300'000) text += piece;
      INFO(round.reader << ": " << piece);
      const auto start = clock::now();
      round.play(text);
      CHECK(clock::now() - start < std::chrono::seconds(5));  // quadratic would take minutes
    }
}
