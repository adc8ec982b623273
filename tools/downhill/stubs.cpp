#include "stubs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "ops/error.hpp"

namespace downhill::tool {
namespace {

constexpr std::string_view solution_mark = "// [solution]", stub_mark = "// [stub] ",
                           end_mark = "// [end]";

std::string head_of_stub(const ChapterFolder& chapter) {
  const std::string number = chapter.name.substr(0, 2);
  return fmt::format(
      "// {0} {1}\n"
      "//\n"
      "// Your part. Replace each line not_started(…) by code of your own: it names what there is "
      "to\n"
      "// work with. Then save, and ask how it went:\n"
      "//     build/downhill check {0}          build/downhill hint {0}\n",
      number, chapter.section);
}

// The text behind the comment lines at its start.
std::string_view without_head(std::string_view text) {
  while (text.starts_with("//")) text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
  return text;
}

}  // namespace

std::string stub_of(const std::string& solution, const ChapterFolder& chapter) {
  const std::string_view body = without_head(solution);
  std::string stub = head_of_stub(chapter);
  enum { outside, solving, instead } where = outside;
  std::size_t number =
      std::size_t(std::count(solution.begin(), solution.end() - long(body.size()), '\n'));
  const auto complain = [&](const char* what) {
    throw ParseError(fmt::format("{}/solution.cpp:{}: {}", chapter.name, number, what));
  };
  std::istringstream lines{std::string(body)};
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view text = std::string_view(line).substr(indent);
    if (text == solution_mark) {
      if (where != outside) complain("[solution] stands inside another one; is an [end] missing?");
      where = solving;
    } else if (text.starts_with(stub_mark)) {
      if (where == outside) complain("[stub] stands behind no [solution]");
      where = instead;
      const std::string_view code = text.substr(stub_mark.size());
      stub += line.substr(0, indent) + std::string(code);
      stub += code.starts_with("not_started(") ? "  // your code\n" : "\n";
    } else if (text == end_mark) {
      if (where != instead) complain("[end] stands behind no [stub]");
      where = outside;
    } else if (where == outside) {
      stub += line + "\n";
    } else if (where == instead) {
      complain("a line between [stub] and [end] belongs to neither");
    }
  }
  if (where != outside) complain("the last [solution] has no [end]");
  return stub;
}

std::string without_marks(const std::string& solution) {
  std::string code;
  std::istringstream lines{std::string(without_head(solution))};
  for (std::string line; std::getline(lines, line);) {
    const std::string_view text =
        std::string_view(line).substr(std::min(line.find_first_not_of(' '), line.size()));
    if (text != solution_mark && text != end_mark && !text.starts_with(stub_mark))
      code += line + "\n";
  }
  return code;
}

}  // namespace downhill::tool
