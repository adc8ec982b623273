// Nothing here may drift apart: stubs and solutions, solutions and checks, lessons and what they
// show, hints and tasks, titles and the text's.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"
#include "program/sandbox.hpp"

namespace fs = std::filesystem;
using downhill::Match, downhill::Pattern, downhill::read_file;

namespace {

const fs::path chapters = fs::path(place::source) / "chapters";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Without its spaces at both ends, and with one space for several.
std::string squeezed(const std::string& text) {
  std::string result;
  std::istringstream words(text);
  for (std::string word; words >> word;) result += (result.empty() ? "" : " ") + word;
  return result;
}

std::vector<fs::path> chapter_folders() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(chapters))
    if (fs::exists(entry.path() / "chapter.cpp")) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::vector<fs::path> exercise_folders() {
  std::vector<fs::path> folders = chapter_folders();
  std::erase_if(folders, [](const fs::path& f) { return !fs::exists(f / "solution.cpp"); });
  return folders;
}

std::string number_of(const fs::path& folder) { return folder.filename().string().substr(0, 2); }

// The tasks in hints.md, and how many hints each has.
std::map<std::string, int> hints_of(const fs::path& folder) {
  std::map<std::string, int> tasks;
  std::string task;
  for (const std::string& line : lines_of(read_file(folder / "hints.md"))) {
    if (line.starts_with("## ")) tasks[task = line.substr(3)] = 0;
    if (line.starts_with(std::to_string(tasks[task] + 1) + ". ")) ++tasks[task];
  }
  tasks.erase("");
  return tasks;
}

// Everything that a chapter's lesson may quote: its sources, its traces, what its run prints.
std::set<std::string> quotable(const fs::path& folder) {
  std::set<std::string> lines;
  const auto add = [&](const std::string& text) {
    for (const std::string& line : lines_of(text)) lines.insert(squeezed(line));
  };
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename() != "README.md") add(read_file(entry.path()));
  for (const auto& entry :
       fs::directory_iterator(fs::path(place::source) / "traces" / folder.filename()))
    if (entry.path().extension() == ".txt") add(read_file(entry.path()));
  const fs::path out = fs::path(place::build) / "tests" / "drift" / folder.filename();
  fs::create_directories(out);
  const std::string here = "cd '" + std::string(place::source) + "' && ";
  const fs::path program = fs::path(place::build) / "chapters" / folder.filename();
  const auto chapter = downhill::run_program(
      {"sh", "-c", here + "'" + program.string() + "' '" + out.string() + "'"},
      std::chrono::minutes(4));
  INFO(chapter.errors);
  REQUIRE(chapter.status == 0);
  add(chapter.output);
  // And what the commands print that the lesson shows behind a $.
  for (const std::string& line : lines_of(read_file(folder / "README.md"))) {
    std::string command = squeezed(line);
    if (!line.starts_with("    $ ")) continue;
    const std::string name = "build/downhill";
    const std::size_t at = command.find(name);
    REQUIRE(at != command.npos);
    command.replace(at, name.size(), "'" + std::string(place::program) + "'");
    add(downhill::run_program({"sh", "-c", here + command.substr(2)}, std::chrono::minutes(1))
            .output);
  }
  return lines;
}

// What a lesson quotes: the indented lines under these two headings, but for commands to type and
// the sign of what is left out.
std::vector<std::string> quoted(const fs::path& folder) {
  std::vector<std::string> quotes;
  bool shows = false;
  for (const std::string& line : lines_of(read_file(folder / "README.md"))) {
    if (line.starts_with("## "))
      shows = line == "## What you will see" || line == "## What to try next";
    const std::string text = squeezed(line);
    const bool command = text.starts_with("build/downhill") || text.starts_with("make") ||
                         text.starts_with("$ ") || text == "…";
    if (shows && line.starts_with("    ") && !text.empty() && !command) quotes.push_back(text);
  }
  return quotes;
}

}  // namespace

TEST_CASE("drift: make stubs would write the same stubs again, and they hold no solution") {
  const Sandbox sandbox;
  const bool somebody_learns_here = fs::exists(chapters / ".progress");
  REQUIRE_FALSE(exercise_folders().empty());
  for (const fs::path& folder : exercise_folders()) {
    INFO(folder.filename());
    const std::string stub = sandbox.exercise(number_of(folder));
    if (!somebody_learns_here) CHECK(read_file(folder / "exercise.cpp") == stub);
    CHECK(has(stub, "not_started("));
    std::set<std::string> left;
    for (const std::string& line : lines_of(stub)) left.insert(squeezed(line));
    bool solving = false;
    std::size_t hidden = 0;
    for (const std::string& line : lines_of(read_file(folder / "solution.cpp"))) {
      const std::string text = squeezed(line);
      if (text.starts_with("// [stub]")) solving = false;
      if (solving && text.size() > 12) {
        ++hidden;
        INFO(text);
        CHECK_FALSE(left.contains(text));
      }
      if (text == "// [solution]") solving = true;
    }
    CHECK(hidden > 0);
    CHECK_FALSE(has(stub, "[solution]"));
  }
}

