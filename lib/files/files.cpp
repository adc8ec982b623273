#include "files/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace downhill {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const fs::path& path, const std::string& reason) {
  throw FileError(fmt::format("cannot {} {}: {}", what, path.string(), reason));
}

[[noreturn]] void fail(const char* what, const fs::path& path, int error) {
  fail(what, path, std::strerror(error));
}

// An open file that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

  // Closes now; false if the system only now finds that the content could not be kept.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

// Writes everything to a file that exists. Errors name `path`, the file that was asked for.
void fill(const fs::path& file, std::string_view content, const fs::path& path) {
  Descriptor out(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (!out) fail("write", path, errno);
  while (!content.empty()) {
    const ssize_t count = ::write(out.number(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path, errno);
    content.remove_prefix(std::size_t(count));
  }
  if (!out.close()) fail("write", path, errno);
}

// Where a path leads: the file itself, also behind links.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error || !fs::is_symlink(path, error) ? path : real;
}

}  // namespace

TemporaryFile::TemporaryFile(const fs::path& path) : target_(resolved(path)) {
  static std::atomic<unsigned> counter{0};
  std::error_code error;
  if (fs::is_directory(target_, error)) fail("write", path, EISDIR);
  if (target_.has_parent_path()) fs::create_directories(target_.parent_path(), error);
  // An error of create_directories shows again, with its true reason, when the file is opened.
  for (int attempt = 0; attempt < 100; ++attempt) {
    name_ = target_.parent_path() / fmt::format(".downhill-{}-{}.part", ::getpid(), ++counter);
    const Descriptor made(::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (made) return;
    if (errno != EEXIST) fail("write", path, error ? error.value() : errno);
  }
  fail("write", path, EEXIST);
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  if (!in_place_) fs::remove(name_, ignored);
}

void TemporaryFile::put_in_place() {
  std::error_code error;
  const fs::file_status before = fs::status(target_, error);
  if (fs::is_regular_file(before)) fs::permissions(name_, before.permissions(), error);
  fs::rename(name_, target_, error);
  if (error) fail("write", target_, error.value());
  in_place_ = true;
}

void write_file(const fs::path& path, std::string_view content) {
  if (path.empty()) fail("write", "a file", std::string("its path is empty"));
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const bool is_device = fs::exists(status) && !fs::is_regular_file(status);
  if (is_device && !fs::is_directory(status)) return fill(path, content, path);
  TemporaryFile part(path);
  fill(part.name(), content, path);
  part.put_in_place();
}

std::string read_file(const fs::path& path) {
  const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in) fail("read", path, errno);
  std::string content;
  for (;;) {
    const std::size_t old_size = content.size();
    const std::size_t piece = std::max<std::size_t>(old_size, 1 << 16);
    content.resize(old_size + piece);
    const ssize_t count = ::read(in.number(), content.data() + old_size, piece);
    content.resize(old_size + (count > 0 ? std::size_t(count) : 0));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path, errno);
    if (count == 0) return content;
  }
}

}  // namespace downhill
