#include "trace/read_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "trace/character.hpp"

namespace downhill {
namespace {

constexpr std::size_t deepest_list = 8, unknown = std::size_t(-1);

// 0,5 and the like: a comma and a digit directly behind a number outside of any list.
void refuse_decimal_comma(const Cursor& cursor) {
  const std::string_view rest = cursor.rest();
  if (rest.size() > 1 && rest[0] == ',' && is_digit(rest[1]))
    throw Mistake{cursor.at, "write the decimal mark as a point, as in 0.5"};
}

// Reads one value; lists fill value.data row by row, and the first row of each depth sets the
// shape that the others must have.
class ValueReader {
 public:
  explicit ValueReader(std::string_view text) : cursor_{text} {}

  std::optional<PrintedValue> whole() {
    cursor_.skip_blanks();
    if (!value()) return {};
    cursor_.skip_blanks();
    if (!cursor_.at_end()) {
      if (result_.value.is_number()) return {};  // 2 * 3: somebody else reads it, or says why not
      throw Mistake{cursor_.at, "expected nothing more behind the array; put words behind #"};
    }
    return std::move(result_);
  }

  // The value at the start of the text; at becomes the offset behind it.
  std::optional<PrintedValue> leading(std::size_t& at) {
    cursor_.skip_blanks();
    if (!value()) return {};
    at = cursor_.at;
    return std::move(result_);
  }

 private:
  bool value() {
    if (opens_list()) return list(0), true;
    if (const auto number = take_number(cursor_)) {
      refuse_decimal_comma(cursor_);
      add(*number);
      return true;
    }
    return wrapped();
  }

  // np.float64(4.0), tensor([1., 2.], grad_fn=<AddBackward0>), Value(data=4.0, grad=0.0)
  bool wrapped() {
    static constexpr std::array<std::string_view, 12> wrappers = {
        "array",   "tensor", "Tensor",  "Array", "Value",   "float",
        "float16", "Scalar", "float32", "int64", "float64", "int32"};
    std::size_t end = cursor_.at;
    while (end < cursor_.text.size() && (is_of_word(cursor_.text[end]) || cursor_.text[end] == '.'))
      ++end;
    std::string_view name = cursor_.text.substr(cursor_.at, end - cursor_.at);
    name = name.substr(name.find_last_of('.') + 1);  // npos + 1 is 0
    if (end >= cursor_.text.size() || cursor_.text[end] != '(' ||
        std::find(wrappers.begin(), wrappers.end(), name) == wrappers.end())
      return false;
    Cursor inside{cursor_.text, end + 1};
    inside.skip_blanks();
    if (inside.take("data=")) inside.skip_blanks();
    std::swap(cursor_, inside);
    const bool is_value = opens_list() ? (list(0), true) : wrapped_number();
    if (!is_value) return std::swap(cursor_, inside), false;
    cursor_.skip_blanks();
    if (cursor_.peek() == ',') {  // dtype and the like
      const std::size_t close = cursor_.text.find(')', cursor_.at);
      cursor_.at = std::min(close, cursor_.text.size());
    }
    if (!cursor_.take(")")) throw Mistake{cursor_.at, fmt::format("expected ) to close {}(", name)};
    return true;
  }

  bool wrapped_number() {
    const auto number = take_number(cursor_);
    if (number) add(*number);
    return number.has_value();
  }

  bool opens_list() const { return cursor_.peek() == '[' || cursor_.peek() == '{'; }

  // [1, 2], or with the braces of C++.
  void list(std::size_t depth) {
    const std::size_t open = cursor_.at;
    auto& shape = result_.value.shape;
    if (depth == deepest_list) throw Mistake{open, "an array has at most 8 axes"};
    if (depth == shape.size()) {
      if (!result_.value.data.empty())
        throw Mistake{open, "expected a number here, as in the elements before"};
      shape.push_back(unknown);
    }
    const std::string_view close = cursor_.peek() == '{' ? "}" : "]";
    ++cursor_.at;
    std::size_t count = 0;
    for (cursor_.skip_blanks(); !cursor_.take(close); ++count) {
      element(depth + 1, open);
      cursor_.skip_blanks();
      if (cursor_.take(",")) cursor_.skip_blanks();
    }
    if (shape[depth] == unknown) shape[depth] = count;
    if (shape[depth] != count)
      throw Mistake{open, fmt::format("this row has length {}, the rows before have length {}",
                                      count, shape[depth])};
  }

