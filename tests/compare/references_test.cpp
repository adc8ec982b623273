#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "compare/compare.hpp"
#include "compare/definitions.hpp"
#include "places.hpp"

using namespace downhill;

namespace {

std::vector<TraceText> references() {
  std::vector<TraceText> texts;
  const std::filesystem::path folder = std::string(place::source) + "/traces";
  if (!std::filesystem::exists(folder)) return texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    texts.push_back(read_trace(text.str(), entry.path().filename().string()));
  }
  return texts;
}

}  // namespace

TEST_CASE("every reference trace matches itself") {
  for (const TraceText& text : references()) {
    INFO(text.source);
    const Comparison same = compare(text, text);
    CHECK(same.matches());
    CHECK(same.unknown.empty());
    const Definitions definitions = definitions_of(text);
    CHECK(std::any_of(definitions.all.begin(), definitions.all.end(),
                      [](const Definition& definition) { return definition.gradient; }));
  }
}

TEST_CASE("in every reference trace one wrong number is found at its place", "[long]") {
  for (const TraceText& text : references()) {
    const Definitions definitions = definitions_of(text);
    // Of the long ones a sample from begin to end: each is compared, and explained, as a whole.
    const std::size_t stride = 1 + definitions.all.size() / 7;
    for (std::size_t i = 0; i < definitions.all.size(); i += stride) {
      const Definition& definition = definitions.all[i];
      TraceText mine = text;
      PrintedValue& held = mine.statements[definition.statements.back()].held;
      if (held.value.data.empty()) continue;
      // The largest: beside it, a much smaller one may be what is left of terms that cancel.
      Real& number = *std::max_element(
          held.value.data.begin(), held.value.data.end(),
          [](Real a, Real b) { return std::isfinite(b) && !(std::abs(a) >= std::abs(b)); });
      number = std::isfinite(number) ? number * Real(1.5) + (number < 0 ? -1 : 1)
                                     : 1;  // inf has no neighbours
      const Comparison result = compare(mine, text);
      INFO(text.source << ": " << definition.name);
      REQUIRE(result.wrong.size() == 1);
      CHECK(result.wrong[0].name == definition.name);
      CHECK(result.wrong[0].occurrence == definition.occurrence);
      CHECK(result.right + 1 == result.total);
      const std::string message = report(result);
      for (std::size_t begin = 0; begin < message.size();) {
        const std::size_t end = message.find('\n', begin);
        const auto columns =
            std::count_if(message.begin() + long(begin), message.begin() + long(end),
                          [](char c) { return (c & 0xc0) != 0x80; });
        CHECK(columns <= 80);
        begin = end + 1;
      }
    }
  }
}
