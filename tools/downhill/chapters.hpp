// The chapters on the disk: found by their folders, run as programs, compared with traces/.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "files/process.hpp"
#include "files/turn.hpp"
#include "ops/real.hpp"

namespace downhill::tool {

struct ChapterFolder {
  std::string name;     // 06-computation-graphs
  std::string section;  // The Blueprint: Computation Graphs
};

// All chapters that have a program, in order.
std::vector<ChapterFolder> find_chapters();

// The chapter that is meant by 06, 6 or its folder's name. UsageError if there is none.
ChapterFolder find_chapter(const std::string& wanted);

std::filesystem::path source_folder();  // of the project: chapters/, traces/; DOWNHILL_PROJECT
std::filesystem::path build_folder();
// Where commands leave what they write: the build folder, or, for a project elsewhere that is
// named by the environment's DOWNHILL_PROJECT (a copy to try things in), its folder build.
std::filesystem::path work_folder();

// Nobody else writes in this folder while this lives. Says so where it has to wait for that.
Turn turn_in(const std::filesystem::path& folder);

// The data sets beside the sources are found by this program and those it starts, wherever the
// build folder is: data_folder() finds them by the environment's DOWNHILL_DATA.
void tell_where_data_is();

// Runs a chapter's program, which writes its traces into a folder, emptied before.
// Throws Error if the chapter fails.
Finished write_traces(const ChapterFolder& chapter, const std::filesystem::path& out);

// The references in traces/ hold doubles. Where Real is float, trainings soon go other ways: then
// only which files there are is compared.
inline constexpr bool numbers_compared = sizeof(Real) == sizeof(double);

// What running a chapter left behind.
struct ChapterRun {
  ChapterFolder chapter;
  std::string story;                     // what it printed
  std::vector<std::string> traces;       // NAME of each NAME.txt
  std::size_t drawings = 0, images = 0;  // DOT files written; images rendered of them
  std::vector<std::string> differences;  // against traces/, one line each
  double seconds = 0;
};

// Runs a chapter into build/traces/NAME, draws its images into build/images/NAME and compares
// with traces/NAME. Throws Error if the chapter fails.
ChapterRun run_chapter(const ChapterFolder& chapter);

// Puts what a run wrote in the place of the references. Throws Error where Real is float.
void update_references(const ChapterRun& run);

}  // namespace downhill::tool
