// Characters of a trace's text, as its readers tell them apart.
#pragma once

#include <cstddef>
#include <string_view>

namespace downhill {

constexpr auto npos = std::string_view::npos;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }
inline bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// Where the line of this place ends.
inline std::size_t end_of_line(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_line_end(text[at])) ++at;
  return at;
}

// What words of the grammar are made of: inf, nan, array. (<cctype> would ask the locale.)
inline bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

// What names are made of; letters beyond ASCII are bytes above 127.
inline bool is_of_name(char c) { return is_of_word(c) || (c & 0x80); }

}  // namespace downhill
