#include "progress.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <sstream>

#include "chapters.hpp"
#include "files/files.hpp"

namespace downhill::tool {
namespace {

constexpr const char* progress_head =
    "# Where you are in downhill. Without this file you start again.\n";

// Beside the chapters, unless the environment names another place; the tests do.
std::filesystem::path file() {
  const char* elsewhere = std::getenv("DOWNHILL_PROGRESS");
  return elsewhere && *elsewhere ? std::filesystem::path(elsewhere)
                                 : source_folder() / "chapters" / ".progress";
}

// Whether the line is one of this chapter's facts that begin with these words.
bool begins_with(const std::string& line, const std::string& chapter, const std::string& words) {
  const std::string start = chapter + " " + words;
  return line.starts_with(start) && (line.size() == start.size() || line[start.size()] == ' ');
}

}  // namespace

Progress::Progress() {
  if (!std::filesystem::exists(file())) return;
  std::istringstream lines(read_file(file()));
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line[0] != '#') facts_.insert(line);
}

bool Progress::has(const std::string& chapter, const std::string& fact) const {
  return facts_.contains(chapter + " " + fact);
}

bool Progress::has_any(const std::string& chapter, const std::string& word) const {
  return count(chapter, word) > 0;
}

std::size_t Progress::count(const std::string& chapter, const std::string& words) const {
  std::size_t count = 0;
  for (const std::string& line : facts_) count += begins_with(line, chapter, words);
  return count;
}

void Progress::add(const std::string& chapter, const std::string& fact) {
  facts_.insert(chapter + " " + fact);
}

void Progress::remove(const std::string& chapter, const std::string& words) {
  std::erase_if(facts_, [&](const std::string& line) { return begins_with(line, chapter, words); });
}

void Progress::save() const {
  std::string text = progress_head;
  for (const std::string& line : facts_) text += line + "\n";
  if (std::filesystem::exists(file()) && read_file(file()) == text) return;
  write_file(file(), text);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &local);
  return text;
}

}  // namespace downhill::tool
