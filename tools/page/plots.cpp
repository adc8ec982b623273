#include "page/plots.hpp"

#include <algorithm>

#include "files/files.hpp"
#include "page/curves.hpp"
#include "page/descent.hpp"
#include "page/sick.hpp"

namespace downhill::page {
namespace {

namespace fs = std::filesystem;

// The trainings that a chapter measured, NAME.json; NAME.trace.json is a trace.
std::vector<std::string> measured_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;  // no folder, no runs
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".json") && !name.ends_with(".trace.json")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files) texts.push_back(read_file(file));
  return texts;
}

}  // namespace

std::vector<PlotPage> plots_of(const std::string& chapter, const fs::path& output) {
  if (chapter.starts_with("12-"))
    return {{"descent.html", "Place the slider: learning rates on five landscapes", descent_page(),
             walks_files()}};
  if (chapter.starts_with("13-") && fs::exists(output / "runs.json"))
    return {{"curves.html",
             "See the curves: three optimizers, several seeds",
             curves_page(read_file(output / "runs.json")),
             {}}};
  if (chapter.starts_with("14-"))
    if (const std::vector<std::string> runs = measured_in(output); !runs.empty())
      return {{"sick.html", "Look inside: sick trainings and their cures", sick_page(runs), {}}};
  return {};
}

}  // namespace downhill::page
