// downhill stubs: writes every exercise.cpp anew from its solution.cpp. For whoever writes
// exercises; a learner's work is kept beside the stub, as `reset` keeps it.
#include <fmt/format.h>

#include <filesystem>

#include "commands.hpp"
#include "exercise.hpp"
#include "files/files.hpp"
#include "stubs.hpp"
#include "terminal.hpp"

namespace downhill::tool {

void add_stubs(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("stubs", "write exercise.cpp from solution.cpp");
  command->callback([&status] {
    status = fine;
    for (const Exercise& exercise : find_exercises()) {
      const std::string stub = stub_of(read_file(exercise.solution()), exercise.chapter);
      const bool there = std::filesystem::exists(exercise.file());
      if (there && read_file(exercise.file()) == stub) continue;
      write_file(exercise.file(), stub);
      fmt::print("{}\n", shown(exercise.file()));
    }
  });
}

}  // namespace downhill::tool
