// The expressions of the grammar, from the loosest operator to the tightest.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "expr/parse.hpp"
#include "expr/parser.hpp"

namespace downhill::expr {
namespace {

Level level_of(const Token& token) {
  if (token.kind != Token::sign) return no_operator;
  const std::string_view sign = token.spelled;
  const bool alone = sign.size() == 1;
  switch (sign[0]) {
    case '+':
    case '-':
      return alone ? sum : no_operator;
    case '*':
    case '/':
    case '@':
      return alone ? product : no_operator;
    case '&':
      return mask;
    case '<':
    case '>':
      return alone || sign[1] == '=' ? comparison : no_operator;
    default:
      return sign == "==" || sign == "!=" ? comparison : no_operator;
  }
}

}  // namespace

// Operators of one level are met in a loop, so that long sums need no deep stack.
Id Parser::expression(int loosest) {
  Id left = unary();
  while (true) {
    const int level = level_of(token_);
    if (level == no_operator || level < loosest) return left;
    const Token sign = take();
    const Id right = expression(level + 1);
    left = emit_with(What::call, sign, word(sign.spelled), {left, right});
    if (level == comparison && level_of(token_) == comparison)
      fail(token_, "two comparisons in a row: write (a < b) & (b < c)");
  }
}

Id Parser::unary() {
  if (depth_ > deepest_nesting) {
    fail(token_, fmt::format("nested more than {} levels deep: give a part a name of its own",
                             deepest_nesting));
  }
  ++depth_;
  Id result = 0;
  if (token_.is("-")) {
    const Token sign = take();
    const Id operand = unary();
    result = emit_with(What::call, sign, word(sign.spelled), {operand});
  } else if (token_.is("+")) {
    take();
    result = unary();
  } else {
    result = power();
  }
  --depth_;
  return result;
}

Id Parser::power() {
  const Id base = value();
  if (!token_.is("**")) return base;
  const Token sign = take();
  const Id exponent = unary();
  return emit_with(What::call, sign, word(sign.spelled), {base, exponent});
}

Id Parser::value() {
  Id result = atom();
  while (true) {
    if (token_.is("[")) {
      result = index(result);
    } else if (token_.is(".")) {
      take();
      if (token_.kind != Token::name || token_.spelled != "T")
        fail(token_, "only .T can follow a value; functions are written f(x)");
      const Token attribute = take();
      result = emit_with(What::attribute, attribute, word(attribute.spelled), {result});
    } else {
      return result;
    }
  }
}

Id Parser::atom() {
  if (token_.kind == Token::number) {
    const Token number = take();
    return emit(What::number, number, nothing, number.value);
  }
  if (token_.kind == Token::text) {
    const Token text = take();
    return emit(What::text, text, word(text.spelled));
  }
  if (token_.kind == Token::name) return name_or_call();
  if (token_.is("(")) return parenthesised();
  if (token_.is("[")) return list(take(), {});
  fail_for_missing_value();
}

Id Parser::name_or_call() {
  constexpr auto huge = std::numeric_limits<double>::infinity();
  constexpr auto undefined = std::numeric_limits<double>::quiet_NaN();
  const Token name = take();
  if (name.spelled == "inf") return emit(What::number, name, nothing, huge);
  if (name.spelled == "nan") return emit(What::number, name, nothing, undefined);
  if (name.spelled == "True") return emit(What::boolean, name, nothing, 1);
  if (name.spelled == "False") return emit(What::boolean, name, nothing, 0);
  if (name.spelled == "None") return emit(What::none, name);
  check_name(name);
  if (token_.is("(")) return arguments_and_call(name);
  return emit(What::name, name, word(name.spelled));
}

Id Parser::arguments_and_call(const Token& function) {
  const Token open = take();
  const std::size_t since = pending_.size();
  bool keywords = false;
  while (!token_.is(")")) {
    if (token_.kind == Token::name && ahead_.is("=")) {
      const Token name = take();
      take();
      const Word keyword = word(name.spelled);
      if (std::any_of(pending_.begin() + std::ptrdiff_t(since), pending_.end(),
                      [&](const Argument& argument) { return argument.keyword == keyword; })) {
        fail(name, fmt::format("{} is given twice", name.spelled));
      }
      const Id given = expression();
      pending_.push_back({given, keyword});
      keywords = true;
    } else {
      const Token first = token_;
      const Id given = expression();
      pending_.push_back({given});
      if (keywords) fail(first, "an argument without a name stands after one with a name");
    }
    if (!token_.is(",")) break;
    take();
  }
  expect_closing(open, ")", ", or )");
  return emit_with_pending(What::call, function, word(function.spelled), since);
}

Id Parser::parenthesised() {
  const Token open = take();
  const Id inside = expression();
  if (token_.is(",")) return list(open, inside);
  expect_closing(open, ")", ")");
  return inside;
}

// [a, b, …], or (a, b, …) whose first value has been read.
Id Parser::list(const Token& open, std::optional<Id> first) {
  const std::string_view close = open.is("[") ? "]" : ")";
  const std::size_t since = pending_.size();
  if (first) {
    pending_.push_back({*first});
    take();  // the comma
  }
  while (!token_.is(close)) {
    const Id element = expression();
    pending_.push_back({element});
    if (!token_.is(",")) break;
    take();
  }
  expect_closing(open, close, close == "]" ? ", or ]" : ", or )");
  return emit_with_pending(What::list, open, nothing, since);
}

Id Parser::index(Id of) {
  const Token open = take();
  const std::size_t since = pending_.size();
  pending_.push_back({of});
  do {
    const Id one = item();
    pending_.push_back({one});
    if (!token_.is(",")) break;
    take();
  } while (!token_.is("]"));
  expect_closing(open, "]", ", or ]");
  return emit_with_pending(What::index, open, nothing, since);
}

Id Parser::item() {
  const Token first = token_;
  const Id start = slice_part();
  if (!token_.is(":")) {
    if (first.is(",") || first.is("]")) fail_for_missing_value();
    return start;
  }
  take();
  const Id stop = slice_part();
  Id step = 0;
  if (token_.is(":")) {
    take();
    step = slice_part();
  } else {
    step = emit(What::none, token_);
  }
  return emit_with(What::slice, first, nothing, {start, stop, step});
}

Id Parser::slice_part() {
  const bool left_out = token_.is(":") || token_.is(",") || token_.is("]");
  return left_out ? emit(What::none, token_) : expression();
}

}  // namespace downhill::expr
