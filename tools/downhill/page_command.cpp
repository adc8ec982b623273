// downhill page: the chapters as pages to read and to step through.
#include <fmt/format.h>

#include <memory>

#include "chapters.hpp"
#include "commands.hpp"
#include "files/files.hpp"
#include "page/book.hpp"

namespace downhill::tool {

namespace fs = std::filesystem;

int page_command(const std::string& wanted) {
  const fs::path out = wanted.empty() ? work_folder() / "page" : fs::path(wanted);
  const Turn turn = turn_in(work_folder() / "traces");
  std::vector<page::BookChapter> chapters;
  for (const ChapterFolder& chapter : find_chapters()) {
    if (!fs::exists(work_folder() / "traces" / chapter.name)) run_chapter(chapter);
    chapters.push_back({chapter.name, chapter.section});
  }
  const page::BookSources sources = {source_folder() / "chapters", work_folder() / "traces",
                                     work_folder() / "images", work_folder() / "stories"};
  const std::size_t pages = page::make_book(chapters, sources, out);
  fmt::print("{} pages: open {}\n", pages, (out / "index.html").string());
  return fine;
}

}  // namespace downhill::tool
