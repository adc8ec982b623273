// What a chapter's program needs beside its own lines: where its traces go and what heads them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "trace/trace.hpp"

namespace downhill {

// Writes NAME.txt, NAME.graph.dot and NAME.gradient.dot into a folder, which is made if missing.
// A graph that is too large to draw gets no drawings; returns whether it was drawn.
bool write_trace(const Trace& trace, const std::filesystem::path& folder, const std::string& name);

class Chapter {
 public:
  // folder is the chapter's own, 06-computation-graphs; section is the text's title, word for
  // word. The program's first argument says where traces go; without it, build/traces/FOLDER.
  Chapter(int argc, char** argv, std::string folder, std::string section);

  // An empty trace with the chapter's head.
  Trace trace(const std::string& title) const;

  // write_trace(), and NAME.trace.json with all steps, which the page's player plays.
  void write(const Trace& trace, const std::string& name) const;

  // Numbers for other programs, such as the page: runs.json, curves.csv. No reference is kept of
  // these files.
  void write_data(const std::string& file, std::string_view content) const;

 private:
  std::string folder_, section_;
  std::filesystem::path out_;
};

}  // namespace downhill
