#include "page/book.hpp"

#include <algorithm>

#include "files/files.hpp"
#include "page/markdown.hpp"
#include "page/operations.hpp"
#include "page/packages.hpp"
#include "page/player.hpp"
#include "page/plots.hpp"

namespace downhill::page {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;  // a folder that does not exist has no files
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_if_there(const fs::path& path) { return fs::exists(path) ? read_file(path) : ""; }

std::string words_of(const BookChapter& chapter) {
  return chapter.name.substr(0, 2) + " " + chapter.section;
}

// Everything a chapter's pages are made of.
struct Material {
  BookChapter chapter;
  std::vector<Played> traces;
  std::string story;
  std::vector<PlotPage> plots;
};

Material material_of(const BookChapter& chapter, const BookSources& sources) {
  Material material{chapter,
                    {},
                    read_if_there(sources.stories / (chapter.name + ".txt")),
                    plots_of(chapter.name, sources.traces / chapter.name)};
  const std::string ending = ".trace.json";
  for (const fs::path& file : files_in(sources.traces / chapter.name)) {
    std::string name = file.filename().string();
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    const fs::path images = sources.images / chapter.name;
    material.traces.push_back(
        {name, Json::parse(read_file(file)), read_if_there(images / (name + ".graph.svg")),
         read_if_there(images / (name + ".gradient.svg")), words_of(chapter)});
  }
  return material;
}

std::string card(const Played& played) {
  const std::string name = escaped(played.name), title = escaped(title_of(played));
  std::string html = "<li class=\"card\">";
  if (!played.graph.empty())
    html += "<a class=\"picture\" href=\"" + name +
            ".html\" tabindex=\"-1\" aria-hidden=\"true\"><img src=\"" + name +
            ".gradient.svg\" alt=\"\" loading=\"lazy\"></a>";
  html += "<h3>" + title + "</h3><p><a href=\"" + name +
          ".html\">Step through<span class=\"for\"> " + title + "</span></a><a href=\"" + name +
          ".txt\">Trace</a>";
  if (!played.graph.empty())
    html +=
        "<a href=\"" + name + ".graph.dot\">DOT</a><a href=\"" + name + ".gradient.svg\">Image</a>";
  return html + "</p></li>\n";
}

// The lesson, with the chapter's plots announced below its title.
std::string chapter_content(const Material& material, const std::string& lesson) {
  std::string html = lesson;
  std::string plots;
  for (const PlotPage& plot : material.plots)
    plots +=
        "<p class=\"door\"><a href=\"" + plot.file + "\">" + escaped(plot.words) + "</a></p>\n";
  const std::size_t title_end = html.find("</h1>\n");
  html.insert(title_end == html.npos ? 0 : title_end + 6, plots);
  if (!material.story.empty())
    html += "<h2 id=\"output\">What it prints</h2>\n<pre tabindex=\"0\">" +
            escaped(material.story) + "</pre>\n";
  if (!material.traces.empty()) {
    html += "<h2 id=\"traces\">Step through it</h2>\n<ul class=\"cards\">\n";
    for (const Played& played : material.traces) html += card(played);
    html += "</ul>\n";
  }
  return html;
}

// The first sentence of the lesson's idea.
std::string idea_of(const std::string& readme) {
  const std::size_t title = readme.find("## The idea\n");
  if (title == readme.npos) return "";
  const std::size_t begin = readme.find('\n', title) + 1;
  std::string idea = readme.substr(begin, readme.find("\n\n", begin) - begin);
  const std::size_t end = std::min(idea.find(". "), idea.find(".\n"));
  if (end != idea.npos) idea.resize(end + 1);
  if (idea.ends_with(':')) idea.back() = '.';
  return idea;
}

std::string contents_entry(const Material& material, const std::string& idea) {
  const std::string& name = material.chapter.name;
  std::string html = "<li><span class=\"number\">" + name.substr(0, 2) +
                     "</span><div><h3><a href=\"" + name + "/index.html\">" +
                     escaped(material.chapter.section) + "</a></h3>";
  if (!idea.empty()) html += "<p>" + markdown_to_html(idea).html.substr(3);
  if (!material.traces.empty() || !material.plots.empty()) {
    html += "<ul class=\"plays\">";
    for (const PlotPage& plot : material.plots)
      html += "<li><a href=\"" + name + "/" + plot.file + "\">" + escaped(plot.words) + "</a></li>";
    for (const Played& played : material.traces)
      html += "<li><a href=\"" + name + "/" + escaped(played.name) + ".html\">" +
              escaped(title_of(played)) + "</a></li>";
    html += "</ul>";
  }
  return html + "</div></li>\n";
}

class Book {
 public:
  Book(const BookSources& sources, const fs::path& out) : sources_(sources), out_(out) {}

