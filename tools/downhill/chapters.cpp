#include "chapters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "compare/compare.hpp"
#include "drawings.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "terminal.hpp"
#include "trace/image.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// The title of a chapter's README: # 06 The Blueprint: Computation Graphs.
std::string section_of(const std::string& folder) {
  std::ifstream readme(source_folder() / "chapters" / folder / "README.md");
  std::string title;
  std::getline(readme, title);
  const std::string prefix = "# " + folder.substr(0, 2) + " ";
  return title.starts_with(prefix) ? title.substr(prefix.size()) : folder.substr(3);
}

// The traces and drawings in a folder. (Numbers for other programs, .json and .csv, have no
// references: they are long, and their last digits depend on the machine.)
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;  // a folder that does not exist has no files
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".txt" || extension == ".dot"))
      files.push_back(entry.path().filename());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// One line on how a file differs from its reference; empty if it does not. Where bytes differ,
// numbers are compared: those of arrays may differ in the last digit elsewhere.
std::string difference(const fs::path& file, const fs::path& reference) {
  const std::string name = file.filename().string();
  if (!fs::exists(reference)) return name + ": has no reference yet";
  if (!fs::exists(file)) return name + ": is a reference, but was not written";
  if (!numbers_compared) return "";
  const std::string mine = read_file(file), theirs = read_file(reference);
  if (mine == theirs) return "";
  if (file.extension() == ".dot") return same_drawing(mine, theirs) ? "" : name + ": differs";
  const Comparison comparison = compare(read_trace(mine, name), read_trace(theirs, name));
  return comparison.matches() ? "" : name + ": differs; downhill compare says where";
}

}  // namespace

fs::path source_folder() {
  const char* elsewhere = std::getenv("DOWNHILL_PROJECT");
  return elsewhere && *elsewhere ? fs::path(elsewhere) : fs::path(DOWNHILL_SOURCE_DIR);
}
fs::path build_folder() { return DOWNHILL_BUILD_DIR; }
fs::path work_folder() {
  return source_folder() == fs::path(DOWNHILL_SOURCE_DIR) ? build_folder()
                                                          : source_folder() / "build";
}

Turn turn_in(const fs::path& folder) {
  return Turn(folder / ".turn", [&] {
    fmt::print(stderr, "Another downhill is at work in {}; this one waits until it has ended.\n",
               shown(folder));
  });
}

void tell_where_data_is() {
  const fs::path data = source_folder() / "chapters" / "data";
  std::error_code ignored;
  if (fs::exists(data, ignored)) ::setenv("DOWNHILL_DATA", data.c_str(), 0);  // who set it is right
}

std::vector<ChapterFolder> find_chapters() {
  std::vector<ChapterFolder> chapters;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(source_folder() / "chapters", ignored)) {
    const std::string name = entry.path().filename().string();
    if (fs::exists(entry.path() / "chapter.cpp")) chapters.push_back({name, section_of(name)});
  }
  std::sort(chapters.begin(), chapters.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return chapters;
}

ChapterFolder find_chapter(const std::string& wanted) {
  std::string known;
  for (const ChapterFolder& chapter : find_chapters()) {
    const std::string number = chapter.name.substr(0, 2);
    if (wanted == chapter.name || wanted == number || "0" + wanted == number) return chapter;
    known += (known.empty() ? "" : ", ") + number;
  }
  throw Error(fmt::format("there is no chapter {}; the chapters are {}", wanted, known));
}

Finished write_traces(const ChapterFolder& chapter, const fs::path& out) {
  const fs::path program = build_folder() / "chapters" / chapter.name;
  fs::remove_all(out);
  fs::create_directories(out);
  Finished finished = run_program({program.string(), out.string()}, std::chrono::minutes(5));
  if (finished.timed_out) throw Error(chapter.name + ": stopped after 5 minutes");
  if (finished.status != 0)
    throw Error(fmt::format("{}: ended with status {}\n{}", chapter.name, finished.status,
                            finished.errors));
  return finished;
}

ChapterRun run_chapter(const ChapterFolder& chapter) {
  const fs::path out = work_folder() / "traces" / chapter.name;
  const fs::path images = work_folder() / "images" / chapter.name;
  const fs::path references = source_folder() / "traces" / chapter.name;
  const Finished finished = write_traces(chapter, out);
  fs::remove_all(images);

  ChapterRun run;
  run.chapter = chapter;
  run.story = finished.output;
  run.seconds = finished.seconds;
  write_file(work_folder() / "stories" / (chapter.name + ".txt"), run.story);
  for (const fs::path& file : files_in(out)) {
    if (file.extension() == ".txt") run.traces.push_back(file.stem().string());
    if (file.extension() == ".dot") {
      ++run.drawings;
      render_image(out / file, images / fs::path(file).replace_extension("svg"), ImageFormat::svg);
      ++run.images;
    }
  }
  std::vector<fs::path> all = files_in(out), expected = files_in(references), either;
  std::set_union(all.begin(), all.end(), expected.begin(), expected.end(),
                 std::back_inserter(either));
  for (const fs::path& file : either)
    if (std::string line = difference(out / file, references / file); !line.empty())
      run.differences.push_back(std::move(line));
  return run;
}

void update_references(const ChapterRun& run) {
  if (!numbers_compared)
    throw Error("run --update: the references hold doubles, and this build computes with float");
  const fs::path out = work_folder() / "traces" / run.chapter.name;
  const fs::path references = source_folder() / "traces" / run.chapter.name;
  for (const fs::path& file : files_in(out)) write_file(references / file, read_file(out / file));
  for (const fs::path& file : files_in(references))
    if (!fs::exists(out / file)) fs::remove(references / file);
}

}  // namespace downhill::tool
