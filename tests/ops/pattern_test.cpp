// Regular expressions, found whole, first, everywhere, and replaced.
#include "ops/pattern.hpp"

#include "catch.hpp"
#include "ops/error.hpp"

using namespace downhill;

TEST_CASE("a pattern finds a whole text, its first part, or all parts, with their places") {
  const Pattern sum(R"((\w+) \+ (\w+)(!)?)");
  const std::string text = "a + b, cd + ef!";
  CHECK_FALSE(sum.match(text));
  const Match whole = sum.match("a + b");
  REQUIRE(whole);
  CHECK(whole[0] == "a + b");
  CHECK(whole[2] == "b");
  CHECK(whole[3] == "");  // took no part
  CHECK_THROWS(whole[4]);

  const Match first = sum.search(text);
  REQUIRE(first);
  CHECK(first[0] == "a + b");
  CHECK(text.find(first[0]) == first.position());
  CHECK_FALSE(sum.search("a - b"));

  const auto all = sum.search_all(text);
  REQUIRE(all.size() == 2);
  CHECK(all[1][1] == "cd");
  CHECK(all[1][3] == "!");
  CHECK(text.substr(all[1].position()) == "cd + ef!");
  CHECK(sum.search_all("").empty());
}

TEST_CASE("a pattern replaces every part, and $1 is what the first parentheses took") {
  const Pattern sum(R"((\w+) \+ (\w+))");
  CHECK(sum.replace("a + b, cd + ef", "$2 + $1") == "b + a, ef + cd");
  CHECK(sum.replace("nothing", "$1") == "nothing");
}

TEST_CASE("what is no regular expression is refused by its name") {
  CHECK_THROWS_WITH(Pattern("(a"), Catch::Matchers::ContainsSubstring("(a"));
}
