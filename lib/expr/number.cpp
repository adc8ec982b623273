#include "expr/number.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <locale>
#include <sstream>
#include <string>

namespace downhill::expr {
namespace {

bool is_digit(std::string_view text, std::size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}

// Past digits with single underscores between them.
std::size_t after_digits(std::string_view text, std::size_t i) {
  while (is_digit(text, i)) {
    ++i;
    if (i < text.size() && text[i] == '_' && is_digit(text, i + 1)) ++i;
  }
  return i;
}

// std::from_chars only says that a number is out of range, not on which side. A stream does, and
// says it slowly.
double out_of_range_value(const std::string& digits) {
  std::istringstream stream(digits);
  stream.imbue(std::locale::classic());
  double value = 0;
  stream >> value;
  return value < 1 ? value : std::numeric_limits<double>::infinity();
}

}  // namespace

std::size_t number_length(std::string_view text) {
  std::size_t i = after_digits(text, 0);
  const std::size_t whole = i;
  if (i < text.size() && text[i] == '.') i = after_digits(text, i + 1);
  if (i == whole + 1 && whole == 0) return 0;  // a dot alone
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t exponent = i + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (is_digit(text, exponent)) i = after_digits(text, exponent);
  }
  return i;
}

double number_value(std::string_view number) {
  std::string without_underscores;
  if (number.find('_') != number.npos) {
    std::copy_if(number.begin(), number.end(), std::back_inserter(without_underscores),
                 [](char c) { return c != '_'; });
    number = without_underscores;
  }
  double value = 0;
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc::result_out_of_range ? out_of_range_value(std::string(number)) : value;
}

}  // namespace downhill::expr
