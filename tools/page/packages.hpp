// Files of Debian's packages that the pages use: fonts, KaTeX, Chart.js. Nothing of them is kept
// in this repository; they are copied beside the pages when these are made.
#pragma once

#include <filesystem>
#include <string>

namespace downhill::page {

// Copies all of them into the folder. Throws Error naming the package that is missing.
void copy_packages(const std::filesystem::path& assets);

// The text of Chart.js, for a page in one file; empty if it is not here.
std::string chart_script();

}  // namespace downhill::page
