#include "trace/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "ops/joined.hpp"
#include "ops/symbol.hpp"

namespace downhill {
namespace {

// How many axes end before element i of an array: 0 within a row, 1 between rows, 2 between
// matrices.
std::size_t axes_ended(const Value& value, std::size_t i) {
  std::size_t ended = 0, stride = 1;
  for (std::size_t axis = value.shape.size(); axis-- > 1;) {
    stride *= value.shape[axis];
    if (i % stride == 0) ++ended;
  }
  return ended;
}

void append_short(std::string& text, Real number) {
  if (number == 0) return void(text += "0");  // -0 too
  if (!std::isfinite(number)) return void(text += ops::literal(number));
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), double(number),
                                 std::chars_format::general, 10);
  text.append(digits, end.ptr);
}

std::string summary(const Value& value) {
  const auto& x = value.data;
  const double n = double(x.size());
  double sum = 0, squares = 0, deviation = 0;
  for (const Real v : x) sum += v, squares += double(v) * v;
  for (const Real v : x) deviation += (v - sum / n) * (v - sum / n);
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  return fmt::format("mean {} std {} min {} max {} norm {}", short_number(Real(sum / n)),
                     short_number(Real(std::sqrt(deviation / n))), short_number(*least),
                     short_number(*most), short_number(Real(std::sqrt(squares))));
}

// The nested Python list of the part of value below axis that starts at element first.
std::string nested_list(const Value& value, std::size_t axis, std::size_t first, std::size_t stride,
                        const char* point, Elements elements) {
  if (axis == value.shape.size()) {
    const Real number = value.data[first];
    return ops::literal(elements == Elements::whole ? number + 0 : number) + point;  // -0 is 0
  }
  stride /= std::max<std::size_t>(value.shape[axis], 1);
  std::string text = "[";
  for (std::size_t i = 0; i < value.shape[axis]; ++i) {
    if (i > 0) text += ", ";
    text += nested_list(value, axis + 1, first + i * stride, stride, point, elements);
  }
  return text + "]";
}

}  // namespace

std::string short_number(Real number) {
  std::string text;
  append_short(text, number);
  return text;
}

void annotate(std::string& text, const Value& value) {
  if (value.is_number()) return append_short(text, value.number());
  text += fmt::format("[{}]  ", joined(value.shape, ", "));
  if (value.data.size() > whole_limit) return void(text += summary(value));
  for (std::size_t i = 0; i < value.data.size(); ++i) {
    const std::size_t ended = i == 0 ? 0 : axes_ended(value, i);
    if (i > 0) text += ended == 0 ? " " : fmt::format(" {} ", std::string(ended, '/'));
    append_short(text, value.data[i]);
  }
}

std::string annotation(const Value& value) {
  std::string text;
  annotate(text, value);
  return text;
}

std::string python_literal(const Value& value, Elements elements) {
  if (value.is_number()) return ops::literal(value.number());
  if (value.data.empty()) {
    const char* comma = value.shape.size() == 1 ? "," : "";
    return fmt::format("zeros(({}{}))", joined(value.shape, ", "), comma);
  }
  // One element with a point or an exponent makes all of them real.
  const bool all_whole = std::all_of(value.data.begin(), value.data.end(), [](Real x) {
    return ops::literal(x).find_first_not_of("-0123456789") == std::string::npos;
  });
  const char* point = all_whole && elements == Elements::real ? "." : "";
  return "array(" + nested_list(value, 0, 0, value.data.size(), point, elements) + ")";
}

namespace {

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// A number at the start of text, which moves behind it.
std::optional<Real> take_number(std::string_view& text) {
  std::string_view at = text;
  const bool negative = take(at, "-");
  if (!negative) take(at, "+");
  if (at.empty() || at[0] == '-' || at[0] == '+') return {};
  Real number = 0;
  const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), number);
  if (error == std::errc::result_out_of_range) {
    number = beyond_range({at.data(), std::size_t(end - at.data())});
  } else if (error != std::errc()) {
    return {};
  }
  at.remove_prefix(std::size_t(end - at.data()));
  if (!at.empty() && (std::isalnum(static_cast<unsigned char>(at[0])) || at[0] == '_')) return {};
  text = at;
  return negative ? -number : number;
}

// A number or a nested list; false if it is neither, or its rows differ in length.
bool take_nested(std::string_view& text, Value& into, std::size_t depth, bool& first_of_depth) {
  skip_spaces(text);
  if (!take(text, "[")) {
    const auto number = take_number(text);
    if (number) into.data.push_back(*number);
    return number.has_value() && depth == into.shape.size();
  }
  if (first_of_depth) into.shape.push_back(0);
  if (depth >= into.shape.size() || depth > 8) return false;
  std::size_t count = 0;
  bool first = first_of_depth;
  for (skip_spaces(text); !take(text, "]"); skip_spaces(text)) {
    if (count > 0 && !take(text, ",")) return false;
    skip_spaces(text);
    if (count > 0 && take(text, "]")) break;  // a comma may stand before the bracket
    if (!take_nested(text, into, depth + 1, first)) return false;
    first = false;
    ++count;
  }
  if (first_of_depth) into.shape[depth] = count;
  first_of_depth = false;
  return count == into.shape[depth];
}

}  // namespace

std::optional<Value> read_python_value(std::string_view text) {
  skip_spaces(text);
  const bool wrapped = take(text, "array(") || take(text, "float64(");
  Value value;
  bool first = true;
  if (!take_nested(text, value, 0, first)) return {};
  skip_spaces(text);
  if (wrapped && !take(text, ")")) return {};
  skip_spaces(text);
  if (!text.empty()) return {};
  return value;
}

std::optional<Value> read_annotation(std::string_view text, std::string_view* rest) {
  skip_spaces(text);
  Value value;
  if (take(text, "[")) {
    std::size_t size = 1;
    while (!take(text, "]")) {
      const auto length = take_number(text);
      if (!length || *length < 0 || *length > 1e9 || value.shape.size() == 8) return {};
      value.shape.push_back(std::size_t(*length));
      size *= value.shape.back();
      if (size > std::size_t(1e12)) return {};
      take(text, ",");
      skip_spaces(text);
    }
    skip_spaces(text);
    if (!text.starts_with("mean ")) {
      for (std::size_t i = 0; i < size; ++i) {
        skip_spaces(text);
        while (take(text, "/")) continue;
        skip_spaces(text);
        const auto number = take_number(text);
        if (!number) return {};
        value.data.push_back(*number);
      }
    }
  } else {
    const auto number = take_number(text);
    if (!number) return {};
    value.data.push_back(*number);
  }
  if (rest) *rest = text;
  return value;
}

// By the place of the first digit that is not 0: 1 for the one before the point, then 2, 3, …; and
// 0, -1, … behind it.
Real beyond_range(std::string_view digits) {
  long place = 0, exponent = 0;
  bool met = false, behind_point = false;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = digits[i];
    if (c == 'e' || c == 'E') {
      std::string_view power = digits.substr(i + 1);
      const bool negative = take(power, "-");
      if (!negative) take(power, "+");
      const auto [end, error] =
          std::from_chars(power.data(), power.data() + power.size(), exponent);
      if (error != std::errc()) exponent = std::numeric_limits<int>::max();
      if (negative) exponent = -exponent;
      break;
    }
    if (c == '.') behind_point = true;
    if (c >= '1' && c <= '9') met = true;
    if (c < '0' || c > '9' || met == behind_point) continue;
    place += met ? 1 : -1;
  }
  return place + exponent > 0 ? std::numeric_limits<Real>::infinity() : Real(0);
}

}  // namespace downhill
