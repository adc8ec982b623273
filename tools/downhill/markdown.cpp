#include "markdown.hpp"

#include <fmt/format.h>

#include <sstream>

#include "files/files.hpp"
#include "ops/error.hpp"

namespace downhill::tool {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

}  // namespace

std::vector<Hints> read_hints(const std::filesystem::path& path) {
  std::vector<Hints> all;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) {
      all.push_back({trimmed(line.substr(3)), {}});
    } else if (!all.empty() && line.starts_with(fmt::format("{}. ", all.back().hints.size() + 1))) {
      all.back().hints.push_back(trimmed(line.substr(line.find(". ") + 2)));
    } else if (!all.empty() && !all.back().hints.empty() && !trimmed(line).empty()) {
      all.back().hints.back() += " " + trimmed(line);  // a hint's second line
    }
  }
  return all;
}

std::vector<Prompt> read_prompts(const std::filesystem::path& path) {
  std::vector<Prompt> all;
  if (!std::filesystem::exists(path)) return all;
  std::string* last = nullptr;  // what an indented line continues
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("## ")) {
      all.push_back({trimmed(line.substr(3)), "", {}});
      last = nullptr;
    } else if (all.empty() || trimmed(line).empty()) {
      continue;
    } else if (line.starts_with("- ") && colon != std::string::npos) {
      last = &all.back().keys[trimmed(line.substr(2, colon - 2))];
      *last = trimmed(line.substr(colon + 2));
    } else {
      std::string& text = last ? *last : all.back().question;
      text += (text.empty() ? "" : " ") + trimmed(line);
    }
  }
  return all;
}

std::string Prompt::at(const std::string& key) const {
  const auto known = keys.find(key);
  if (known == keys.end())
    throw ParseError(fmt::format("prompt {} has no line - {}: …", name, key));
  return known->second;
}

std::vector<std::string> Prompt::words(const std::string& key, char between) const {
  std::vector<std::string> words;
  std::istringstream stream(at(key));
  for (std::string word; std::getline(stream, word, between);)
    if (!trimmed(word).empty()) words.push_back(trimmed(word));
  return words;
}

}  // namespace downhill::tool
