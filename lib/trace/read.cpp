#include "trace/read.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/utf8.hpp"
#include "trace/character.hpp"
#include "trace/read_statement.hpp"

namespace downhill {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// The part of a line around a place, as a terminal can show it, and the caret's column in it.
struct Excerpt {
  std::string shown;
  std::size_t caret = 0;
};
Excerpt excerpt(std::string_view line, std::size_t place) {
  constexpr std::size_t before = 48, after = 24;
  std::size_t begin = place > before ? place - before : 0;
  while (begin < place && !begins_character(line[begin])) ++begin;  // not inside a character
  Excerpt result;
  if (begin > 0) result.shown = "... ", result.caret = 4;
  for (std::size_t i = begin; i < line.size() && i < place + after;) {
    const std::size_t length = character_length(line, i);
    const bool plain = length > 0 && static_cast<unsigned char>(line[i]) >= 0x20;
    result.shown += plain ? line.substr(i, length) : line[i] == '\t' ? " " : "?";
    if (i < place) ++result.caret;
    i += std::max<std::size_t>(length, 1);
  }
  if (place + after < line.size()) result.shown += " ...";
  return result;
}

// Reads statement by statement from one cursor over the whole text, so that an array may go on
// over several lines; offsets of mistakes are offsets in the text.
class Reader {
 public:
  Reader(std::string_view text, std::string_view source) : cursor_{text} {
    result_.source = source;
  }

  TraceText run() {
    require_text();
    cursor_.take(byte_order_mark);
    try {
      read_head();
      while (!cursor_.at_end()) read_line();
    } catch (const Mistake& mistake) {
      if (result_.statements.empty() && !any_assignment()) fail_without_assignment();
      fail(mistake);
    }
    if (result_.statements.empty()) fail_without_assignment();
    return std::move(result_);
  }

 private:
  void require_text() const {
    const std::string_view text = cursor_.text;
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
      throw ParseError(fmt::format("{} is UTF-16 text; save it as UTF-8", result_.source));
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && !is_blank(c) && !is_line_end(c)) || byte == 0x7f)
        throw ParseError(
            fmt::format("{} is not a text file: it holds a control character (byte 0x{:02x})",
                        result_.source, unsigned(byte)));
    }
  }

  bool any_assignment() const {
    const std::string_view text = cursor_.text;
    for (std::size_t at = text.find('='); at != npos; at = text.find('=', at + 1)) {
      std::size_t end = at;
      if (end > 0 && std::string_view("+-*/:").find(text[end - 1]) != npos) --end;
      while (end > 0 && is_blank(text[end - 1])) --end;
      if (end > 0 && is_of_name(text[end - 1])) return true;
    }
    return false;
  }

  [[noreturn]] void fail_without_assignment() const {
    throw ParseError(
        fmt::format("{} holds no line of the form name = number, such as da = 4", result_.source));
  }

  [[noreturn]] void fail(const Mistake& mistake) const {
    const std::string_view text = cursor_.text;
    const std::size_t place = std::min(mistake.offset, text.size());
    std::size_t begin = place;
    while (begin > 0 && !is_line_end(text[begin - 1])) --begin;
    const std::size_t number = 1 + line_ends(0, begin);
    if (begin == 0 && text.starts_with(byte_order_mark)) begin = byte_order_mark.size();
    const std::string_view line = text.substr(begin, end_of_line(text, place) - begin);
    const std::size_t in_line = place - begin;
    const std::size_t column = 1 + columns(line.substr(0, in_line));
    const Excerpt shown = excerpt(line, in_line);
    throw ParseError(fmt::format("{}, line {}, column {}: {}\n    {}\n    {}^", result_.source,
                                 number, column, mistake.message, shown.shown,
                                 std::string(shown.caret, ' ')));
  }

  std::string_view line_here() const {
    return cursor_.text.substr(cursor_.at, end_of_line(cursor_.text, cursor_.at) - cursor_.at);
  }

  void next_line() {
    cursor_.at += line_here().size();
    if (!cursor_.take("\r\n") && !cursor_.at_end()) ++cursor_.at;
    ++line_;
  }

  // The comment lines in front of the first blank line, if the text says that it is a trace.
  void read_head() {
    constexpr std::string_view version = "# downhill trace ";
    if (!cursor_.rest().starts_with(version)) return;
    const std::string_view number = trimmed(line_here().substr(version.size()));
    if (number != "1")
      throw Mistake{cursor_.at + version.size(),
                    "this downhill reads version 1 of traces; a newer one may read this"};
    for (next_line(); cursor_.peek() == '#' && !line_here().starts_with("# --"); next_line()) {
      std::string_view words = trimmed(line_here().substr(1));
      if (words.starts_with("chapter ") && result_.chapter.empty()) {
        result_.chapter = words.substr(8);
      } else if (words.starts_with("elided:")) {
        result_.elided = true;
      } else {
        result_.titles.emplace_back(words);
      }
    }
  }

  void read_line() {
    while (is_blank(cursor_.peek())) ++cursor_.at;
    const std::string_view line = trimmed(line_here());
    if (line.starts_with("# -- ")) {
      result_.sections.emplace_back(trimmed(line.substr(5)));
    } else if (is_python(line)) {
      skip_python(line.starts_with("def "));
      return;
    } else if (!line.empty() && line[0] != '#' && !line.starts_with("//")) {
      read_statement();
      return;
    }
    next_line();
  }

  // import, from, def, and functions that are given a name: erfc = vectorize(…).
  static bool is_python(std::string_view line) {
    for (const std::string_view word : {"import ", "from ", "def "})
      if (line.starts_with(word)) return line.size() > word.size() && is_of_name(line[word.size()]);
    const std::string_view right_side = trimmed(line.substr(std::min(line.find('='), line.size())));
    return right_side.starts_with("= vectorize(") || right_side.starts_with("= lambda ");
  }

  // An import, or a def with its indented body.
  void skip_python(bool with_body) {
    next_line();
    while (with_body && !cursor_.at_end() &&
           (is_blank(cursor_.peek()) || trimmed(line_here()).empty()))
      next_line();
  }

  void read_statement() {
    const std::size_t start = cursor_.at;
    Statement statement = statements_.read(cursor_, result_.statements);
    statement.line = line_;
    statement.section = result_.sections.size() - 1;
    result_.statements.push_back(std::move(statement));
    line_ += line_ends(start, cursor_.at);
    if (is_line_end(cursor_.peek())) next_line();
  }

  // How many lines end between two offsets; CR LF is one end.
  std::size_t line_ends(std::size_t begin, std::size_t end) const {
    const std::string_view text = cursor_.text;
    std::size_t count = 0;
    for (std::size_t i = begin; i < end; ++i)
      if (text[i] == '\n' || (text[i] == '\r' && !text.substr(i + 1).starts_with('\n'))) ++count;
    return count;
  }

  Cursor cursor_;
  TraceText result_;
  std::size_t line_ = 1;
  StatementReader statements_;
};

}  // namespace

TraceText read_trace(std::string_view text, std::string_view source) {
  return Reader(text, source).run();
}

}  // namespace downhill
