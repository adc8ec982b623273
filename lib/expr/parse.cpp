#include "expr/parse.hpp"

#include <fmt/format.h>

#include <limits>

#include "expr/parser.hpp"

namespace downhill::expr {

Program parse(std::string_view text, std::string_view source_name) {
  return Parser(text, source_name).run();
}

namespace {

Program with_text(std::string_view text, std::string_view source_name) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // a byte order mark
  Program program;
  program.text = text;
  program.source_name = source_name;
  return program;
}

}  // namespace

Parser::Parser(std::string_view text, std::string_view source_name)
    : program_(with_text(text, source_name)) {
  if (program_.text.size() > std::numeric_limits<std::uint32_t>::max() / 4) {
    program_.text.clear();
    fail_at(program_, 0, "the text is longer than a gigabyte");
  }
  words_.reserve(program_.text.size() / 16);
  program_.instructions.reserve(program_.text.size() / 16);
  token_ = lexer_.next();
  ahead_ = lexer_.next();
}

Program Parser::run() {
  while (token_.kind != Token::end) {
    if (token_.kind == Token::line_end) {
      take();
    } else {
      statement();
    }
  }
  if (unnamed_) name_the_unnamed();
  if (program_.output == nothing)
    fail_at(program_, 0, "there is nothing to compute: expected name = expression");
  return std::move(program_);
}

// ---- statements

void Parser::statement() {
  if (unnamed_) {
    fail(unnamed_->second,
         "this value has no name: write name = ... before it (only the last statement can do "
         "without)");
  }
  const Token first = token_;
  if (first.kind == Token::name && (ahead_.is("=") || ahead_.is("+="))) {
    assignment();
  } else if (first.is("=") || first.is("+=")) {
    fail(first, fmt::format("expected a name before {}", first.spelled));
  } else {
    unnamed_ = {expression(), first};
    if (token_.is("=") || token_.is("+=")) {
      fail(first, fmt::format("only a name can stand before {}", token_.spelled));
    }
  }
  expect_statement_end();
}

void Parser::assignment() {
  const Token name = take();
  check_name(name);
  const Token sign = take();
  const Id old = sign.is("+=") ? emit(What::name, name, word(name.spelled)) : nothing;
  Id result = expression();
  if (old != nothing) {
    result = emit_with(What::call, sign, word("+"), {old, result});
  }
  program_.output = emit_with(What::assign, name, word(name.spelled), {result});
}

void Parser::name_the_unnamed() {
  const auto& [id, first] = *unnamed_;
  const What what = program_.instructions[id].what;
  const std::string& spelled =
      what == What::call || what == What::name ? program_.word_of(program_.instructions[id]) : "";
  if (spelled == "==") {
    fail_at(program_, program_.instructions[id], "== compares; to give a name its value, write =");
  }
  program_.output = id;
  if (what == What::name) return;
  std::string name = "y";
  for (int i = 0; words_.find(name, program_.words) != TextIndex::nowhere; ++i)
    name = i == 0 ? "out" : fmt::format("out_{}", i);
  program_.words.push_back(name);
  program_.output = emit_with(What::assign, first, Word(program_.words.size() - 1), {id});
}

void Parser::expect_statement_end() {
  if (token_.kind == Token::end) return;
  if (token_.kind != Token::line_end) fail_after_expression();
  take();
}

// ---- tokens

Token Parser::take() {
  before_ = token_;
  token_ = ahead_;
  if (ahead_.kind != Token::end) ahead_ = lexer_.next();
  return before_;
}

Token Parser::expect_closing(const Token& open, std::string_view close, std::string_view instead) {
  if (token_.is(close)) return take();
  // Where the next line begins another statement, the place to look at is the bracket.
  const bool next_line = token_.line != before_.line;
  if (token_.kind == Token::end || (next_line && ahead_.is("=")))
    fail(open, fmt::format("this {} is never closed", open.spelled));
  if (token_.is("=")) fail(token_, "= cannot stand inside an expression; == compares");
  fail(token_, fmt::format("expected {} after {}", instead, before_.spelled));
}

// ---- instructions

Word Parser::word(std::string_view text) { return words_.add(text, program_.words); }

Id Parser::emit(What what, const Token& at, Word spelled, double number) {
  Instruction instruction{.what = what, .word = spelled, .number = number};
  instruction.line = at.line;
  instruction.offset = at.offset;
  program_.instructions.push_back(instruction);
  return Id(program_.instructions.size() - 1);
}

Id Parser::emit_with_pending(What what, const Token& at, Word spelled, std::size_t since) {
  const Id id = emit(what, at, spelled);
  Instruction& instruction = program_.instructions[id];
  instruction.first_argument = std::uint32_t(program_.arguments.size());
  instruction.argument_count = std::uint32_t(pending_.size() - since);
  program_.arguments.insert(program_.arguments.end(), pending_.begin() + std::ptrdiff_t(since),
                            pending_.end());
  pending_.resize(since);
  return id;
}

Id Parser::emit_with(What what, const Token& at, Word spelled, std::initializer_list<Id> values) {
  const std::size_t since = pending_.size();
  for (const Id value : values) pending_.push_back({value});
  return emit_with_pending(what, at, spelled, since);
}

}  // namespace downhill::expr
