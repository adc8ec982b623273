// Two tables that people read first: the chapters in chapters/README.md, and what `make` ends with
// in README.md. Both name every chapter with its section and the number of its traces.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "catch.hpp"
#include "files/files.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"

namespace fs = std::filesystem;
using downhill::Match, downhill::Pattern;

namespace {

struct ChapterOnDisk {
  std::string folder, section;
  std::size_t traces = 0;
};

// Every folder with a chapter.cpp; the section is the first line of its page, "# 06 The Blueprint".
std::vector<ChapterOnDisk> chapters_on_disk() {
  std::vector<ChapterOnDisk> chapters;
  for (const auto& entry : fs::directory_iterator(fs::path(place::source) / "chapters")) {
    if (!fs::exists(entry.path() / "chapter.cpp")) continue;
    ChapterOnDisk chapter{entry.path().filename().string(), "", 0};
    std::istringstream page(downhill::read_file(entry.path() / "README.md"));
    std::getline(page, chapter.section);
    chapter.section = chapter.section.substr(5);
    for (const auto& file :
         fs::directory_iterator(fs::path(place::source) / "traces" / chapter.folder))
      chapter.traces += file.path().extension() == ".txt";
    chapters.push_back(chapter);
  }
  std::sort(chapters.begin(), chapters.end(),
            [](const auto& a, const auto& b) { return a.folder < b.folder; });
  return chapters;
}

}  // namespace

TEST_CASE("the page of the chapters has a row for each with its section and its traces") {
  const std::string page = downhill::read_file(fs::path(place::source) / "chapters" / "README.md");
  for (const ChapterOnDisk& c : chapters_on_disk()) {
    const std::string row =
        "\n| " + c.folder.substr(0, 2) + " | [" + c.section + "](" + c.folder + "/README.md) | ";
    const std::size_t at = page.find(row);
    INFO("chapters/README.md should have a row that begins:" << row);
    REQUIRE(at != page.npos);
    const std::string rest = page.substr(at + 1, page.find('\n', at + 1) - at - 1);
    INFO(rest);
    CHECK(rest.find("| [" + std::to_string(c.traces) + "](../traces/" + c.folder + ") |") !=
          rest.npos);
  }
}

TEST_CASE("the front page's table of make has every chapter and counts its traces") {
  const std::string page = downhill::read_file(fs::path(place::source) / "README.md");
  std::size_t chapters = 0, traces = 0;
  for (const ChapterOnDisk& c : chapters_on_disk()) {
    const Pattern row("\n    " + c.folder.substr(0, 2) + " .{45,50} +(\\d+) +(\\d+)  match");
    const Match found = row.search(page);
    INFO("README.md: the row of chapter " << c.folder << "; it is what `make` prints");
    REQUIRE(found);
    CHECK(found[1] == std::to_string(c.traces));
    CHECK(found[2] == std::to_string(2 * c.traces));
    ++chapters;
    traces += c.traces;
  }
  const std::string total =
      std::to_string(chapters) + " chapters, " + std::to_string(traces) + " traces, ";
  INFO("README.md: " << total);
  CHECK(page.find("    " + total) != page.npos);
}
