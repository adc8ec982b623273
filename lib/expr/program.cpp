#include "expr/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "ops/error.hpp"
#include "ops/utf8.hpp"

namespace downhill::expr {
namespace {

bool ends_line(char c) { return c == '\n' || c == '\r'; }

// The line around an offset, and where the offset stands in it.
struct Place {
  std::size_t line;                // from 1
  std::vector<std::string> shown;  // the line's characters as they can be printed
  std::size_t before;              // how many of them stand before the offset
};

// One column for one character: a tab is a space, what cannot be printed a replacement sign.
std::string printable(std::string_view character) {
  if (character == "\t") return " ";
  const auto first = static_cast<unsigned char>(character[0]);
  const bool control = first < 0x20 || first == 0x7f;
  const bool broken = first >= 0x80 && character.size() == 1;
  return control || broken ? "\uFFFD" : std::string(character);
}

Place find(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  Place place{1, {}, 0};
  std::size_t start = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool inside_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!ends_line(text[i]) || inside_crlf) continue;
    ++place.line;
    start = i + 1;
  }
  for (std::size_t i = start; i < text.size() && !ends_line(text[i]);) {
    const std::size_t length = std::max<std::size_t>(character_length(text, i), 1);
    place.before += i < offset;
    place.shown.push_back(printable(text.substr(i, length)));
    i += length;
  }
  return place;
}

// The line, and the caret below it; of a long line only what is around the caret.
std::string picture(const Place& place) {
  constexpr std::size_t most = 72, lead = 40;
  const std::size_t size = place.shown.size();
  std::size_t begin = 0, end = size;
  if (size > most) {
    begin = place.before > lead ? std::min(place.before - lead, size - most) : 0;
    end = begin + most;
  }
  std::string line = begin > 0 ? "…" : "";
  for (std::size_t i = begin; i < end; ++i) line += place.shown[i];
  if (end < size) line += "…";
  while (!line.empty() && line.back() == ' ') line.pop_back();
  const std::size_t indent = place.before - begin + (begin > 0 ? 1 : 0);
  return fmt::format("\n    {}\n    {}^", line, std::string(indent, ' '));
}

}  // namespace

std::size_t Program::column_of(const Instruction& instruction) const {
  return find(text, instruction.offset).before + 1;
}

const char* lasting_source_name(const Program& program) {
  static std::mutex mutex;
  static std::set<std::string> names;
  const std::lock_guard lock(mutex);
  return names.insert(program.source_name).first->c_str();
}

void fail_at(const Program& program, std::size_t offset, std::string_view message) {
  const Place place = find(program.text, offset);
  std::string text = fmt::format("{}, line {}, column {}: {}", program.source_name, place.line,
                                 place.before + 1, message);
  if (!place.shown.empty()) text += picture(place);
  throw ParseError(text);
}

void fail_at(const Program& program, const Instruction& instruction, std::string_view message) {
  fail_at(program, instruction.offset, message);
}

}  // namespace downhill::expr
