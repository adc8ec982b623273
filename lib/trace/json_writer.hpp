// Writes a JSON document from its start to its end and hands it on in pieces, without ever holding
// it whole. What a library needs to build such a document first is what the largest traces lack.
#pragma once

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/symbol.hpp"

namespace downhill {

using HandOn = std::function<void(std::string_view piece)>;

class JsonWriter {
 public:
  JsonWriter(const HandOn& hand_on, int indent, std::size_t largest_array)
      : hand_on_(hand_on),
        indent_(indent),
        largest_array_(largest_array),
        line_start_('\n' + std::string(deepest * std::size_t(std::max(indent, 0)), ' ')) {}

  std::size_t largest_array() const { return largest_array_; }  // of a larger one: no data

  void finish() {
    put("\n");
    hand_on_piece();
  }

  // An object or a list; f writes what is in it.
  template <class F>
  void object(F f) {
    nest('{', '}', f);
  }
  template <class F>
  void list(F f) {
    nest('[', ']', f);
  }

  // The next member of an object, under a key of ours or a name of the trace; its value follows.
  JsonWriter& key(std::string_view word) {
    next();
    put('"');
    put(word);
    put(indent_ < 0 ? "\":" : "\": ");
    after_key_ = true;
    return *this;
  }
  JsonWriter& name(std::string_view text) {
    next();
    put_string(text);
    put(indent_ < 0 ? ":" : ": ");
    after_key_ = true;
    return *this;
  }

  void null() { word("null"); }
  void yes_or_no(bool value) { word(value ? "true" : "false"); }
  void whole(std::size_t value) {
    next();
    make_room(longest_number);
    end_ = fmt::format_to(end_, FMT_COMPILE("{}"), value);
  }
  void number(Real value) {
    if (!std::isfinite(value)) return string_value(ops::literal(value));
    next();
    make_room(longest_number);
    const char* begin = end_;
    end_ = fmt::format_to(end_, FMT_COMPILE("{}"), double(value));
    if (std::none_of(begin, static_cast<const char*>(end_),
                     [](char c) { return c == '.' || c == 'e'; }))
      put(".0");
  }
  void string_value(std::string_view value) {
    next();
    put_string(value);
  }

 private:
  template <class F>
  void nest(char open, char close, F f) {
    next();
    put(open);
    ++depth_;
    first_ = true;
    f();
    --depth_;
    if (!first_) new_line();
    first_ = false;
    put(close);
  }

  // Before every value and key: the comma behind the one before, and a line of its own.
  void next() {
    if (after_key_ || depth_ == 0) {
      after_key_ = false;
      return;
    }
    if (!first_) put(',');
    first_ = false;
    new_line();
  }
  void new_line() {
    if (indent_ < 0) return;
    put(std::string_view(line_start_).substr(0, 1 + std::size_t(indent_) * depth_));
  }
  void word(const char* value) {
    next();
    put(value);
  }

  // Most texts need no escapes.
  void put_string(std::string_view value) {
    for (const char c : value)
      if (c < ' ' || c > '~' || c == '"' || c == '\\') return put(escaped(value));
    put('"');
    put(value);
    put('"');
  }
  static std::string escaped(std::string_view value);  // with its quotes

  void put(char c) {
    make_room(1);
    *end_++ = c;
  }
  void put(std::string_view text) {
    make_room(text.size());
    end_ = std::copy(text.begin(), text.end(), end_);
  }

  // For so many characters more; hands on the piece where they do not fit behind it.
  void make_room(std::size_t size) {
    if (size <= std::size_t(piece_.data() + piece_.size() - end_)) return;
    hand_on_piece();
    if (size > piece_.size()) piece_.resize(size);
    end_ = piece_.data();
  }
  void hand_on_piece() {
    hand_on_({piece_.data(), std::size_t(end_ - piece_.data())});
    end_ = piece_.data();
  }

  static constexpr std::size_t longest_number = 32;
  static constexpr std::size_t deepest = 16;  // more than our documents are

  const HandOn& hand_on_;
  std::vector<char> piece_ = std::vector<char>(1 << 16);  // small enough to stay in a cache
  char* end_ = piece_.data();                             // of what it holds
  int indent_;
  std::size_t largest_array_;
  std::string line_start_;  // of a line deeper than there is
  std::size_t depth_ = 0;
  bool first_ = true, after_key_ = false;
};

}  // namespace downhill
