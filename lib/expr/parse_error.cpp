// What the parser says when the text does not follow the grammar.
#include <fmt/format.h>

#include "expr/parser.hpp"

namespace downhill::expr {

void Parser::check_name(const Token& name) const {
  if (name.spelled == "inf" || name.spelled == "nan")
    fail(name, fmt::format("{} is a number, not a name", name.spelled));
  if (is_python_keyword(name.spelled))
    fail(name, fmt::format("{} is a word of Python and cannot be a name", name.spelled));
}

void Parser::fail(const Token& at, std::string_view message) const {
  fail_at(program_, at.offset, message);
}

void Parser::fail_for_missing_value() const {
  const bool nothing_before = before_.spelled.empty() || before_.kind == Token::line_end;
  const bool statement_ends = token_.kind == Token::end || token_.kind == Token::line_end;
  if (nothing_before)
    fail(token_, fmt::format("expected name = expression, found {}", token_.spelled));
  // At the end of a line the caret stands right behind the sign that wants a value.
  const std::size_t place =
      statement_ends ? before_.offset + before_.spelled.size() : token_.offset;
  fail_at(program_, place, fmt::format("expected a value after {}", before_.spelled));
}

void Parser::fail_after_expression() const {
  const std::string_view found = token_.spelled;
  if (token_.is(")") || token_.is("]"))
    fail(token_, fmt::format("this {} has no partner before it", found));
  if (token_.is("=")) fail(token_, "only one = in a statement; == compares");
  if (token_.is("(")) fail(token_, "only a name can be called: a product is written *");
  if (token_.is(",")) fail(token_, "one statement names one value: end it with ; or a new line");
  if (token_.is(":")) fail(token_, "a slice stands inside [ ]");
  if (token_.is("//")) fail(token_, "// is not part of the language: a quotient is written /");
  if (token_.kind == Token::sign && found.size() > 1 && found.back() == '=') {
    fail(token_, fmt::format("{} is not part of the language: write name = name {} ...", found,
                             found.substr(0, found.size() - 1)));
  }
  fail(token_,
       fmt::format("expected an operator or the end of the statement after {}", before_.spelled));
}

}  // namespace downhill::expr
