#include "files/files.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <functional>
#include <thread>

#include "catch.hpp"
#include "files/turn.hpp"

using namespace downhill;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

// A folder that is there for one test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("downhill files ü " + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::size_t entries() const {
    return std::size_t(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a file is read as it was written, byte for byte, under any name") {
  const Folder folder;
  std::string content("a\0b\r\n\xff", 6);
  content.append(300'000, 'x');
  const fs::path path = folder.path / "new folder" / "naïve — 名.txt";
  write_file(path, content);
  CHECK(read_file(path) == content);
  write_file(path, "");
  CHECK(read_file(path).empty());
}

TEST_CASE("a file that cannot be read is an error with its path and the reason") {
  const Folder folder;
  CHECK_THAT(message_of([&] { read_file(folder.path / "missing"); }),
             ContainsSubstring("missing: No such file or directory"));
  CHECK_THAT(message_of([&] { read_file(folder.path); }), ContainsSubstring("Is a directory"));
}

TEST_CASE("a file that cannot be written is an error with its path and the reason") {
  const Folder folder;
  write_file(folder.path / "file", "content");
  CHECK_THAT(message_of([&] { write_file(folder.path, "x"); }),
             ContainsSubstring("Is a directory"));
  CHECK_THAT(message_of([&] { write_file(folder.path / "file" / "below", "x"); }),
             ContainsSubstring("below: Not a directory"));
  CHECK_THAT(message_of([&] { write_file("", "x"); }), ContainsSubstring("path is empty"));
  if (fs::exists("/dev/full"))
    CHECK_THAT(message_of([&] { write_file("/dev/full", "x"); }),
               ContainsSubstring("/dev/full: No space left on device"));
  CHECK(folder.entries() == 1);
  CHECK(read_file(folder.path / "file") == "content");
}

TEST_CASE("a write that fails half-way leaves the old file and nothing beside it") {
  const Folder folder;
  const fs::path path = folder.path / "file";
  write_file(path, "old");
  rlimit old_limit{};
  ::getrlimit(RLIMIT_FSIZE, &old_limit);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{5000, old_limit.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = message_of([&] { write_file(path, std::string(100'000, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);
  CHECK_THAT(message, ContainsSubstring("File too large"));
  CHECK(read_file(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("writing keeps a link, and the permissions of the file behind it") {
  const Folder folder;
  const fs::path real = folder.path / "real", link = folder.path / "link";
  write_file(real, "old");
  fs::permissions(real, fs::perms::owner_read | fs::perms::owner_write | fs::perms::owner_exec);
  fs::create_symlink("real", link);
  write_file(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(read_file(real) == "new");
  CHECK((fs::status(real).permissions() & fs::perms::owner_exec) != fs::perms::none);
}

TEST_CASE("a device is written to, not replaced") {
  write_file("/dev/null", "gone");
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a turn is taken by one at a time, and by everybody where there can be no lock") {
  const Folder folder;
  const fs::path lock = folder.path / "new" / ".turn";
  std::atomic<int> waited = 0, done = 0;
  std::thread second;
  {
    const Turn first(lock);
    second = std::thread([&] {
      const Turn turn(lock, [&] { ++waited; });
      ++done;
    });
    while (waited == 0) std::this_thread::yield();
    CHECK(done == 0);
  }
  second.join();
  CHECK(waited == 1);
  CHECK(done == 1);

  const fs::path nowhere = "/dev/null/none/.turn";
  const Turn here(nowhere), there(nowhere);
}
