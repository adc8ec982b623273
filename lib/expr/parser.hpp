// The parser behind parse(): recursive descent, one method for each line of the grammar.
#pragma once

#include <initializer_list>
#include <optional>
#include <utility>

#include "expr/lex.hpp"
#include "ops/text_index.hpp"

namespace downhill::expr {

// How tightly an operator between two values holds them, as in Python.
enum Level { no_operator, comparison, mask, sum, product };

class Parser {
 public:
  Parser(std::string_view text, std::string_view source_name);
  Program run();

 private:
  void statement();
  void assignment();
  void expect_statement_end();
  void name_the_unnamed();
  Id expression(int loosest = comparison);
  Id unary();
  Id power();
  Id value();
  Id atom();
  Id name_or_call();
  Id arguments_and_call(const Token& function);
  Id parenthesised();
  Id list(const Token& open, std::optional<Id> first);
  Id index(Id of);
  Id item();
  Id slice_part();

  Token take();
  Token expect_closing(const Token& open, std::string_view close, std::string_view instead);
  void check_name(const Token& name) const;
  [[noreturn]] void fail(const Token& at, std::string_view message) const;
  [[noreturn]] void fail_for_missing_value() const;
  [[noreturn]] void fail_after_expression() const;

  Word word(std::string_view text);
  Id emit(What what, const Token& at, Word spelled = nothing, double number = 0);
  Id emit_with(What what, const Token& at, Word spelled, std::initializer_list<Id> values);
  // The arguments pushed since pending_ had that size become those of the new instruction.
  Id emit_with_pending(What what, const Token& at, Word spelled, std::size_t since);

  Program program_;
  Lexer lexer_{program_};
  Token before_, token_, ahead_;                 // the token at hand and its neighbours
  TextIndex words_;                              // of program_.words
  std::vector<Argument> pending_;                // arguments of calls that are still open
  std::optional<std::pair<Id, Token>> unnamed_;  // a statement that is only an expression
  int depth_ = 0;
};

}  // namespace downhill::expr
