// The references in traces/: python3 recomputes them, and running the chapters makes them again.
#include <algorithm>
#include <filesystem>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "places.hpp"
#include "program/run.hpp"

namespace fs = std::filesystem;
using downhill::run_program;

namespace {

const fs::path source = place::source;
const std::string python = place::python;

std::vector<fs::path> reference_traces() {
  std::vector<fs::path> traces;
  for (const auto& entry : fs::recursive_directory_iterator(source / "traces"))
    if (entry.path().extension() == ".txt") traces.push_back(entry.path());
  std::sort(traces.begin(), traces.end());
  return traces;
}

}  // namespace

TEST_CASE("python3 recomputes every number of every reference trace") {
  REQUIRE_FALSE(python.empty());
  REQUIRE_FALSE(reference_traces().empty());
  const std::string runner = (source / "tests/references/run_trace.py").string();
  for (const fs::path& trace : reference_traces()) {
    const auto finished = run_program({python, runner, trace.string()}, std::chrono::minutes(2));
    INFO(trace << "\n" << finished.errors);
    CHECK(finished.status == 0);
  }
}

TEST_CASE("the runner of traces notices one changed digit") {
  REQUIRE_FALSE(python.empty());
  const fs::path trace = source / "traces/06-computation-graphs/quick-challenge.txt";
  std::string text = downhill::read_file(trace);
  const std::size_t at = text.find("# 20");
  REQUIRE(at != std::string::npos);
  text[at + 3] = '1';
  const fs::path changed = fs::temp_directory_path() / "downhill-changed-trace.txt";
  downhill::write_file(changed, text);
  const std::string runner = (source / "tests/references/run_trace.py").string();
  const auto finished = run_program({python, runner, changed.string()}, std::chrono::minutes(1));
  fs::remove(changed);
  CHECK(finished.status == 1);
  CHECK(finished.errors.find("Python has 20.0, annotated 21.0") != std::string::npos);
}

TEST_CASE("every trace has both drawings, and every drawing its trace") {
  for (const fs::path& trace : reference_traces()) {
    for (const char* drawing : {".graph.dot", ".gradient.dot"}) {
      const fs::path dot = fs::path(trace).replace_extension(drawing);
      INFO(dot);
      CHECK(fs::exists(dot));
    }
  }
}

TEST_CASE("running the chapters writes the references again", "[double][long]") {
  const auto finished = downhill_program({"run", "--all"});
  INFO(finished.output << finished.errors);
  CHECK(finished.status == 0);
  CHECK(finished.output.find("all match") != std::string::npos);
}

TEST_CASE("chapter 03 prints exactly the lines of the text's Code Demonstration") {
  const auto finished = downhill_program({"run", "03"});
  // What python3 prints for the text's program.
  const std::string demonstration =
      "Starting position: 10.0\n"
      "Step 1: x = 8.000, gradient = 20.000\n"
      "Step 2: x = 6.400, gradient = 16.000\n"
      "Step 3: x = 5.120, gradient = 12.800\n"
      "Step 4: x = 4.096, gradient = 10.240\n"
      "Step 5: x = 3.277, gradient = 8.192\n"
      "Step 6: x = 2.621, gradient = 6.554\n"
      "Step 7: x = 2.097, gradient = 5.243\n"
      "Step 8: x = 1.678, gradient = 4.194\n"
      "Step 9: x = 1.342, gradient = 3.355\n"
      "Step 10: x = 1.074, gradient = 2.684\n"
      "Final result: 1.074 (should be close to 0)\n";
  CHECK(finished.output.find(demonstration) != std::string::npos);
}
