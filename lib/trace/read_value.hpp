// Numbers and arrays as their authors printed them: C++, Python, NumPy, PyTorch, or a trace's own
// comment. Beside each value stands how precisely it was printed, because a comparison can ask no
// more of a number than its printed digits.
//
//     4    -1e-3    inf    NaN    np.float64(4.0)    tensor(4., grad_fn=<MulBackward0>)
//     [[1, 2], [3, 4]]    {{1, 2}, {3, 4}}    [[1. 2.]\n [3. 4.]]    array([1., 2.], dtype=float32)
//     [2, 3]  0.1 0.2 0.3 / 0.4 0.5 0.6           (in a comment: shape, then numbers)
//     [784, 128]  mean 0.1 std 1 min -3 max 3 norm 30
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/value.hpp"

namespace downhill {

// How precisely one number was printed: 0.0250 has 3 digits, the last at place -4 (that is 1e-4).
// Zero, inf and nan have 0 digits. A number that was computed, not printed, has computed_digits.
struct Precision {
  std::int16_t digits = 0;
  std::int16_t place = 0;
};
inline constexpr std::int16_t computed_digits = 17;

struct PrintedValue {
  Value value;                       // of a summarised array: its shape, without data
  std::vector<Precision> precision;  // one for each number in value.data
  std::vector<Real> summary;         // mean, std, min, max, norm of an array too large to print
};

// What is wrong with a text, and where: the offset of the character the caret points at.
struct Mistake {
  std::size_t offset = 0;
  std::string message;
};

// A place in a text, moved forward by whoever reads.
struct Cursor {
  std::string_view text;
  std::size_t at = 0;

  bool at_end() const { return at >= text.size(); }
  char peek() const { return at_end() ? '\0' : text[at]; }
  std::string_view rest() const { return text.substr(at); }
  bool take(std::string_view word);
  void skip_blanks();  // spaces, tabs, line ends, and a # comment up to its line's end
};

// The number at the cursor, which moves behind it; nothing, and the cursor stays, if there is none
// or a letter follows it directly (2nd, 4x). Too large is inf and too small is 0, as in Python.
struct PrintedNumber {
  Real number;
  Precision precision;
};
std::optional<PrintedNumber> take_number(Cursor& cursor);

// The number, list or wrapped value that is the whole text; nothing if the text does not begin
// like one. Throws Mistake if it begins like one and goes on wrongly.
std::optional<PrintedValue> read_printed(std::string_view text);

// The number or array at the start of a comment; nothing if the comment starts with words.
// words becomes what follows. Throws Mistake.
std::optional<PrintedValue> read_comment(std::string_view text, std::string_view& words);

}  // namespace downhill
