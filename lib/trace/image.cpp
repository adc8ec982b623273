#include "trace/image.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "files/files.hpp"
#include "files/process.hpp"

namespace downhill {
namespace {

// A path that no program takes for an option.
std::string argument(const std::filesystem::path& path) {
  const std::string text = path.string();
  return text.starts_with('-') ? "./" + text : text;
}

Finished run_dot(const std::vector<std::string>& command, std::chrono::milliseconds time_limit) {
  try {
    return run_program(command, time_limit);
  } catch (const ProcessError& error) {
    throw ImageError(
        fmt::format("images need the program dot: {}; tools/setup installs it (package graphviz)",
                    error.what()));
  }
}

}  // namespace

void render_image(const std::filesystem::path& dot_path, const std::filesystem::path& image_path,
                  ImageFormat format, std::chrono::milliseconds time_limit) {
  const bool is_png = format == ImageFormat::png;
  TemporaryFile part(image_path);
  std::vector<std::string> command = {"dot", is_png ? "-Tpng" : "-Tsvg"};
  if (is_png) command.push_back("-Gdpi=144");  // 96 leaves small letters unclear
  command.insert(command.end(), {"-o", argument(part.name()), argument(dot_path)});
  const Finished dot = run_dot(command, time_limit);
  if (dot.timed_out)
    throw ImageError(
        fmt::format("{}: dot was stopped after {:.3g} s; a smaller drawing, or --of "
                    "for one value's part of it, is faster",
                    dot_path.string(), double(time_limit.count()) / 1000));
  if (dot.status != 0)
    throw ImageError(fmt::format("{}: dot could not draw it: {}", dot_path.string(),
                                 dot.errors.empty() ? fmt::format("exit status {}", dot.status)
                                                    : dot.errors.substr(0, dot.errors.find('\n'))));
  part.put_in_place();
}

}  // namespace downhill
