// A copy of chapters/ and traces/ to learn in, so that tests leave the project's own exercises and
// progress alone. The program and the checks are those of the build.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "files/process.hpp"

class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Runs build/downhill as a learner does; input is what is typed.
  downhill::Finished run(const std::vector<std::string>& arguments, const std::string& input = "",
                         std::chrono::milliseconds limit = std::chrono::minutes(4)) const;

  // exercise.cpp becomes the chapter's solution, with one text changed for another.
  void solve(const std::string& number, const std::string& from = "",
             const std::string& to = "") const;
  void write_exercise(const std::string& number, const std::string& text) const;
  std::string exercise(const std::string& number) const;
  std::filesystem::path folder(const std::string& number) const;  // chapters/06-…
  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

// How many columns the longest line of a text takes.
std::size_t longest_line(const std::string& text);
