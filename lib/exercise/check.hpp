// A chapter's check.cpp: its tasks, each with at least two inputs, one of which the learner has
// not seen. It is linked with exercise.cpp or solution.cpp to a program that runs one task.
//
//     static void gradient_task(Check& check) {
//       for (const Real x : {10.0, -1.7}) {
//         Answers mine;
//         mine.add("dx", gradient(x));                          // the learner's function
//         check.compare(fmt::format("x = {}", x), mine, worked_out("y = x ** 2", {{"x", x}}));
//       }
//     }
//
//     static const std::vector<Task> tasks = {
//         {"gradient", "which direction is the steepest way up", gradient_task}};
//
//     int main(int argc, char** argv) { return downhill::run_task(argc, argv, tasks); }
//
// The program does not judge. It writes both sides of every comparison into a folder, and at the
// end how the task ended; whoever started it (`downhill check`) compares. So a crash or an endless
// loop in one task takes nothing else with it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "exercise/answers.hpp"
#include "ops/error.hpp"

namespace downhill {

class Check {
 public:
  Check(std::filesystem::path folder, std::filesystem::path references)
      : folder_(std::move(folder)), references_(std::move(references)) {}

  // Sets what the learner's code gave beside what is right. words say for which input.
  void compare(const std::string& words, const Answers& mine, const Answers& right);

  // The same against a committed reference, traces/CHAPTER/NAME.txt.
  void compare_with_reference(const std::string& words, const Answers& mine,
                              const std::string& name);

  // Notes that the answer for this input is right: for checks that throw Wrong where it is not.
  void accept(const std::string& words);

 private:
  void write(const std::string& words, const Answers& mine, const std::string& right);
  std::filesystem::path folder_, references_;
  int count_ = 0;
};

// Thrown by a check: what came back cannot be compared. what() says what came back and what was
// asked for.
class Unfit : public Error {
  using Error::Error;
};

// Thrown by a check: what came back is wrong, and a sentence says more than numbers side by side. A
// sample, for instance, in which a number stands twice.
class Wrong : public Error {
  using Error::Error;
};

struct Task {
  std::string name;   // as in hints.md
  std::string title;  // what it is about, in a few words
  std::function<void(Check&)> run;
};

// PROGRAM                          prints the tasks, "name: title" a line
// PROGRAM TASK FOLDER REFERENCES   runs one task; FOLDER receives 1.words 1.mine 1.right, 2.words
// …,
//                                  printed (what the task wrote to its standard output) and end:
//                                  done, not started, unfit and why, wrong and why, or threw and
//                                  what
// Returns the program's exit status: 0 unless it was called wrongly.
int run_task(int argc, char** argv, const std::vector<Task>& tasks);

}  // namespace downhill
