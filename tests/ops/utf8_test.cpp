// Characters of UTF-8: their bytes, their columns, and texts cut between them.
#include "ops/utf8.hpp"

#include "catch.hpp"

using namespace downhill;

TEST_CASE("characters of one to four bytes are told, and bytes that are none") {
  CHECK(character_length("a", 0) == 1);
  CHECK(character_length("ü", 0) == 2);
  CHECK(character_length("…", 0) == 3);
  CHECK(character_length("😀", 0) == 4);
  CHECK(character_length("ü", 1) == 0);         // the middle of one
  CHECK(character_length("\xe2\x80", 0) == 0);  // cut off
  CHECK(character_length("\xc0\x80", 0) == 0);  // never the start of one
  CHECK(character_length("\xe2(a", 0) == 0);    // not gone on with
}

TEST_CASE("a text is cut to columns, never inside a character") {
  CHECK(columns("größe ∂") == 7);
  CHECK(shortened("größe", 5) == "größe");
  CHECK(shortened("größen", 5) == "größ…");
  CHECK(shortened("größen", 1) == "…");
  CHECK(shortened("größen", 0) == "");
}
