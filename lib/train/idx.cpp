// MNIST's IDX files: a magic number, the sizes of the axes (both 32 bits, most significant byte
// first), then one unsigned byte per number.
#include <fmt/format.h>

#include <algorithm>

#include "files/files.hpp"
#include "ops/joined.hpp"
#include "train/data_files.hpp"

namespace downhill {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t images_magic = 0x00000803, labels_magic = 0x00000801;

[[noreturn]] void fail(const std::string& source, const std::string& reason) {
  throw ParseError(fmt::format("{}: {}", source, reason));
}

std::size_t number_at(std::string_view bytes, std::size_t offset) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

// The sizes of the axes, after all that the file says about itself was found to be so.
std::vector<std::size_t> read_head(std::string_view bytes, const std::string& source,
                                   std::uint32_t magic, const char* what) {
  const std::size_t rank = magic & 0xFF, head = 4 + 4 * rank;
  if (bytes.empty()) fail(source, fmt::format("it is empty; {} were expected", what));
  if (bytes.starts_with("\x1f\x8b")) fail(source, "it is compressed; unpack it first (gunzip)");
  if (bytes.size() < head)
    fail(source, fmt::format("it ends after {} bytes, within its head of {}", bytes.size(), head));
  if (number_at(bytes, 0) != magic)
    fail(source, fmt::format("byte 0: expected the magic number {:#010x} of {}, found {:#010x}",
                             magic, what, number_at(bytes, 0)));
  std::vector<std::size_t> shape;
  const std::size_t too_large = bytes.size() + 1;
  std::size_t size = 1;  // the product of the sizes, which could overflow, or too_large
  for (std::size_t axis = 0; axis < rank; ++axis) {
    shape.push_back(number_at(bytes, 4 + 4 * axis));
    if (shape.back() == 0) fail(source, fmt::format("byte {}: a size is 0", 4 + 4 * axis));
    size = shape.back() > too_large / size ? too_large : size * shape.back();
  }
  if (bytes.size() - head != size)
    fail(source, fmt::format("its head promises [{}] bytes of {}, but {} follow it",
                             joined(shape, ", "), what, bytes.size() - head));
  return shape;
}

// A file of the folder under its usual name, or with the dot that some copies have.
fs::path file_in(const fs::path& folder, const std::string& part, const std::string& kind) {
  std::error_code ignored;
  const fs::path dotted = folder / (part + "." + kind);
  return fs::exists(dotted, ignored) ? dotted : folder / (part + "-" + kind);
}

Dataset read_part(const fs::path& folder, const std::string& part) {
  const fs::path images = file_in(folder, part + "-images", "idx3-ubyte");
  const fs::path labels = file_in(folder, part + "-labels", "idx1-ubyte");
  for (const fs::path& file : {images, labels}) {
    std::error_code ignored;
    if (!fs::exists(file, ignored) && fs::exists(file.string() + ".gz", ignored))
      throw FileError(fmt::format("{}.gz is compressed; unpack it first (gunzip)", file.string()));
  }
  return parse_idx(read_file(images), images.string(), read_file(labels), labels.string());
}

}  // namespace

Dataset parse_idx(std::string_view images, const std::string& images_source,
                  std::string_view labels, const std::string& labels_source) {
  const auto shape = read_head(images, images_source, images_magic, "images");
  const auto count = read_head(labels, labels_source, labels_magic, "labels");
  if (shape[0] != count[0])
    fail(labels_source, fmt::format("it has {} labels for the {} images of {}", count[0], shape[0],
                                    images_source));
  Dataset data;
  data.name = "idx";
  data.origin = images_source;
  data.shape = {shape[1], shape[2]};
  data.features.reserve(images.size() - 16);
  for (const char pixel : images.substr(16))
    data.features.push_back(Real(static_cast<unsigned char>(pixel)) / 255);
  std::size_t classes = 10;
  for (const char label : labels.substr(8)) {
    data.labels.push_back(static_cast<unsigned char>(label));
    classes = std::max(classes, data.labels.back() + 1);
  }
  for (std::size_t c = 0; c < classes; ++c) data.classes.push_back(std::to_string(c));
  return data;
}

Split read_idx_folder(const fs::path& folder) {
  Split split{read_part(folder, "train"), read_part(folder, "t10k")};
  if (split.train.shape != split.test.shape)
    fail(folder.string(),
         fmt::format("training images are [{}] pixels, test images [{}]",
                     joined(split.train.shape, ", "), joined(split.test.shape, ", ")));
  auto& more = split.train.classes.size() < split.test.classes.size() ? split.test : split.train;
  split.train.classes = split.test.classes = std::vector<std::string>(more.classes);
  return split;
}

}  // namespace downhill
