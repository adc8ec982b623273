#include "trace/read_statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ops/joined.hpp"
#include "ops/utf8.hpp"
#include "trace/character.hpp"
#include "trace/read_arithmetic.hpp"

namespace downhill {
namespace {

bool starts_comment(const Cursor& cursor) {
  return cursor.peek() == '#' || (cursor.peek() == '/' && cursor.rest().starts_with("//"));
}

void skip_spaces(Cursor& cursor) {
  while (is_blank(cursor.peek())) ++cursor.at;
}

// What a message quotes of a learner's own text.
std::string quotation(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, 40)) line += is_line_end(c) || c == '\t' ? ' ' : c;
  while (!line.empty() && (line.back() & 0x80)) line.pop_back();  // no half characters
  return text.size() > 40 ? line + "..." : std::string(text);
}

std::string take_name(Cursor& cursor) {
  const std::size_t start = cursor.at;
  while (!cursor.at_end() && is_of_name(cursor.peek())) {
    const std::size_t length = character_length(cursor.text, cursor.at);
    if (length == 0) throw Mistake{cursor.at, "this character is not UTF-8"};
    cursor.at += length;
  }
  if (cursor.at == start || is_digit(cursor.text[start]))
    throw Mistake{start, "expected a line of the form name = number, such as da = 4"};
  if (cursor.peek() == '.' || cursor.peek() == '[')
    throw Mistake{cursor.at, "a name is made of letters, digits and _; call the gradient of x dx"};
  return std::string(cursor.text.substr(start, cursor.at - start));
}

// Whether the operator is +=.
bool take_operator(Cursor& cursor, const std::string& name) {
  skip_spaces(cursor);
  const std::size_t at = cursor.at;
  if (cursor.take("+=")) return true;
  if (cursor.rest().starts_with("==")) throw Mistake{at, "write one = to give a name its number"};
  for (const std::string_view sign : {"-=", "*=", "/="})
    if (cursor.rest().starts_with(sign))
      throw Mistake{at, "write = and the number that the name then holds"};
  if (cursor.take(":")) {
    cursor.take("=");
  } else if (!cursor.take("=")) {
    throw Mistake{at, fmt::format("expected = behind {0}, as in {0} = 4", quotation(name))};
  }
  return false;
}

// Whether the line at this place begins like a statement: then a bracket was forgotten before.
bool begins_statement(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  while (at < text.size() && is_of_name(text[at])) ++at;
  if (at == start || is_digit(text[start])) return false;
  while (at < text.size() && is_blank(text[at])) ++at;
  return text.substr(at).starts_with("=") || text.substr(at).starts_with("+=");
}

// The right side: up to the comment, the ; or the end of the line, but over the line ends that
// stand inside brackets.
std::string_view take_right_side(Cursor& cursor) {
  const std::size_t start = cursor.at;
  std::size_t depth = 0, open = 0;
  for (; !cursor.at_end(); ++cursor.at) {
    const char c = cursor.peek();
    if (c == '[' || c == '(' || c == '{') {
      if (depth++ == 0) open = cursor.at;
    } else if ((c == ']' || c == ')' || c == '}') && depth > 0) {
      --depth;
    } else if (depth == 0 && (is_line_end(c) || c == ';' || starts_comment(cursor))) {
      break;
    } else if (c == '#') {
      cursor.at = end_of_line(cursor.text, cursor.at) - 1;
    } else if (is_line_end(c) && begins_statement(cursor.text, cursor.at + 1)) {
      break;
    }
  }
  if (depth > 0)
    throw Mistake{open, fmt::format("expected {} to close this {}",
                                    cursor.text[open] == '['   ? ']'
                                    : cursor.text[open] == '(' ? ')'
                                                               : '}',
                                    cursor.text[open])};
  return cursor.text.substr(start, cursor.at - start);
}

// The text of the comment behind the statement, empty if there is none.
std::string_view take_comment(Cursor& cursor) {
  while (is_blank(cursor.peek()) || cursor.peek() == ';') ++cursor.at;
  if (!starts_comment(cursor)) return {};
  cursor.at += cursor.peek() == '#' ? 1 : 2;
  const std::size_t start = cursor.at;
  cursor.at = end_of_line(cursor.text, start);
  return cursor.text.substr(start, cursor.at - start);
}

// Runs a reader of part of the text; its mistake is kept for when nothing else gives a number.
template <class Read>
std::optional<PrintedValue> attempt(const Cursor& cursor, std::string_view part,
                                    std::optional<Mistake>& mistake, Read read) {
  try {
    return read(part);
  } catch (Mistake& found) {
    found.offset += std::size_t(part.data() - cursor.text.data());
    if (!mistake) mistake = std::move(found);
    return {};
  }
}

