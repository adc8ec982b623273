// What goes wrong around the program: disks that are full, folders that are shared, odd names.
#include <filesystem>
#include <string>
#include <thread>

#include "catch.hpp"
#include "program/run.hpp"

namespace fs = std::filesystem;
using namespace downhill;

namespace {

const std::string formula = "y = (a + b) * c";

Finished explain_into(const fs::path& folder) {
  return downhill_program({"explain", formula, "a=2", "b=3", "c=4", "--out", folder.string()});
}

}  // namespace

TEST_CASE("a full disk behind standard output is trouble") {
  const auto run =
      run_program({"sh", "-c", "\"$0\" explain 'y = a * 2' a=2 >/dev/full", place::program},
                  std::chrono::minutes(1));
  CHECK(run.status == 2);
  CHECK(run.errors == "downhill: cannot write to standard output: No space left on device\n");
}

TEST_CASE("a folder may have spaces and umlauts in its name") {
  const fs::path folder = fs::path(place::build) / "bad days" / "größe";
  fs::remove_all(folder);
  CHECK(explain_into(folder).status == 0);
  CHECK(read_file(folder / "y.txt").starts_with("# downhill trace 1\n"));
}

TEST_CASE("runs at once in one folder leave whole files and nothing else") {
  const fs::path folder = fs::path(place::build) / "bad days" / "shared";
  fs::remove_all(folder);
  REQUIRE(explain_into(folder).status == 0);
  const std::string alone = read_file(folder / "y.txt");
  std::vector<std::thread> runs;
  std::vector<int> statuses(6, -1);
  for (int& status : statuses)
    runs.emplace_back([&status, &folder] { status = explain_into(folder).status; });
  for (std::thread& run : runs) run.join();
  CHECK(statuses == std::vector<int>(6, 0));
  CHECK(read_file(folder / "y.txt") == alone);
  CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 3);
}

TEST_CASE("a digit file cut in half is refused at its line") {
  const fs::path folder = fs::path(place::build) / "bad days" / "data";
  const std::string whole = read_file(fs::path(place::source) / "chapters/data/digits.txt");
  write_file(folder / "digits.txt", whole.substr(0, whole.size() / 2));
  const auto run =
      run_program({"env", "DOWNHILL_DATA=" + folder.string(), place::program, "train", "digits"},
                  std::chrono::minutes(1));
  CHECK(run.status == 2);
  CHECK(run.output.empty());
  CHECK(run.errors.find("digits.txt:") != std::string::npos);
  CHECK(run.errors.find("expected 64 pixels, a space and a digit") != std::string::npos);
}
