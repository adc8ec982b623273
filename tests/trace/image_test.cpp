#include "trace/image.hpp"

#include <unistd.h>

#include <cstdlib>

#include "catch.hpp"
#include "files/files.hpp"

using namespace downhill;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("downhill images ü " + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::size_t entries() const {
    return std::size_t(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

// Another PATH for one test: where programs are looked for.
struct Path {
  std::string old = std::getenv("PATH");
  explicit Path(const std::string& path) { ::setenv("PATH", path.c_str(), 1); }
  ~Path() { ::setenv("PATH", old.c_str(), 1); }
};

void write_program(const fs::path& path, const std::string& script) {
  write_file(path, "#!/bin/sh\n" + script + "\n");
  fs::permissions(path, fs::perms::owner_all);
}

}  // namespace

TEST_CASE("a drawing becomes an image, under any name") {
  const Folder folder;
  const fs::path dot = folder.path / "a b — ü.dot";
  write_file(dot, "digraph { a -> b }");
  render_image(dot, folder.path / "image.svg", ImageFormat::svg);
  render_image(dot, folder.path / "image.png", ImageFormat::png);
  CHECK_THAT(read_file(folder.path / "image.svg"), ContainsSubstring("</svg>"));
  CHECK(read_file(folder.path / "image.png").substr(1, 3) == "PNG");
  CHECK(folder.entries() == 3);
}

TEST_CASE("what dot cannot draw is an error, and leaves no image") {
  const Folder folder;
  write_file(folder.path / "bad.dot", "digraph { a -> ");
  CHECK_THROWS_WITH(
      render_image(folder.path / "bad.dot", folder.path / "bad.svg", ImageFormat::svg),
      ContainsSubstring("bad.dot: dot could not draw it: ") && ContainsSubstring("syntax error"));
  CHECK_THROWS_AS(
      render_image(folder.path / "missing.dot", folder.path / "bad.svg", ImageFormat::svg),
      ImageError);
  CHECK(folder.entries() == 1);
}

TEST_CASE("without dot the error says how to get it") {
  const Folder folder;
  write_file(folder.path / "a.dot", "digraph { a }");
  const Path nowhere(folder.path.string());
  CHECK_THROWS_WITH(render_image(folder.path / "a.dot", folder.path / "a.svg", ImageFormat::svg),
                    ContainsSubstring("tools/setup") && ContainsSubstring("graphviz"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("dot is stopped at the time limit, and leaves no image") {
  const Folder folder;
  write_file(folder.path / "a.dot", "digraph { a }");
  write_program(folder.path / "dot", "exec /bin/sleep 60");
  const Path slow(folder.path.string());
  CHECK_THROWS_WITH(render_image(folder.path / "a.dot", folder.path / "a.svg", ImageFormat::svg,
                                 std::chrono::milliseconds(200)),
                    ContainsSubstring("stopped after 0.2 s"));
  CHECK(folder.entries() == 2);
}
