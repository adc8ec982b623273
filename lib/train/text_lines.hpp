// TextLines: a text file line by line, for readers that say where they stopped and why.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "ops/error.hpp"
#include "ops/real.hpp"

namespace downhill {

class TextLines {
 public:
  // name: what messages call the text, usually its path.
  TextLines(std::string name, std::string_view text) : name_(std::move(name)), rest_(text) {}

  // Goes to the next line; false at the end. The end of the line (\n or \r\n) is not part of it.
  bool next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    ended_ = end != std::string_view::npos;
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(ended_ ? end + 1 : rest_.size());
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    return true;
  }

  std::string_view line() const { return line_; }
  bool ended() const { return ended_; }  // whether the line had its end, or the text stopped in it

  // Throws ParseError: FILE:LINE: reason.
  [[noreturn]] void fail(const std::string& reason) const {
    throw ParseError(fmt::format("{}:{}: {}", name_, number_, reason));
  }
  // Throws ParseError about the text as a whole: FILE: reason.
  [[noreturn]] void fail_whole(const std::string& reason) const {
    throw ParseError(fmt::format("{}: {}", name_, reason));
  }

 private:
  std::string name_;
  std::string_view rest_, line_;
  std::size_t number_ = 0;
  bool ended_ = true;
};

// The whole of word as a number, nan and inf included; nothing if it is not one.
inline std::optional<Real> read_number(std::string_view word) {
  Real number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return {};
  return number;
}

// Cuts the first part of text off, up to the separator or the end; text becomes what follows it.
inline std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace downhill
