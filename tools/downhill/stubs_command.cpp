// downhill stubs: writes every exercise.cpp anew from its solution.cpp. For whoever writes
// exercises; a learner's work stays as it is.
#include <fmt/format.h>

#include <filesystem>

#include "commands.hpp"
#include "exercise.hpp"
#include "files/files.hpp"
#include "stubs.hpp"
#include "terminal.hpp"

namespace downhill::tool {

namespace fs = std::filesystem;

int stubs_command() {
  const bool learning = fs::exists(source_folder() / "chapters" / ".progress");
  int status = fine;
  for (const Exercise& exercise : find_exercises()) {
    const std::string stub = stub_of(read_file(exercise.solution()), exercise.chapter);
    const bool there = fs::exists(exercise.file());
    if (there && read_file(exercise.file()) == stub) continue;
    if (there && learning) {
      fmt::print("{} stays as it is: somebody is learning here (chapters/.progress)\n",
                 shown(exercise.file()));
      status = differs;
      continue;
    }
    write_file(exercise.file(), stub);
    fmt::print("{}\n", shown(exercise.file()));
  }
  return status;
}

}  // namespace downhill::tool
