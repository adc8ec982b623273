// TextIndex against a std::map of the same texts.
#include "ops/text_index.hpp"

#include <map>

#include "catch.hpp"

using downhill::TextIndex;

TEST_CASE("an index finds each of many texts at its place, however often it has grown") {
  std::vector<std::string> texts;
  std::map<std::string, std::uint32_t> expected;
  TextIndex index;
  CHECK(index.find("x", texts) == TextIndex::nowhere);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = "w" + std::to_string(i % 1700);  // most of them come again
    const std::uint32_t place = expected.try_emplace(text, expected.size()).first->second;
    CHECK(index.add(text, texts) == place);
  }
  REQUIRE(texts.size() == 1700);
  for (const auto& [text, place] : expected) {
    CHECK(index.find(text, texts) == place);
    CHECK(texts[place] == text);
  }
  CHECK(index.find("w1700", texts) == TextIndex::nowhere);
  CHECK(index.find("", texts) == TextIndex::nowhere);
}

TEST_CASE("room that is made in advance changes no place; the empty text is a text") {
  std::vector<std::string> texts;
  TextIndex index;
  index.reserve(100);
  CHECK(index.add("", texts) == 0);
  CHECK(index.add("a", texts) == 1);
  index.reserve(1000);
  CHECK(index.add("", texts) == 0);
  CHECK(index.find("a", texts) == 1);
}
