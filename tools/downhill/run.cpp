// downhill run: one chapter with its story, or all of them in a table.
#include <fmt/format.h>

#include <algorithm>

#include "chapters.hpp"
#include "commands.hpp"
#include "ops/error.hpp"
#include "ops/utf8.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

// A row of the table, 79 columns wide.
void print_columns(std::string_view number, std::string_view chapter, std::string_view traces,
                   std::string_view images, std::string_view verdict, std::string_view time) {
  fmt::print("{:<3}{}{:>6}{:>7}  {:<7}{:>6}\n", number, pad(shortened(chapter, 47), 48), traces,
             images, verdict, time);
  std::fflush(stdout);
}

void print_row(const ChapterRun& run) {
  const std::string verdict = run.differences.size() > 0
                                  ? fmt::format("{} differ", run.differences.size())
                              : numbers_compared ? "match"
                                                 : "float";
  print_columns(run.chapter.name.substr(0, 2), run.chapter.section,
                fmt::to_string(run.traces.size()), fmt::to_string(run.images), verdict,
                fmt::format("{:.2f} s", run.seconds));
}

int run_all(bool update) {
  print_columns("", "chapter", "traces", "images", "trace", "time");
  std::size_t traces = 0, drawings = 0, images = 0, chapters = 0;
  std::vector<std::string> differences;
  for (const ChapterFolder& chapter : find_chapters()) {
    const ChapterRun run = run_chapter(chapter);
    if (update) update_references(run);
    print_row(run);
    ++chapters;
    traces += run.traces.size();
    drawings += run.drawings;
    images += run.images;
    for (const std::string& line : run.differences)
      differences.push_back(chapter.name + "/" + line);
  }
  fmt::print("{} chapters, {} traces, {} drawings, {} images: ", chapters, traces, drawings,
             images);
  if (differences.empty()) {
    fmt::print("{}\n",
               numbers_compared ? "all match" : "not compared, the references hold doubles");
    fmt::print("The images are in {}/images.\n", shown(work_folder()));
    fmt::print("Begin here: {}\n", program_name());
    return fine;
  }
  fmt::print("{} {}\n", differences.size(), update ? "references written anew" : "differ");
  for (const std::string& line : differences) fmt::print("  {}\n", line);
  return update ? fine : differs;
}

int run_one(const std::string& wanted, bool update) {
  const ChapterRun run = run_chapter(find_chapter(wanted));
  if (update) update_references(run);
  fmt::print("{} {}\n\n{}\n", run.chapter.name.substr(0, 2), run.chapter.section, run.story);
  for (const std::string& trace : run.traces)
    fmt::print("{}/traces/{}/{}.txt\n", work_folder().string(), run.chapter.name, trace);
  if (run.images > 0)
    fmt::print("{}/images/{}: {} images\n", work_folder().string(), run.chapter.name, run.images);
  if (update && !run.differences.empty())
    fmt::print("{} reference{} written anew:\n", run.differences.size(),
               run.differences.size() == 1 ? "" : "s");
  for (const std::string& line : run.differences) fmt::print("{}\n", line);
  if (run.differences.empty())
    fmt::print("{}\n", numbers_compared ? "the traces match the references"
                                        : "not compared: the references hold doubles");
  Progress progress;
  progress.add(run.chapter.name.substr(0, 2), "run");
  progress.save();
  fmt::print("\nThe next step: {}\n", program_name());
  return run.differences.empty() || update ? fine : differs;
}

}  // namespace

int run_command(const RunSettings& settings) {
  if (!settings.all && settings.chapters.empty())
    throw Error("run: say which chapter, for instance downhill run 06, or --all");
  const Turn turn = turn_in(work_folder() / "traces");
  int status = settings.all ? run_all(settings.update) : fine;
  for (const std::string& chapter : settings.chapters)
    status = std::max(status, run_one(chapter, settings.update));
  return status;
}

}  // namespace downhill::tool
