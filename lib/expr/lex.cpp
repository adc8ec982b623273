#include "expr/lex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/number.hpp"
#include "ops/utf8.hpp"

namespace downhill::expr {
namespace {

// <cctype> would ask the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }
bool is_line_break(char c) { return c == '\n' || c == '\r'; }

// Longer signs stand before their beginnings. The last line is known only to say what to write.
constexpr std::array<std::string_view, 33> signs = {
    "**=", "**", "*=", "+=", "-=", "//=", "//", "/=", "@=", "<<", ">>",
    "<=",  ">=", "==", "!=", ":=", "->",  "+",  "-",  "*",  "/",  "@",
    "<",   ">",  "=",  "(",  ")",  "[",   "]",  ",",  ":",  ".",  "&"};

// Characters that look like a sign of the language, or mean one.
struct LookAlike {
  std::string_view character, meant;
};
constexpr LookAlike look_alikes[] = {
    {"^", "a power is written **"},
    {"−", "a minus is written -"},
    {"–", "a minus is written -"},
    {"×", "a product is written *"},
    {"·", "a product is written *"},
    {"÷", "a quotient is written /"},
    {"²", "a square is written ** 2"},
    {"³", "a third power is written ** 3"},
    {"√", "a root is written sqrt(x)"},
    {"≤", "it is written <="},
    {"≥", "it is written >="},
    {"≠", "it is written !="},
    {"“", "a string stands between \""},
    {"”", "a string stands between \""},
    {"’", "a string stands between '"},
    {"‘", "a string stands between '"},
    {"{", "parentheses are ( and )"},
    {"}", "parentheses are ( and )"},
    {"|", "it is not part of the language; masks are joined by &"},
    {"\xc2\xa0", "it looks like a space; type a plain one"},
};

// module.function( and so on.
bool calls_a_module(std::string_view text) {
  std::size_t i = 0;
  const auto pass_over = [&](auto part) {
    while (i < text.size() && part(text[i])) ++i;
  };
  pass_over(is_blank);
  pass_over(is_letter);
  if (i == text.size() || text[i] != '.') return false;
  ++i;
  pass_over(is_letter);
  return i < text.size() && text[i] == '(';
}

}  // namespace

bool is_python_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 35> keywords = {
      "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
      "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
      "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
      "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
  static_assert(std::is_sorted(keywords.begin(), keywords.end()));
  if (word.size() > 8 || is_digit(word.back())) return false;  // as most of many names
  return std::binary_search(keywords.begin(), keywords.end(), word);
}

char Lexer::peek(std::size_t ahead) const {
  return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
}

void Lexer::pass_over_line_break() {
  at_ += peek() == '\r' && peek(1) == '\n' ? 2 : 1;
  ++line_;
}

// To the line break that ends this line, over those inside brackets.
void Lexer::pass_over_rest_of_line(bool stop_at_semicolon) {
  int open = 0;
  bool comment = false;
  for (; !at_end(); ++at_) {
    const char c = peek();
    if (is_line_break(c)) {
      if (open == 0) return;
      pass_over_line_break();
      comment = false;
      --at_;
      continue;
    }
    if (c == '#') comment = true;
    if (comment) continue;
    if (c == ';' && stop_at_semicolon) return;
    if (c == '(' || c == '[') ++open;
    if ((c == ')' || c == ']') && open > 0) --open;
  }
}

// import …, from … and def … with its body: true if there was one here.
bool Lexer::pass_over_python_line() {
  std::size_t length = 0;
  while (is_letter(peek(length))) ++length;
  const std::string_view word = text_.substr(at_, length);
  const bool def = word == "def";
  if (!def && word != "import" && word != "from") return false;
  std::size_t next = length;
  while (is_blank(peek(next))) ++next;
  if (next == length || !(is_letter(peek(next)) || peek(next) == '.')) return false;

  const auto indent_at = [&](std::size_t place) {
    std::size_t start = place;
    while (start > 0 && !is_line_break(text_[start - 1])) --start;
    std::size_t stop = start;
    while (stop < text_.size() && is_blank(text_[stop])) ++stop;
    return stop - start;
  };
  if (!def) {
    pass_over_rest_of_line(true);
    // A trace's head may go on: import numpy; numpy.seterr(all="ignore")
    while (peek() == ';' && calls_a_module(text_.substr(at_ + 1))) {
      ++at_;
      pass_over_rest_of_line(true);
    }
    return true;
  }

  const std::size_t indent = indent_at(at_);
  pass_over_rest_of_line(false);
  while (!at_end()) {
    const Lexer before_break = *this;
    pass_over_line_break();
    const std::size_t first = at_ + indent_at(at_);
    const bool blank = first < text_.size() && is_line_break(text_[first]);
    if (at_end() || (indent_at(at_) <= indent && !blank)) {
      at_ = before_break.at_;
      line_ = before_break.line_;
      break;
    }
    pass_over_rest_of_line(false);
  }
  return true;
}

void Lexer::pass_over_blanks() {
  while (!at_end()) {
    const char c = peek();
    if (is_blank(c)) {
      ++at_;
    } else if (c == '#') {
      while (!at_end() && !is_line_break(peek())) ++at_;
    } else if (is_line_break(c) && open_brackets_ > 0) {
      pass_over_line_break();
    } else if (c == '\\' && is_line_break(peek(1))) {
      ++at_;
      pass_over_line_break();
    } else if (!(statement_start_ && pass_over_python_line())) {
      return;
    }
  }
}

Token Lexer::token(Token::Kind kind, std::size_t start) const {
  return {kind, text_.substr(start, at_ - start), line_, std::uint32_t(start), 0};
}

Token Lexer::next() {
  pass_over_blanks();
  if (at_end()) return token(Token::end, at_);
  const char c = peek();
  const std::size_t start = at_;
  if (is_line_break(c) || c == ';') {
    Token found = token(Token::line_end, start);
    if (c == ';') {
      if (open_brackets_ > 0) stray_character();
      found.spelled = text_.substr(at_++, 1);
    } else {
      pass_over_line_break();
    }
    statement_start_ = true;
    return found;
  }
  statement_start_ = false;
  if (is_letter(c)) {
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    return token(Token::name, start);
  }
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (c == '"' || c == '\'') return quoted();
  return sign();
}

Token Lexer::number() {
  const std::size_t start = at_;
  at_ += number_length(text_.substr(start));
  Token found = token(Token::number, start);
  if (is_letter(peek()) || is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) {
    std::size_t stop = at_;
    while (is_letter(peek()) || is_digit(peek()) || peek() == '.') ++at_;
    const std::string_view rest = text_.substr(stop, at_ - stop);
    const std::string_view all = text_.substr(start, at_ - start);
    const bool unfinished = rest == "e" || rest == "E" || rest[0] == '_' || rest[0] == '.';
    fail_at(program_, start,
            unfinished ? fmt::format("{} is not a number", all)
                       : fmt::format("{} is not a number or a name: a product is written {} * {}",
                                     all, found.spelled, rest));
  }
  found.value = number_value(found.spelled);
  return found;
}

Token Lexer::quoted() {
  const std::size_t start = at_++;
  while (!at_end() && peek() != text_[start] && !is_line_break(peek())) {
    if (peek() == '\\') fail_at(program_, at_, "a string cannot hold a backslash");
    ++at_;
  }
  if (at_end() || is_line_break(peek())) {
    fail_at(program_, start,
            fmt::format("this string is never closed: expected {0} after {0}{1}", text_[start],
                        text_.substr(start + 1, at_ - start - 1)));
  }
  ++at_;
  Token found = token(Token::text, start);
  found.spelled = found.spelled.substr(1, found.spelled.size() - 2);
  return found;
}

Token Lexer::sign() {
  const std::size_t start = at_;
  const std::string_view rest = text_.substr(start);
  for (const std::string_view sign : signs) {
    if (rest[0] != sign[0] || !rest.starts_with(sign)) continue;
    at_ += sign.size();
    if (sign == "(" || sign == "[") ++open_brackets_;
    if ((sign == ")" || sign == "]") && open_brackets_ > 0) --open_brackets_;
    return token(Token::sign, start);
  }
  stray_character();
}

void Lexer::stray_character() const {
  const std::string_view character =
      text_.substr(at_, std::max<std::size_t>(character_length(text_, at_), 1));
  for (const auto& [look, meant] : look_alikes) {
    if (character == look)
      fail_at(program_, at_, fmt::format("unexpected character {}: {}", character, meant));
  }
  const auto byte = static_cast<unsigned char>(character[0]);
  if (character.size() > 1) {
    fail_at(
        program_, at_,
        fmt::format("unexpected character {}: names are made of a-z, A-Z, 0-9 and _", character));
  }
  if (byte <= 0x20 || byte >= 0x7f)
    fail_at(program_, at_, fmt::format("unexpected byte {:#04x}: this is not a text", byte));
  if (byte == ';') fail_at(program_, at_, "unexpected ; inside brackets");
  fail_at(program_, at_, fmt::format("unexpected character {}", character));
}

}  // namespace downhill::expr