  void element(std::size_t depth, std::size_t open) {
    const bool braces = cursor_.text[open] == '{';
    if (cursor_.at_end())
      throw Mistake{open, braces ? "expected } to close this {" : "expected ] to close this ["};
    if (opens_list()) return list(depth);
    if (cursor_.rest().starts_with("..."))
      throw Mistake{cursor_.at,
                    "numbers are left out here; for all of them say in NumPy "
                    "set_printoptions(threshold=10**6)"};
    const std::size_t start = cursor_.at;
    const auto number = take_number(cursor_);
    const bool separated =
        cursor_.at_end() || std::string_view(" \t\r\n,]}#").find(cursor_.peek()) != npos;
    if (!number || !separated) throw Mistake{start, "expected a number in this array"};
    if (depth != result_.value.shape.size())
      throw Mistake{start, "expected a row in [ ] here, as in the rows before"};
    add(*number);
  }

  void add(const PrintedNumber& number) {
    result_.value.data.push_back(number.number);
    result_.precision.push_back(number.precision);
  }

  Cursor cursor_;
  PrintedValue result_;
};

// The shape in front of a comment's array: [2, 3]. The cursor stays where none is.
std::optional<std::vector<std::size_t>> take_shape(Cursor& cursor) {
  Cursor at = cursor;
  std::vector<std::size_t> shape;
  if (!at.take("[")) return {};
  double size = 1;
  while (!at.take("]")) {
    std::size_t length = 0;
    const std::string_view rest = at.rest();
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    if (error != std::errc() || shape.size() == deepest_list) return {};
    size *= double(length);
    if (size > 1e12) return {};
    shape.push_back(length);
    at.at += std::size_t(end - rest.data());
    at.take(",");
    at.skip_blanks();
  }
  at.skip_blanks();
  cursor = at;
  return shape;
}

// The five numbers of a large array: mean … std … min … max … norm …
std::vector<Real> take_summary(Cursor& cursor) {
  std::vector<Real> summary;
  for (const std::string_view word : {"mean", "std", "min", "max", "norm"}) {
    cursor.skip_blanks();
    if (!cursor.take(word)) throw Mistake{cursor.at, fmt::format("expected {} here", word)};
    cursor.skip_blanks();
    const auto number = take_number(cursor);
    if (!number) throw Mistake{cursor.at, fmt::format("expected a number behind {}", word)};
    summary.push_back(number->number);
  }
  return summary;
}

// The numbers behind a shape, with slashes between rows.
void take_elements(Cursor& cursor, PrintedValue& into) {
  std::size_t size = 1;
  for (const std::size_t length : into.value.shape) size *= length;
  for (std::size_t i = 0; i < size; ++i) {
    cursor.skip_blanks();
    while (cursor.take("/")) cursor.skip_blanks();
    const auto number = take_number(cursor);
    if (!number)
      throw Mistake{cursor.at,
                    fmt::format("the shape in front says {} numbers, but here are {}", size, i)};
    into.value.data.push_back(number->number);
    into.precision.push_back(number->precision);
  }
}

}  // namespace

std::optional<PrintedValue> read_printed(std::string_view text) {
  return ValueReader(text).whole();
}

std::optional<PrintedValue> read_comment(std::string_view text, std::string_view& words) {
  Cursor cursor{text};
  cursor.skip_blanks();
  Cursor behind_shape = cursor;
  std::optional<PrintedValue> result;
  if (auto shape = take_shape(behind_shape)) {
    result.emplace();
    result->value.shape = std::move(*shape);
    Cursor look = behind_shape;
    if (behind_shape.rest().starts_with("mean ")) {
      result->summary = take_summary(behind_shape);
    } else if (take_number(look)) {
      take_elements(behind_shape, *result);
    } else {
      result.reset();  // not a shape but a list of numbers that are whole
    }
  }
  if (result) {
    cursor = behind_shape;
  } else {
    result = ValueReader(text).leading(cursor.at);
    if (!result) return {};
    // 5/3 or 4% is no number that the name holds.
    if (!cursor.at_end() && std::string_view(" \t\r\n,;:.)").find(cursor.peek()) == npos) return {};
  }
  const std::size_t start = std::min(text.find_first_not_of(" \t", cursor.at), text.size());
  words = text.substr(start);
  while (!words.empty() && std::string_view(" \t\r\n").find(words.back()) != npos)
    words.remove_suffix(1);
  return result;
}

}  // namespace downhill
