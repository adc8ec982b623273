// The interactive plots of the chapters that have some.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "page/frame.hpp"

namespace downhill::page {

struct PlotPage {
  std::string file, words;  // descent.html; what a link to it says
  Frame frame;
  std::vector<std::pair<std::string, std::string>> files;  // that it needs beside it: name, text
};

// The plots of the chapter in this folder, made of what its run left in `output`. What was not
// left there has no plot.
std::vector<PlotPage> plots_of(const std::string& chapter, const std::filesystem::path& output);

}  // namespace downhill::page
