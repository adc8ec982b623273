// The book: all pages, made of the chapters' READMEs, traces, images and stories.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace downhill::page {

struct BookChapter {
  std::string name;     // 06-computation-graphs
  std::string section;  // The Blueprint: Computation Graphs
};

// Where the makings lie, one folder a chapter in each.
struct BookSources {
  std::filesystem::path chapters;  // README.md and programs
  std::filesystem::path traces;    // NAME.txt, NAME.trace.json, NAME.graph.dot, NAME.gradient.dot
  std::filesystem::path images;    // NAME.graph.svg, NAME.gradient.svg
  std::filesystem::path stories;   // NAME.txt: what the chapter printed
};

// Makes the pages in a folder, which is replaced. Returns how many there are. Throws Error where a
// package is missing, naming it.
std::size_t make_book(const std::vector<BookChapter>& chapters, const BookSources& sources,
                      const std::filesystem::path& out);

}  // namespace downhill::page
