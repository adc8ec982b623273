#include "program/sandbox.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "files/files.hpp"
#include "ops/utf8.hpp"
#include "places.hpp"

namespace fs = std::filesystem;

Sandbox::Sandbox() {
  std::string name = (fs::temp_directory_path() / "downhill-sandbox-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  root_ = name;
  fs::copy(fs::path(place::source) / "chapters", root_ / "chapters", fs::copy_options::recursive);
  fs::copy(fs::path(place::source) / "traces", root_ / "traces", fs::copy_options::recursive);
  fs::remove(root_ / "chapters" / ".progress");
  // Stubs, whatever somebody who learns here has made of theirs.
  for (const auto& entry : fs::directory_iterator(root_ / "chapters"))
    if (entry.is_directory()) fs::remove(entry.path() / "exercise.cpp");
  run({"stubs"});
}

Sandbox::~Sandbox() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

downhill::Finished Sandbox::run(const std::vector<std::string>& arguments, const std::string& input,
                                std::chrono::milliseconds limit) const {
  downhill::write_file(root_ / "typed", input);
  const std::string path = fs::path(place::program).parent_path().string();
  std::vector<std::string> command = {
      "env",
      "-u",
      "DOWNHILL_PROGRESS",
      "DOWNHILL_PROJECT=" + root_.string(),
      "sh",
      "-c",
      "cd \"$1\"; PATH=$2:$PATH; shift 2; exec downhill \"$@\" < typed",
      "sh",
      root_.string(),
      path};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return downhill::run_program(command, limit);
}

fs::path Sandbox::folder(const std::string& number) const {
  for (const auto& entry : fs::directory_iterator(root_ / "chapters"))
    if (entry.path().filename().string().starts_with(number + "-")) return entry.path();
  throw std::runtime_error("no chapter " + number);
}

void Sandbox::solve(const std::string& number, const std::string& from,
                    const std::string& to) const {
  std::string text = downhill::read_file(folder(number) / "solution.cpp");
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the solution does not hold: " + from);
  text.replace(at, from.size(), to);
  write_exercise(number, text);
}

void Sandbox::write_exercise(const std::string& number, const std::string& text) const {
  downhill::write_file(folder(number) / "exercise.cpp", text);
}

std::string Sandbox::exercise(const std::string& number) const {
  return downhill::read_file(folder(number) / "exercise.cpp");
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    longest = std::max(longest, downhill::columns(line));
  return longest;
}
