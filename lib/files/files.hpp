// Files, written whole or not at all: the content goes to a temporary file beside the path, which
// then takes the path's place in one step. A reader never sees half a file, and a failure leaves
// what was there before.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ops/error.hpp"

namespace downhill {

// A file that cannot be read or written. The message names the path and the system's reason.
struct FileError : Error {
  using Error::Error;
};

// Replaces the file, creating its folder where there is none. A link is followed, permissions of
// the old file stay, and a device or pipe (/dev/stdout) is written to as it is.
// Throws FileError.
void write_file(const std::filesystem::path& path, std::string_view content);

// The whole content, byte for byte. Throws FileError.
std::string read_file(const std::filesystem::path& path);

// A file name beside `path` that nobody else has, for content on its way there. The file is
// removed at the end unless put_in_place() moved it.
class TemporaryFile {
 public:
  // Creates an empty file, and its folder where there is none. Throws FileError.
  explicit TemporaryFile(const std::filesystem::path& path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& name() const { return name_; }
  void put_in_place();  // throws FileError

 private:
  std::filesystem::path target_, name_;
  bool in_place_ = false;
};

}  // namespace downhill
