// What a learner reads about an exercise: what is right first, then the first thing that is not.
#pragma once

#include <string>
#include <vector>

#include "verdict.hpp"

namespace downhill::tool {

struct Checked {
  std::string file;  // exercise.cpp or solution.cpp
  Compiled compiled;
  std::vector<Verdict> tasks;  // none if it does not compile

  std::size_t right() const;
  bool passed() const { return !tasks.empty() && right() == tasks.size(); }
  bool started() const;  // anything but not started
};

Checked check_exercise(const Exercise& exercise, bool solution = false);

// The whole message, ending in a newline.
std::string report(const Exercise& exercise, const Checked& checked);

// A comparison's report with its wrong value in colour, where there are colours.
std::string paint_report(const std::string& text);

// "03 Assembling the Pieces: Gradient Descent          2 of 4 tasks right"
std::string summary_line(const Exercise& exercise, const Checked& checked);

// Remembers which tasks are right, and the day of the first time that all were.
void note_progress(const Exercise& exercise, const Checked& checked);

// The first exercise that has not been passed; the last one if all have.
Exercise current_exercise();

}  // namespace downhill::tool
