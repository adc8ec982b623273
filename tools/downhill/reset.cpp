// downhill reset: begin an exercise again. downhill solution: see how it is done.
#include <fmt/format.h>

#include <ctime>
#include <iostream>

#include "commands.hpp"
#include "files/files.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "stubs.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

bool agreed() {
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

// exercise.cpp.2026-11-22-193005, and a number more if there is one of this second already.
fs::path backup_name(const fs::path& file) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char time[32];
  std::strftime(time, sizeof time, "%Y-%m-%d-%H%M%S", &local);
  fs::path name = file.string() + "." + time;
  for (int i = 2; fs::exists(name); ++i) name = fmt::format("{}.{}-{}", file.string(), time, i);
  return name;
}

}  // namespace

int reset_command(const std::string& chapter, bool yes) {
  const Exercise exercise = find_exercise(chapter);
  const std::string stub = stub_of(read_file(exercise.solution()), exercise.chapter);
  const bool there = fs::exists(exercise.file());
  const bool untouched = there && read_file(exercise.file()) == stub;
  if (untouched) fmt::print("{} is as it was in the beginning.\n", shown(exercise.file()));
  if (there && !untouched) {
    fmt::print("Begin {} again? Your {} is kept beside it. [y/N] ", exercise.number,
               shown(exercise.file()));
    std::fflush(stdout);
    if (!yes && !agreed()) {
      fmt::print("\nLeft as it is.\n");
      return differs;
    }
    const fs::path backup = backup_name(exercise.file());
    write_file(backup, read_file(exercise.file()));
    fmt::print("{}Yours is {} now.\n", yes ? "\n" : "", shown(backup));
  }
  if (!untouched) {
    write_file(exercise.file(), stub);
    fmt::print("{} is as it was in the beginning.\n", shown(exercise.file()));
  }
  Progress progress;
  for (const char* fact : {"right", "passed", "hint", "gave-up"})
    progress.remove(exercise.number, fact);
  progress.save();
  return fine;
}

int solution_command(const std::string& chapter, bool give_up) {
  const Exercise exercise = find_exercise(chapter);
  Progress progress;
  if (give_up && !progress.has_any(exercise.number, "passed")) {
    progress.add(exercise.number, "gave-up");
    progress.save();
  }
  if (!progress.has_any(exercise.number, "passed") && !progress.has(exercise.number, "gave-up")) {
    fmt::print(
        "The solution of {0} is shown when yours has passed.\n"
        "  A hint:            {1}\n"
        "  See it all the same: {2}\n",
        exercise.number, command("hint " + exercise.number),
        command("solution " + exercise.number + " --give-up"));
    return differs;
  }
  fmt::print("{}", without_marks(read_file(exercise.solution())));
  return fine;
}

}  // namespace downhill::tool
