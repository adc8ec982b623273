// downhill doctor: is everything here that the program needs?
#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "chapters.hpp"
#include "commands.hpp"
#include "exercise.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/real.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// What a program answers first to a question, or nothing if it cannot be run.
std::string first_line(const std::vector<std::string>& command) {
  try {
    const Finished finished = run_program(command, std::chrono::seconds(20));
    const std::string& text = finished.output.empty() ? finished.errors : finished.output;
    return finished.status == 0 ? text.substr(0, text.find('\n')) : "";
  } catch (const ProcessError&) {
    return "";
  }
}

struct Finding {
  std::string what, found, advice;  // found is empty if it is missing
};

std::string numpy_version() {
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string version =
        first_line({python, "-c", "import numpy; print(numpy.__version__)"});
    if (!version.empty()) return fmt::format("{}, imported by {}", version, python);
  }
  return "";
}

std::string writable_build_folder() {
  const fs::path probe = build_folder() / "doctor.txt";
  try {
    write_file(probe, "downhill was here\n");
    fs::remove(probe);
    return build_folder().string();
  } catch (const FileError&) {
    return "";
  }
}

std::string count_chapters() {
  const std::size_t count = find_chapters().size();
  return count == 0 ? "" : fmt::format("{} in {}", count, (source_folder() / "chapters").string());
}

}  // namespace

int doctor_command() {
  const std::vector<Finding> findings = {
      {"chapters", count_chapters(), "run downhill from the folder it was built in"},
      {"build folder, writable", writable_build_folder(), "make it writable, or build again"},
      {"compiler, for exercises", first_line({compiler(), "--version"}),
       "tools/setup installs g++; then make"},
      {"dot, for images", first_line({"dot", "-V"}), "tools/setup installs graphviz"},
      {"python3, to run traces", first_line({"python3", "--version"}), "tools/setup installs it"},
      {"NumPy, for array traces", numpy_version(), "tools/setup installs python3-numpy"},
  };
  int status = fine;
  for (const Finding& finding : findings) {
    const bool ok = !finding.found.empty();
    fmt::print("{} {:<26}{}\n", ok ? "ok     " : "MISSING", finding.what,
               ok ? finding.found : finding.advice);
    if (!ok) status = trouble;
  }
  fmt::print("        {:<26}{}\n", "numbers are", sizeof(Real) == 8 ? "double" : "float");
  return status;
}

}  // namespace downhill::tool
