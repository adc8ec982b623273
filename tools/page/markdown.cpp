#include "page/markdown.hpp"

#include <filesystem>
#include <vector>

#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/pattern.hpp"
#include "page/html.hpp"

namespace downhill::page {
namespace {

// A place for formula number i that Markdown leaves alone: letters and digits only.
std::string placeholder(std::size_t i) { return "downhillmath" + std::to_string(i) + "end"; }

// Takes formulas out of the text, leaving placeholders. Code is left as it is: spans between
// backquotes, and lines indented by four spaces or between fences.
std::string without_math(const std::string& text, std::vector<std::string>& formulas) {
  std::string rest;
  bool fenced = false;
  for (std::size_t i = 0; i < text.size();) {
    const bool line_begins = i == 0 || text[i - 1] == '\n';
    if (line_begins && text.compare(i, 3, "```") == 0) fenced = !fenced;
    if (line_begins && (fenced || text.compare(i, 4, "    ") == 0)) {
      const std::size_t end = std::min(text.find('\n', i), text.size() - 1) + 1;
      rest += text.substr(i, end - i);
      i = end;
    } else if (text[i] == '`') {
      const std::size_t end = std::min(text.find('`', i + 1), text.size() - 1) + 1;
      rest += text.substr(i, end - i);
      i = end;
    } else if (text[i] == '\\' && text.compare(i, 2, "\\$") == 0) {
      rest += "$";
      i += 2;
    } else if (text[i] == '$') {
      const std::string mark = text.compare(i, 2, "$$") == 0 ? "$$" : "$";
      const std::size_t begin = i + mark.size(), end = text.find(mark, begin);
      const bool is_formula = end != text.npos && end > begin && text[begin] != ' ' &&
                              text.substr(begin, end - begin).find("\n\n") == text.npos;
      if (!is_formula) {
        rest += text[i++];
        continue;
      }
      rest += placeholder(formulas.size());
      // A long one scrolls on a phone, and can be reached by the keyboard there.
      const std::string kind =
          mark == "$$" ? "class=\"math display\" tabindex=\"0\"" : "class=\"math\"";
      formulas.push_back("<span " + kind + ">" + escaped(text.substr(begin, end - begin)) +
                         "</span>");
      i = end + mark.size();
    } else {
      rest += text[i++];
    }
  }
  return rest;
}

std::string cmark(const std::string& markdown) {
  const TemporaryFile file(std::filesystem::temp_directory_path() / "downhill-page.md");
  write_file(file.name(), markdown);
  try {
    const Finished finished = run_program(
        {"cmark-gfm", "-e", "table", "--unsafe", file.name().string()}, std::chrono::seconds(30));
    if (finished.status == 0) return finished.output;
    throw Error("page: cmark-gfm failed: " + finished.errors);
  } catch (const ProcessError&) {
    throw Error("page: cmark-gfm is not here; tools/setup installs it");
  }
}

}  // namespace

Markdown markdown_to_html(const std::string& markdown) {
  std::vector<std::string> formulas;
  Markdown result;
  result.html = cmark(without_math(markdown, formulas));
  result.has_math = !formulas.empty();
  for (std::size_t i = formulas.size(); i-- > 0;)
    if (const std::size_t at = result.html.find(placeholder(i)); at != std::string::npos)
      result.html.replace(at, placeholder(i).size(), formulas[i]);
  // Chapters lead to chapters; code that scrolls can be reached by the keyboard.
  static const Pattern to_chapter(R"(href="\.\./(\d\d-[^/"]+)/README\.md")"), code("<pre>");
  result.html = to_chapter.replace(result.html, R"(href="../$1/index.html")");
  result.html = code.replace(result.html, R"(<pre tabindex="0">)");
  return result;
}

}  // namespace downhill::page
