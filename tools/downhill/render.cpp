// downhill render: images of DOT files.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "trace/image.hpp"

namespace downhill::tool {

void add_render(CLI::App& app, int& status) {
  struct Settings {
    std::vector<std::string> files;
    std::string out;
    bool png = false;
  };
  const auto settings = std::make_shared<Settings>();
  CLI::App* command = app.add_subcommand("render", "make images of DOT files");
  command->add_option("files", settings->files, "FILE.dot …")->required();
  command->add_option("--out", settings->out, "the folder for the images (beside each file)");
  command->add_flag("--png", settings->png, "PNG instead of SVG");
  command->callback([settings, &status] {
    for (const std::filesystem::path file : settings->files) {
      if (!std::filesystem::is_regular_file(file))
        throw UsageError(fmt::format("{}: no such file", file.string()));
      std::filesystem::path image = file;
      image.replace_extension(settings->png ? "png" : "svg");
      if (!settings->out.empty()) image = std::filesystem::path(settings->out) / image.filename();
      render_image(file, image, settings->png ? ImageFormat::png : ImageFormat::svg);
      fmt::print("{}\n", image.string());
    }
    status = fine;
  });
}

}  // namespace downhill::tool
