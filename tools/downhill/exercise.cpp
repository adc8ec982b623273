#include "exercise.hpp"

#include <fmt/format.h>

#include "complaints.hpp"
#include "files/files.hpp"
#include "files/process.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// What CMake left in the build folder for compiling exercises (chapters/CMakeLists.txt).
fs::path kit() { return build_folder() / "exercises"; }

fs::path check_library(const Exercise& exercise) {
  return kit() / ("lib" + exercise.chapter.name + ".a");
}

// Whether the program was made from exactly this text, with the library and tasks as they are.
bool is_current(const Exercise& exercise, const fs::path& program, const fs::path& made_from,
                const std::string& text) {
  std::error_code missing;
  if (!fs::exists(program, missing) || !fs::exists(made_from, missing)) return false;
  const auto made = fs::last_write_time(program);
  for (const fs::path& used : {check_library(exercise), kit() / "compile.rsp",
                               build_folder() / "downhill", exercise.folder / "tasks.hpp"})
    if (fs::last_write_time(used, missing) > made) return false;
  return read_file(made_from) == text;
}

constexpr auto compiling_limit = std::chrono::minutes(2);

// In English, whatever the learner's language is: the words are read by complaints.cpp.
Finished run_compiler(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"env", "LC_ALL=C.UTF-8", compiler()});
  return run_program(arguments, compiling_limit);
}

}  // namespace

fs::path Exercise::references() const { return source_folder() / "traces" / chapter.name; }

std::vector<Exercise> find_exercises() {
  std::vector<Exercise> exercises;
  for (const ChapterFolder& chapter : find_chapters()) {
    const fs::path folder = source_folder() / "chapters" / chapter.name;
    if (fs::exists(folder / "solution.cpp"))
      exercises.push_back({chapter.name.substr(0, 2), chapter, folder});
  }
  return exercises;
}

Exercise find_exercise(const std::string& wanted) {
  const ChapterFolder chapter = find_chapter(wanted);
  for (const Exercise& exercise : find_exercises())
    if (exercise.chapter.name == chapter.name) return exercise;
  throw Error(fmt::format("chapter {} has no exercise", chapter.name));
}

std::string compiler() { return DOWNHILL_COMPILER; }

fs::path scratch_folder(const Exercise& exercise) {
  return work_folder() / "exercises" / exercise.chapter.name;
}

Compiled compile(const Exercise& exercise, const fs::path& source) {
  const fs::path library = check_library(exercise);
  if (!fs::exists(library))
    throw Error(fmt::format("{} is not there: run make first", library.string()));
  const fs::path out = scratch_folder(exercise);
  const std::string name = source.stem().string(), file = source.filename().string();
  const fs::path object = out / (name + ".o"), made_from = out / (name + ".compiled"),
                 said = out / (name + ".said");
  Compiled result;
  result.program = out / name;

  const std::string text = read_file(source);
  if (is_current(exercise, result.program, made_from, text)) {
    result.ok = true;
    result.output = read_file(said);
    result.warnings = warnings_in(result.output, file);
    return result;
  }
  fs::create_directories(out);
  fs::remove(result.program);
  const fs::path header = kit() / "header" / "downhill.hpp";
  const std::string read_header = header.string() + ".pch";  // of clang; g++ finds its own
  std::vector<std::string> command = {"@" + (kit() / "compile.rsp").string()};
  if (fs::exists(read_header))
    command.insert(command.end(), {"-include-pch", read_header});
  else
    command.insert(command.end(), {"-include", header.string()});
  command.insert(command.end(), {"-c", source.string(), "-o", object.string()});
  Finished finished = run_compiler(command);
  result.output = finished.errors;
  if (finished.status == 0) {
    finished = run_compiler({object.string(), library.string(), "@" + (kit() / "link.rsp").string(),
                             "-o", result.program.string()});
    result.output += finished.errors;
  }
  result.ok = finished.status == 0;
  result.warnings = warnings_in(result.output, file);
  if (result.ok) {
    write_file(said, result.output);
    write_file(made_from, text);
    return result;
  }
  result.errors = first_error(result.output, file);
  if (finished.timed_out) result.errors = {{0, "the compiler was stopped after 2 minutes", ""}};
  if (result.errors.empty())
    result.errors = {{0, "the compiler failed without naming a place", ""}};
  return result;
}

}  // namespace downhill::tool
