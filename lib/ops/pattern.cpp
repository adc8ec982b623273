#include "ops/pattern.hpp"

#include <regex>

#include "ops/error.hpp"

namespace downhill {

struct Pattern::Compiled {
  std::regex regex;
};

namespace {

std::regex compiled(const std::string& expression) try {
  return std::regex(expression);
} catch (const std::regex_error& error) {
  throw UsageError("Pattern: " + expression + " is no regular expression: " + error.what());
}

}  // namespace

Pattern::Pattern(const std::string& expression)
    : compiled_(std::make_shared<const Compiled>(Compiled{compiled(expression)})) {}

Match Pattern::match(const std::string& text) const {
  std::smatch found;
  Match match;
  if (std::regex_match(text, found, compiled_->regex))
    match.parts_.assign(found.begin(), found.end());
  return match;
}

Match Pattern::search(const std::string& text) const {
  std::smatch found;
  Match match;
  if (std::regex_search(text, found, compiled_->regex)) {
    match.parts_.assign(found.begin(), found.end());
    match.position_ = std::size_t(found.position());
  }
  return match;
}

std::vector<Match> Pattern::search_all(const std::string& text) const {
  std::vector<Match> all;
  for (std::sregex_iterator at(text.begin(), text.end(), compiled_->regex), end; at != end; ++at) {
    Match& match = all.emplace_back();
    match.parts_.assign(at->begin(), at->end());
    match.position_ = std::size_t(at->position());
  }
  return all;
}

std::string Pattern::replace(const std::string& text, const std::string& with) const {
  return std::regex_replace(text, compiled_->regex, with);
}

}  // namespace downhill
