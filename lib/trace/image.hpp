// Images of drawings, made by graphviz's program `dot` as a child process: its library leaks
// memory, cannot be used by two threads, and cannot be stopped when a drawing takes too long.
#pragma once

#include <chrono>
#include <filesystem>

#include "ops/error.hpp"

namespace downhill {

// No image: dot is not installed, failed, or took too long.
struct ImageError : Error {
  using Error::Error;
};

enum class ImageFormat { svg, png };

// Draws the DOT file into the image file, whole or not at all. After the time limit dot is
// stopped. Throws ImageError, or FileError where the image cannot be written.
void render_image(const std::filesystem::path& dot_path, const std::filesystem::path& image_path,
                  ImageFormat format,
                  std::chrono::milliseconds time_limit = std::chrono::seconds(60));

}  // namespace downhill
