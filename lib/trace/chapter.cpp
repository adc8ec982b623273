#include "trace/chapter.hpp"

#include "files/files.hpp"
#include "trace/dot.hpp"
#include "trace/json.hpp"
#include "trace/text.hpp"

namespace downhill {

bool write_trace(const Trace& trace, const std::filesystem::path& folder, const std::string& name) {
  write_file(folder / (name + ".txt"), write_text(trace));
  try {
    const std::string graph = write_dot(trace, Drawing::graph);
    const std::string gradient = write_dot(trace, Drawing::gradient);
    write_file(folder / (name + ".graph.dot"), graph);
    write_file(folder / (name + ".gradient.dot"), gradient);
  } catch (const TooLargeToDraw&) {
    return false;
  }
  return true;
}

Chapter::Chapter(int argc, char** argv, std::string folder, std::string section)
    : folder_(std::move(folder)),
      section_(std::move(section)),
      out_(argc > 1 ? std::filesystem::path(argv[1])
                    : std::filesystem::path("build/traces") / folder_) {}

Trace Chapter::trace(const std::string& title) const {
  Trace trace;
  trace.chapter = folder_ + " · " + section_;
  trace.titles.push_back(title);
  return trace;
}

void Chapter::write(const Trace& trace, const std::string& name) const {
  write_trace(trace, out_, name);
  write_file(out_ / (name + ".trace.json"), write_json(trace, -1, Steps::with));
}

void Chapter::write_data(const std::string& file, std::string_view content) const {
  write_file(out_ / file, content);
}

}  // namespace downhill
