// Pattern: a regular expression in ECMAScript's form. <regex> takes a compiler four seconds
// wherever it is used, so it is used in one place, behind this.
//
//     static const Pattern step(R"((\w+) - (.*))");
//     if (const Match found = step.match("w - 0.1 * dw")) return found[2];   // "0.1 * dw"
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace downhill {

// What a pattern found; false if nothing.
class Match {
 public:
  explicit operator bool() const { return !parts_.empty(); }
  // 0: all that was found; k: what the k-th pair of parentheses took, "" if it took no part.
  const std::string& operator[](std::size_t k) const { return parts_.at(k); }
  std::size_t position() const { return position_; }  // where in the text it begins

 private:
  friend class Pattern;
  std::vector<std::string> parts_;
  std::size_t position_ = 0;
};

class Pattern {
 public:
  explicit Pattern(const std::string& expression);  // UsageError if it is none

  Match match(const std::string& text) const;                    // the whole text
  Match search(const std::string& text) const;                   // its first part that fits
  std::vector<Match> search_all(const std::string& text) const;  // all, none within another
  // Each that search_all finds, replaced; $1 stands for what the first parentheses took.
  std::string replace(const std::string& text, const std::string& with) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace downhill
