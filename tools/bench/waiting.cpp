#include "waiting.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "files/files.hpp"
#include "files/process.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

const fs::path build = DOWNHILL_BUILD_DIR;

double seconds_of(const std::vector<std::string>& command) {
  const downhill::Finished done = downhill::run_program(command, minutes(5));
  if (done.status == 0 && !done.timed_out) return done.seconds;
  throw downhill::UsageError(fmt::format("{} ended with status {}:\n{}", fmt::join(command, " "),
                                         done.status, done.errors));
}

// Programs for `downhill explain`, kept for as long as this lives.
class ProgramFile {
 public:
  ProgramFile(const std::string& name, const std::string& text) : path_(build / name) {
    downhill::write_file(path_, text);
  }
  ~ProgramFile() { fs::remove(path_); }
  std::string path() const { return path_; }

 private:
  fs::path path_;
};

// A chain of so many statements.
std::string chain(std::size_t statements) {
  std::string text = "x0 = a * b\n";
  for (std::size_t i = 1; i < statements; ++i)
    text += fmt::format("x{} = {}\n", i,
                        i % 3 == 0   ? fmt::format("tanh(x{})", i - 1)
                        : i % 3 == 1 ? fmt::format("x{} * a", i - 1)
                                     : fmt::format("x{} + b", i - 1));
  return text;
}

// The sum of so many tanh(w * x), added up pairwise: five nodes each, less one.
std::string tree(std::size_t leaves) {
  std::string text;
  for (std::size_t i = 0; i < leaves; ++i)
    text += fmt::format("w{0} = 0.{0}\nx{0} = 1.{0}\np{0} = w{0} * x{0}\ns{0} = tanh(p{0})\n", i);
  std::size_t next = leaves;
  for (std::size_t i = 0; i + 1 < next; i += 2, ++next)
    text += fmt::format("s{} = s{} + s{}\n", next, i, i + 1);
  return text;
}

Row row(const std::string& name, int rounds, const std::function<double()>& once) {
  Row result{{name}, 0, {Entry("downhill")}};
  for (int k = 0; k < rounds; ++k) result.entries[0].seconds.push_back(once());
  return result;
}

}  // namespace

std::vector<Row> measure_waiting(int rounds, bool smoke) {
  const std::string us = build / "downhill", out = build / "bench-out";
  const ProgramFile large("bench-large.txt", chain(smoke ? 1'000 : 100'000));
  const ProgramFile small("bench-small.txt", tree(smoke ? 6 : 60));
  const std::vector<std::string> tell = {us, "explain", large.path(), "a=0.5", "b=0.25"};
  std::vector<std::string> tell_json = tell;
  tell_json.insert(tell_json.end(), {"--format", "json"});

  std::vector<Row> rows;
  rows.push_back(row("W7-text", rounds, [&] { return seconds_of(tell); }));
  rows.push_back(row("W7-json", rounds, [&] { return seconds_of(tell_json); }));
  seconds_of({us, "explain", small.path(), "--out", out});
  for (const auto& file : fs::directory_iterator(out))
    if (file.path().filename().string().ends_with(".graph.dot"))
      rows.push_back(row("W7-draw", rounds, [&] {
        return seconds_of({us, "render", file.path()});
      }));
  fs::remove_all(out);
  rows.push_back(row("W7-run", rounds, [&] { return seconds_of({us, "run", "06"}); }));
  if (smoke) return rows;

  // As if its file had changed: without its object file the chapter is compiled again.
  const std::string chapter = "chapter-06-computation-graphs";
  const fs::path object =
      build / "chapters/CMakeFiles" / (chapter + ".dir") / "06-computation-graphs/chapter.cpp.o";
  rows.push_back(row("W7-rebuild", rounds, [&] {
    fs::remove(object);
    return seconds_of({"env", "CCACHE_DISABLE=1", "cmake", "--build", build, "--target", chapter}) +
           seconds_of({us, "run", "06"});
  }));
  return rows;
}

}  // namespace bench