  void add(const std::string& address, const Frame& frame) {
    write_file(out_ / address, framed(frame));
    ++pages_;
  }

  void add_chapter(const Material& material, Link back, Link next) {
    const std::string& name = material.chapter.name;
    const std::string readme = read_if_there(sources_.chapters / name / "README.md");
    const Markdown lesson = markdown_to_html(readme);
    Frame frame;
    frame.title = words_of(material.chapter);
    frame.kind = "chapter";
    frame.root = "../";
    frame.has_math = lesson.has_math;
    frame.content = chapter_content(material, lesson.html);
    frame.back = std::move(back);
    frame.next = std::move(next);
    add(name + "/index.html", frame);
    for (const Played& played : material.traces)
      add(name + "/" + played.name + ".html", player_page(played));
    for (const PlotPage& plot : material.plots) {
      add(name + "/" + plot.file, plot.frame);
      for (const auto& [file, text] : plot.files) write_file(out_ / name / file, text);
    }
    for (const fs::path& folder : {sources_.traces / name, sources_.images / name})
      for (const fs::path& file : files_in(folder))
        write_file(out_ / name / file.filename(), read_file(file));
    for (const fs::path& file : files_in(sources_.chapters / name))  // what a lesson may link to
      if (file.filename() != "README.md")
        write_file(out_ / name / file.filename(), read_file(file));
    contents_ += contents_entry(material, idea_of(readme));
  }

  void add_front() {
    Frame frame;
    frame.title = "The learning process, step by step";
    frame.kind = "front";
    frame.content = filled(part("front.html"), {{"chapters", contents_}});
    add("index.html", frame);
  }

  std::size_t pages() const { return pages_; }

 private:
  const BookSources& sources_;
  const fs::path out_;
  std::string contents_;
  std::size_t pages_ = 0;
};

// A folder is replaced only if it is one of pages, or empty.
void check_place(const fs::path& out) {
  if (!fs::exists(out) || fs::is_empty(out) || fs::exists(out / "assets" / "page.css")) return;
  throw Error("page: " + out.string() + " has other files in it; choose a new folder with --out");
}

Link link_to(const BookChapter& chapter) {
  return {"../" + chapter.name + "/index.html", words_of(chapter)};
}

}  // namespace

std::size_t make_book(const std::vector<BookChapter>& chapters, const BookSources& sources,
                      const fs::path& out) {
  check_place(out);
  // Made beside its place, so that a failure leaves the old pages whole.
  const fs::path fresh = out.string() + ".new";
  fs::remove_all(fresh);
  copy_packages(fresh / "assets");
  for (const auto& [name, text] : parts())
    if (name.ends_with(".js") || name.ends_with(".css")) write_file(fresh / "assets" / name, text);
  Book book(sources, fresh);
  for (std::size_t i = 0; i < chapters.size(); ++i)
    book.add_chapter(material_of(chapters[i], sources),
                     i > 0 ? link_to(chapters[i - 1]) : Link{"../index.html", "Contents"},
                     i + 1 < chapters.size() ? link_to(chapters[i + 1]) : Link{});
  book.add_front();
  book.add("operations.html", operations_page());
  for (const fs::path& file : files_in(sources.chapters / "data"))  // lessons lead to some
    write_file(fresh / "data" / file.filename(), read_file(file));
  fs::remove_all(out);
  fs::rename(fresh, out);
  return book.pages();
}

}  // namespace downhill::page