TEST_CASE("drift: every stub compiles without a warning and is not started", "[long]") {
  const Sandbox sandbox;
  const auto all = sandbox.run({"check", "--all"});
  INFO(all.output << all.errors);
  CHECK(all.status == 1);
  for (const fs::path& folder : exercise_folders()) {
    const std::string number = number_of(folder);
    const auto lines = lines_of(all.output);
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const std::string& l) {
      return l.starts_with(number + " ");
    });
    REQUIRE(line != lines.end());
    CHECK(line->ends_with("not started"));
    CHECK(sandbox.run({"check", number, "--compiler"}).output.empty());
  }
  CHECK(has(all.output, "0 of " + std::to_string(exercise_folders().size())));
}

TEST_CASE("drift: every solution passes without a warning, in equal traces, three hints a task",
          "[double][long]") {
  const Sandbox sandbox;
  std::size_t references = 0;
  for (const fs::path& folder : exercise_folders()) {
    const std::string number = number_of(folder);
    const auto checked = sandbox.run({"check", number, "--solution"});
    INFO(checked.output << checked.errors);
    CHECK(checked.status == 0);
    CHECK(sandbox.run({"check", number, "--solution", "--compiler"}).output.empty());

    // The tasks that the check has are those that the hints are for.
    const fs::path left = sandbox.root() / "build" / "exercises" / folder.filename();
    const auto listed =
        downhill::run_program({(left / "solution").string()}, std::chrono::minutes(1));
    std::map<std::string, int> hints = hints_of(folder);
    for (const std::string& line : lines_of(listed.output)) {
      const std::string task = line.substr(0, line.find(": "));
      INFO("task " << task);
      CHECK(hints[task] == 3);
      hints.erase(task);
      CHECK(fs::exists(left / task / "2.right"));  // a second input, at least
    }
    CHECK(hints.empty());

    // Where a task is held against a committed reference, that is what it was compared with.
    std::set<std::string> committed;
    for (const auto& entry :
         fs::directory_iterator(fs::path(place::source) / "traces" / folder.filename()))
      committed.insert(read_file(entry.path()));
    for (const auto& entry : fs::recursive_directory_iterator(left))
      if (entry.path().extension() == ".right")
        references += committed.contains(read_file(entry.path()));
  }
  CHECK(references >= 4);  // in 03, 05 and 06 alone
}

TEST_CASE("drift: every line that a lesson quotes stands in a source, a trace or the output",
          "[double][long]") {
  for (const fs::path& folder : chapter_folders()) {
    const std::set<std::string> lines = quotable(folder);
    for (const std::string& quote : quoted(folder)) {
      INFO(folder.filename() << ": " << quote);
      const auto at = lines.lower_bound(quote);  // the line itself, or one that begins with it
      CHECK((at != lines.end() && at->starts_with(quote)));
    }
  }
}

TEST_CASE("drift: titles are the text's, and no chapter needs a later one") {
  std::set<std::string> titles;
  for (const std::string& line : lines_of(read_file(chapters / "sections.txt")))
    if (const std::size_t bar = line.find(" | "); bar != std::string::npos)
      titles.insert(line.substr(0, 2) + " " + line.substr(bar + 3));
  CHECK(titles.size() >= chapter_folders().size());
  for (const fs::path& folder : chapter_folders()) {
    const std::string text = read_file(folder / "README.md"), number = number_of(folder);
    const std::string title = lines_of(text).front();
    INFO(title);
    CHECK(titles.contains(title.substr(2)));
    CHECK(has(read_file(folder / "chapter.cpp"), title.substr(5, title.find('"') - 5)));

    // Links of the paragraph that begins with Builds on.
    const std::size_t begin = text.find("**Builds on**");
    REQUIRE(begin != std::string::npos);
    const std::string paragraph = text.substr(begin, text.find("\n\n", begin) - begin);
    static const Pattern link(R"(\.\./(\d\d)-)");
    for (const Match& found : link.search_all(paragraph)) CHECK(found[1] < number);
    for (const char* file : {"chapter.cpp", "solution.cpp", "check.cpp", "tasks.hpp"})
      if (fs::exists(folder / file)) CHECK_FALSE(has(read_file(folder / file), "#include \"../"));
  }
}

TEST_CASE("drift: every prompt has an answer in the trace it names", "[long]") {
  const Sandbox sandbox;
  for (const fs::path& folder : exercise_folders()) {
    const auto asked = sandbox.run({"quiz", number_of(folder)});
    INFO(asked.output << asked.errors);
    CHECK(asked.status == 0);
    if (!fs::exists(folder / "prompts.md")) continue;
    std::string trace;
    for (const std::string& line : lines_of(read_file(folder / "prompts.md"))) {
      if (line.starts_with("- trace: "))
        trace = read_file(fs::path(place::source) / "traces" / folder.filename() /
                          (line.substr(9) + ".txt"));
      if (!line.starts_with("- asks: ")) continue;
      std::istringstream names(line.substr(8));
      for (std::string name; names >> name;) {
        INFO(name);
        CHECK(has(trace, "\n" + name + " = "));
      }
    }
  }
}
