// Value: what a name of a trace holds, one number or a small array, and how it is written.
//
// In a comment a number has up to 10 significant digits and an array is written row by row,
//     20          0.3333333333          [2, 3]  0.1 0.2 0.3 / 0.4 0.5 0.6
// with // between matrices and /// between blocks of matrices. An array of more than
// `whole_limit` elements is summarised: [784, 128]  mean 0.001 std 0.05 min … max … norm ….
// In the program part every number is written in full (ops::literal).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/number_list.hpp"

namespace downhill {

struct Value {
  Value() = default;
  Value(Real number) : data(number) {}  // implicit: a number is a value
  Value(std::vector<std::size_t> its_shape, NumberList its_data)
      : shape(std::move(its_shape)), data(std::move(its_data)) {}

  bool is_number() const { return shape.empty(); }
  Real number() const { return data.front(); }
  bool operator==(const Value&) const = default;

  std::vector<std::size_t> shape;  // empty: one number
  NumberList data;                 // row-major
};

// The most elements that are written out in a comment or a program.
inline constexpr std::size_t whole_limit = 64;

// Up to 10 significant digits, shortest form, a point as decimal mark in every locale; -0 is 0.
std::string short_number(Real number);

// The number or array as the comment after # shows it; annotate() writes it at the end of a text.
std::string annotation(const Value& value);
void annotate(std::string& text, const Value& value);

// The number or array as Python reads it: 0.1, array([[1., 2.], [3., 4.]]). The points make NumPy's
// array one of real numbers, which can be added to; class numbers and indices are written whole.
enum class Elements { real, whole };
std::string python_literal(const Value& value, Elements elements = Elements::real);

// Reads what annotation() wrote from the start of text; nothing if text starts with no number or
// array. The summary of a large array reads as its shape without data. rest, if given, becomes
// what follows.
std::optional<Value> read_annotation(std::string_view text, std::string_view* rest = nullptr);

// Reads a Python number or (nested) list, also inside array(...) or float64(...); nothing if the
// whole text is not one. Numbers may carry a sign; inf and nan are numbers.
std::optional<Value> read_python_value(std::string_view text);

// What digits without a sign stand for that are out of a Real's range: 0 if they are too small,
// such as 1e-999 or 0.000…1, and infinity if they are too large. (std::from_chars does not tell.)
Real beyond_range(std::string_view digits);

}  // namespace downhill
