// What all contestants have in common: reading what to do, timing it, and telling the result.
//
//     contestant --real double --threads 1 --seconds 0.2 --digits FILE WORKLOAD …
//
// prints a line for each workload that it can do, and nothing for the others:
//
//     WORKLOAD first-loss last-loss bytes seconds seconds …
//
// The losses are those of the first step and of the last that is checked; bytes is how much the
// process grew in the first step; each of the seconds is the time of a step, the mean over a block
// of many.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "numbers.hpp"

namespace bench {

struct Task {
  std::string workload;
  bool is_float = false;
  int threads = 1;
  double seconds = 0.2;
  std::string digits;
};

// Does step number k, 0, 1, …, and returns its loss. Empty: cannot do this workload.
using Step = std::function<double(std::size_t k)>;

constexpr std::size_t most_blocks = 5;

// Training is checked after some steps. The others do the same in every step.
inline std::size_t checked_steps(const std::string& workload) {
  return workload.starts_with("W2") || workload.starts_with("W5") ? 2 : 20;
}

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The most memory that this process ever had, in bytes.
inline double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      double kilobytes = 0;
      status >> kilobytes;
      return 1024 * kilobytes;
    }
  return 0;
}

inline void measure(const Task& task, const Step& step) {
  const double before = peak_memory();
  const double first = step(0), grown = peak_memory() - before;
  const std::size_t checked = checked_steps(task.workload);
  double last = first, begin = now();
  std::size_t k = 1;
  for (; k < checked; ++k) last = step(k);
  const double each = (now() - begin) / double(checked - 1);
  const auto steps = std::max(std::size_t{1}, std::size_t(task.seconds / most_blocks / each));
  std::printf("%s %.17g %.17g %.0f", task.workload.c_str(), first, last, grown);
  begin = now();
  for (std::size_t block = 0; block < most_blocks; ++block) {
    const double start = now();
    if (block > 0 && start - begin > task.seconds) break;
    for (std::size_t i = 0; i < steps; ++i) step(k++);
    std::printf(" %.9g", (now() - start) / double(steps));
  }
  std::printf("\n");
  std::fflush(stdout);
}

// The main function of a contestant; make_step(task) prepares a workload.
inline int contend(int count, char** words, const std::function<Step(const Task&)>& make_step) {
  Task task;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (!word.starts_with("--")) {
      task.workload = word;
      if (const Step step = make_step(task)) measure(task, step);
      continue;
    }
    if (i + 1 == count) break;
    const std::string value = words[++i];
    if (word == "--real") task.is_float = value == "float";
    if (word == "--threads") task.threads = std::stoi(value);
    if (word == "--seconds") task.seconds = std::stod(value);
    if (word == "--digits") task.digits = value;
  }
  return 0;
}

}  // namespace bench
