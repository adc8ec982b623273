// downhill render: images of DOT files.
#include <fmt/format.h>

#include <filesystem>

#include "commands.hpp"
#include "trace/image.hpp"

namespace downhill::tool {

int render_command(const RenderSettings& settings) {
  for (const std::filesystem::path file : settings.files) {
    if (!std::filesystem::is_regular_file(file))
      throw UsageError(fmt::format("{}: no such file", file.string()));
    std::filesystem::path image = file;
    image.replace_extension(settings.png ? "png" : "svg");
    if (!settings.out.empty()) image = std::filesystem::path(settings.out) / image.filename();
    render_image(file, image, settings.png ? ImageFormat::png : ImageFormat::svg);
    fmt::print("{}\n", image.string());
  }
  return fine;
}

}  // namespace downhill::tool
