#include "drawings.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace downhill::tool {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number that a text begins with, taken off it.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  if (text.size() <= sign || !is_digit(text[sign])) return {};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return {};
  text.remove_prefix(std::size_t(end - text.data()));
  return number;
}

bool agree(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)) + 1e-12;
}

}  // namespace

bool same_drawing(std::string_view mine, std::string_view reference) {
  while (!mine.empty() && !reference.empty()) {
    const std::optional<double> a = take_number(mine), b = take_number(reference);
    if (a.has_value() != b.has_value()) return false;
    if (a && !agree(*a, *b)) return false;
    if (a) continue;
    if (mine.front() != reference.front()) return false;
    mine.remove_prefix(1);
    reference.remove_prefix(1);
  }
  return mine.empty() && reference.empty();
}

}  // namespace downhill::tool
