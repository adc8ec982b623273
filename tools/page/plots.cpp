#include "page/plots.hpp"

#include "page/descent.hpp"

namespace downhill::page {

std::vector<PlotPage> plots_of(const std::string& chapter,
                               const std::filesystem::path& /*output*/) {
  if (chapter.starts_with("12-"))
    return {{"descent.html", "Place the slider: learning rates on five landscapes", descent_page(),
             walks_files()}};
  return {};
}

}  // namespace downhill::page
