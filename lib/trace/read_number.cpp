// Numbers as they were printed, and the cursor that reads them; see read_value.hpp.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <string>

#include "trace/character.hpp"
#include "trace/read_value.hpp"

namespace downhill {
namespace {

// The digits shown and the place of the last one, read from the number's own characters.
Precision precision_of(std::string_view spelled) {
  long digits = 0, decimals = 0, exponent = 0;
  bool after_point = false;
  for (std::size_t i = 0; i < spelled.size(); ++i) {
    const char c = spelled[i];
    if (c == 'e' || c == 'E') {
      std::string_view power = spelled.substr(i + 1);
      if (power.starts_with('+')) power.remove_prefix(1);
      std::from_chars(power.data(), power.data() + power.size(), exponent);
      break;
    }
    if (c == '.') after_point = true;
    if (!is_digit(c)) continue;
    if (digits > 0 || c != '0') ++digits;
    if (after_point) ++decimals;
  }
  const auto fit = [](long n) { return std::int16_t(std::clamp(n, -30000L, 30000L)); };
  return {fit(digits), fit(std::clamp(exponent, -100000L, 100000L) - decimals)};
}

// inf, infinity and nan in any mix of cases, as C, Python and JavaScript print them.
std::optional<Real> take_special(Cursor& cursor) {
  if (is_digit(cursor.peek())) return {};  // as nearly always
  std::string word;
  for (const char c : cursor.rest().substr(0, 9)) {
    if (!is_of_word(c)) break;
    word += char(std::tolower(static_cast<unsigned char>(c)));
  }
  const bool infinite = word == "inf" || word == "infinity";
  if (!infinite && word != "nan") return {};
  cursor.at += word.size();
  return infinite ? std::numeric_limits<Real>::infinity() : std::numeric_limits<Real>::quiet_NaN();
}

}  // namespace

bool Cursor::take(std::string_view word) {
  if (!rest().starts_with(word)) return false;
  at += word.size();
  return true;
}

void Cursor::skip_blanks() {
  while (!at_end()) {
    if (peek() == '#') {
      at = end_of_line(text, at);
    } else if (is_blank(peek()) || is_line_end(peek())) {
      ++at;
    } else {
      return;
    }
  }
}

std::optional<PrintedNumber> take_number(Cursor& cursor) {
  Cursor at = cursor;
  const bool negative = at.take("-") || at.take("\u2212");  // the minus sign of typesetting
  if (!negative) at.take("+");
  if (at.peek() == '-' || at.peek() == '+') return {};
  if (const auto special = take_special(at)) {
    cursor = at;
    return PrintedNumber{negative ? -*special : *special, {}};
  }
  const std::string_view rest = at.rest();
  Real number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error == std::errc::invalid_argument) return {};
  const std::string_view spelled = rest.substr(0, std::size_t(end - rest.data()));
  if (!is_digit(spelled[0]) && spelled[0] != '.') return {};
  if (error == std::errc::result_out_of_range) {
    number = beyond_range(spelled);
  }
  at.at += spelled.size();
  if (is_of_word(at.peek()) || (at.peek() & 0x80)) return {};
  cursor = at;
  return PrintedNumber{negative ? -number : number, precision_of(spelled)};
}

}  // namespace downhill
