// Text to tokens, one at a time: the words, numbers and signs of a formula.
//
// Spaces, comments, the line breaks inside brackets and after a backslash, and the lines at the
// head of a trace that only Python needs (import, from, def with its indented body) are passed
// over. CR, LF and CR LF all end a line.
#pragma once

#include <string_view>

#include "expr/program.hpp"

namespace downhill::expr {

struct Token {
  enum Kind { number, name, text, sign, line_end, end } kind = end;
  std::string_view spelled;  // a part of Program::text; of a string the part inside the quotes
  std::uint32_t line = 1;
  std::uint32_t offset = 0;
  double value = 0;  // of a number

  bool is(std::string_view sign_text) const {
    return kind == sign && spelled[0] == sign_text[0] && spelled == sign_text;
  }
};

class Lexer {
 public:
  // The program's text must stay where it is while the lexer is used.
  explicit Lexer(const Program& program) : program_(program), text_(program.text) {}

  // The next token; Token::end again and again after the last. Throws ParseError.
  Token next();

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const;
  void pass_over_blanks();
  void pass_over_line_break();
  bool pass_over_python_line();
  void pass_over_rest_of_line(bool stop_at_semicolon);
  Token token(Token::Kind kind, std::size_t start) const;
  Token number();
  Token quoted();
  Token sign();
  [[noreturn]] void stray_character() const;

  const Program& program_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  int open_brackets_ = 0;
  bool statement_start_ = true;
};

// Whether Python keeps this word for itself, so that it cannot be a name.
bool is_python_keyword(std::string_view word);

}  // namespace downhill::expr
