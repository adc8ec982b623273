// The first page is true: what it shows behind a $ is what is printed, and its table of chapters is
// that of chapters/README.md.
#include <filesystem>
#include <sstream>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"

namespace fs = std::filesystem;
using downhill::Match, downhill::Pattern;

namespace {

// A command behind a $ and the indented lines below it, without their indent; an empty line ends
// them unless more of them follow.
struct Shown {
  std::string command;
  std::vector<std::string> lines;
};

std::vector<Shown> shown_in(const std::string& page) {
  static const Pattern command(R"(( {4,7})\$ (.*))");
  std::vector<Shown> all;
  std::istringstream lines(page);
  std::string indent;  // of the block that is being read
  for (std::string line; std::getline(lines, line);) {
    if (const Match match = command.match(line)) {
      indent = match[1];
      all.push_back({match[2], {}});
    } else if (!line.empty() && !line.starts_with(indent)) {
      indent = "no block";
    } else if (!all.empty() && indent != "no block") {
      all.back().lines.push_back(line.empty() ? line : line.substr(indent.size()));
    }
  }
  for (Shown& shown : all)
    while (!shown.lines.empty() && shown.lines.back().empty()) shown.lines.pop_back();
  return all;
}

// Whether the output has the lines in this order, one behind the other; "…" stands for any.
bool prints(const std::string& output, const std::vector<std::string>& lines) {
  std::string rest = "\n" + output;
  bool next = true;  // the next line has to stand right here
  for (const std::string& line : lines) {
    if (line == "…") {
      next = false;
      continue;
    }
    const std::size_t at = rest.find("\n" + line + "\n");
    if (at == std::string::npos || (next && at != 0)) return false;
    rest = rest.substr(at + 1 + line.size());
    next = true;
  }
  return !next || rest == "\n";
}

}  // namespace

TEST_CASE("drift: what the first page shows behind a dollar sign is what is printed", "[double]") {
  const fs::path here = fs::path(place::build) / "tests" / "readme";
  fs::create_directories(here);
  const std::vector<Shown> all =
      shown_in(downhill::read_file(fs::path(place::source) / "README.md"));
  REQUIRE(all.size() >= 5);
  for (const Shown& shown : all) {
    std::string command = shown.command;
    const std::string name = "build/downhill";
    const std::size_t at = command.find(name);
    REQUIRE(at != std::string::npos);
    command.replace(at, name.size(), "'" + std::string(place::program) + "'");
    const auto ran = downhill::run_program({"sh", "-c", "cd '" + here.string() + "' && " + command},
                                           std::chrono::minutes(1));
    INFO("$ " << shown.command << "\n" << ran.output << ran.errors);
    CHECK(prints(ran.output, shown.lines));
  }
}

TEST_CASE("drift: the table of chapters on the first page is that of the chapters") {
  const fs::path source = place::source;
  const std::string first = downhill::read_file(source / "README.md");
  const std::string chapters = downhill::read_file(source / "chapters" / "README.md");
  static const Pattern row(R"(\n(\| \d\d \| \[.*\]\()(.*\) \| .*? \| )\[)");
  const std::vector<Match> rows = row.search_all(chapters);
  for (const Match& found : rows) {
    std::string wanted = "\n" + found[1] + "chapters/" + found[2];
    wanted.back() = '\n';
    INFO("README.md should have the row" << wanted);
    CHECK(first.find(wanted) != std::string::npos);
  }
  CHECK(rows.size() == 15);
}
