// downhill page: the chapters as pages to read and to step through.
#include <fmt/format.h>

#include <memory>

#include "chapters.hpp"
#include "commands.hpp"
#include "files/files.hpp"
#include "page/book.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

int make_page(const fs::path& out) {
  std::vector<page::BookChapter> chapters;
  for (const ChapterFolder& chapter : find_chapters()) {
    if (!fs::exists(build_folder() / "traces" / chapter.name)) run_chapter(chapter);
    chapters.push_back({chapter.name, chapter.section});
  }
  const page::BookSources sources = {source_folder() / "chapters", build_folder() / "traces",
                                     build_folder() / "images", build_folder() / "stories"};
  const std::size_t pages = page::make_book(chapters, sources, out);
  fmt::print("{} pages: open {}\n", pages, (out / "index.html").string());
  return fine;
}

}  // namespace

void add_page(CLI::App& app, int& status) {
  const auto out = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("page", "the chapters as pages, with a step player");
  command->add_option("--out", *out, "the folder of the pages, made anew (build/page)");
  command->callback([out, &status] {
    status = make_page(out->empty() ? build_folder() / "page" : fs::path(*out));
  });
}

}  // namespace downhill::tool
