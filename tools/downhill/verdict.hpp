// Running an exercise's tasks and judging each: a program of its own for every task, with a time
// limit, so that whatever one does, the others are heard.
#pragma once

#include <string>
#include <vector>

#include "compare/compare.hpp"
#include "exercise.hpp"

namespace downhill::tool {

enum class State { right, not_started, wrong, threw, crashed, endless, ended_early };

struct Verdict {
  std::string name, title;  // of the task
  State state = State::not_started;
  std::string why;  // for what is neither right nor wrong: a sentence or two
  // The first comparison that differs, if one does, and for which input.
  std::string words;
  std::optional<Comparison> comparison;
  std::filesystem::path mine, reference;  // its two sides
  std::string printed;                    // what the learner's code wrote to the standard output
};

// Runs all tasks of the program. Each is judged on the comparisons that it came to.
std::vector<Verdict> judge(const Exercise& exercise, const Compiled& compiled);

// Compares, and asks for nothing that the check did not ask the learner for.
Comparison compare_given(const std::string& mine, const std::string& right,
                         const std::string& title);

}  // namespace downhill::tool