// A number, an array, or arithmetic of numbers.
std::optional<PrintedValue> value_of_words(std::string_view right_side) {
  if (auto value = read_printed(right_side)) return value;
  const auto no_names = [](std::string_view) { return std::optional<double>(); };
  const auto result = evaluate_arithmetic(right_side, no_names);
  if (!result) return {};
  return PrintedValue{Value(Real(result->value)), {{computed_digits, -400}}, {}};
}

[[noreturn]] void fail_without_number(const Statement& statement, std::string_view right_side,
                                      std::size_t offset) {
  const std::string_view text = trimmed(right_side);
  if (text.empty())
    throw Mistake{offset, fmt::format("expected a number, as in {} = 4; words go behind #",
                                      quotation(statement.name))};
  offset += std::size_t(text.data() - right_side.data());
  for (const std::string_view word : {"None", "null", "undefined", "True", "False"})
    if (text == word) throw Mistake{offset, "expected a number; leave out what was not computed"};
  Cursor behind{text};
  if (take_number(behind)) {
    skip_spaces(behind);
    if (std::string_view("+-*/@").find(behind.peek()) == npos)
      throw Mistake{offset + behind.at,
                    "expected nothing more behind the number; put words behind #"};
  }
  throw Mistake{offset, "expected a number; behind a formula it is written as a comment: # 4"};
}

std::string shape_words(const Value& value) {
  return value.is_number() ? "one number" : fmt::format("shape [{}]", joined(value.shape, ", "));
}

std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : trimmed(text)) {
    if (!is_line_end(c) && !is_blank(c)) {
      line += c;
    } else if (line.back() != ' ') {
      line += ' ';
    }
  }
  return line;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto is_outside = [](char c) { return is_blank(c) || is_line_end(c); };
  while (!text.empty() && is_outside(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_outside(text.back())) text.remove_suffix(1);
  return text;
}

Statement StatementReader::read(Cursor& cursor, const std::vector<Statement>& before) {
  Statement statement;
  const std::size_t start = cursor.at;
  statement.name = take_name(cursor);
  statement.adds = take_operator(cursor, statement.name);
  const std::string_view right_side = take_right_side(cursor);
  const std::size_t offset = std::size_t(right_side.data() - cursor.text.data());
  const std::string_view comment = take_comment(cursor);

  std::optional<Mistake> mistake;
  std::string_view words = comment;
  auto in_comment =
      attempt(cursor, comment, mistake, [&](auto part) { return read_comment(part, words); });
  auto value = attempt(cursor, right_side, mistake, value_of_words);
  if (statement.adds && !in_comment && value)
    value = total(statement, std::move(*value), start, before);
  else if (in_comment && (statement.adds || !value))
    value = std::move(in_comment);
  if (!value && mistake) throw *mistake;
  if (!value) fail_without_number(statement, right_side, offset);

  statement.held = std::move(*value);
  statement.expression = on_one_line(right_side);
  statement.words = trimmed(words);
  const std::uint32_t name = name_places_.add(statement.name, names_);
  newest_.resize(names_.size());
  newest_[name] = before.size();
  return statement;
}

// What a name holds after part was added to what it held.
PrintedValue StatementReader::total(const Statement& statement, PrintedValue part,
                                    std::size_t offset,
                                    const std::vector<Statement>& before) const {
  const std::uint32_t name = name_places_.find(statement.name, names_);
  if (name == TextIndex::nowhere)
    throw Mistake{offset, fmt::format("{0} holds nothing yet to add to; begin with {0} = ...",
                                      quotation(statement.name))};
  const PrintedValue& held = before[newest_[name]].held;
  if (held.value.shape != part.value.shape || held.value.data.size() != part.value.data.size())
    throw Mistake{offset,
                  fmt::format("{} holds {}, to which {} cannot be added", quotation(statement.name),
                              shape_words(held.value), shape_words(part.value))};
  for (std::size_t i = 0; i < part.value.data.size(); ++i) {
    part.value.data[i] += held.value.data[i];
    Precision& precision = part.precision[i];
    precision.place = std::max(precision.place, held.precision[i].place);
    const double size = std::abs(double(part.value.data[i]));
    const double digits =
        size > 0 && std::isfinite(size) ? std::floor(std::log10(size)) - precision.place + 1 : 0;
    precision.digits = std::int16_t(std::clamp(digits, 0.0, double(computed_digits)));
  }
  return part;
}

}  // namespace downhill
