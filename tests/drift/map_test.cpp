// The map in lib/README.md is true: it has every header, in the words of the header's own head.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "catch.hpp"
#include "files/files.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"

namespace fs = std::filesystem;
using downhill::Pattern;

namespace {

// The first sentence of the comment that a header begins with.
std::string first_sentence(const fs::path& header) {
  std::istringstream lines(downhill::read_file(header));
  std::string text;
  for (std::string line; std::getline(lines, line) && line.starts_with("//");)
    text += (text.empty() ? "" : " ") + line.substr(std::min<std::size_t>(3, line.size()));
  const std::size_t end = std::min(text.find(". "), text.find_last_of('.'));
  return end == std::string::npos ? text : text.substr(0, end);
}

}  // namespace

TEST_CASE("drift: the map of the library has every header in its own words") {
  const fs::path library = fs::path(place::source) / "lib";
  const std::string map = downhill::read_file(library / "README.md");
  std::size_t headers = 0;
  for (const auto& entry : fs::recursive_directory_iterator(library)) {
    if (entry.path().extension() != ".hpp" || entry.path().parent_path() == library) continue;
    ++headers;
    fs::path name = fs::relative(entry.path(), library);
    const std::string line =
        "- `" + name.replace_extension().string() + "`: " + first_sentence(entry.path()) + "\n";
    INFO("lib/README.md lacks the line\n" << line);
    CHECK(map.find(line) != std::string::npos);
  }
  const Pattern listed("\n- `[a-z]+/[a-z0-9_]+`: ");
  CHECK(listed.search_all(map).size() == headers);  // and none that is gone
}
