// The two lists that a chapter keeps in Markdown: hints.md and prompts.md.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace downhill::tool {

// ## walk_backward, and its 1. 2. 3.
struct Hints {
  std::string task;
  std::vector<std::string> hints;
};
std::vector<Hints> read_hints(const std::filesystem::path& path);

// ## quick-challenge, its question, and its "- key: value" lines.
struct Prompt {
  std::string name, question;
  std::map<std::string, std::string> keys;

  bool on_paper() const { return keys.contains("asks"); }
  std::string at(const std::string& key) const;  // ParseError if the prompt lacks it
  std::vector<std::string> words(const std::string& key, char between = ' ') const;
};
// Nothing if there is no such file.
std::vector<Prompt> read_prompts(const std::filesystem::path& path);

}  // namespace downhill::tool
