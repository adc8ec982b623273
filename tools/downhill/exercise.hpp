// An exercise on the disk, and its program: the learner's file (or the solution), compiled and
// linked with the chapter's check.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "chapters.hpp"
#include "complaints.hpp"

namespace downhill::tool {

struct Exercise {
  std::string number;  // 06
  ChapterFolder chapter;
  std::filesystem::path folder;  // chapters/06-computation-graphs

  std::filesystem::path file() const { return folder / "exercise.cpp"; }
  std::filesystem::path solution() const { return folder / "solution.cpp"; }
  std::filesystem::path hints() const { return folder / "hints.md"; }
  std::filesystem::path prompts() const { return folder / "prompts.md"; }
  std::filesystem::path references() const;  // traces/06-computation-graphs
  std::string title() const { return number + " " + chapter.section; }
};

// The exercises of all chapters that have one, in order.
std::vector<Exercise> find_exercises();

// The exercise that is meant by 06, 6 or its folder's name. Error if there is none.
Exercise find_exercise(const std::string& wanted);

struct Compiled {
  bool ok = false;
  std::filesystem::path program;
  std::vector<Complaint> errors;    // the first one only, if there is one
  std::vector<Complaint> warnings;  // in the compiled file
  std::string output;               // everything that the compiler said
};

// Compiles source (exercise.cpp or solution.cpp of the exercise) unless that was done before and
// nothing has changed since. Throws Error if the build folder lacks what is needed.
Compiled compile(const Exercise& exercise, const std::filesystem::path& source);

// The compiler that this program was built with, and that exercises are compiled with.
std::string compiler();

// The folder for everything that checking an exercise leaves behind.
std::filesystem::path scratch_folder(const Exercise& exercise);

}  // namespace downhill::tool
