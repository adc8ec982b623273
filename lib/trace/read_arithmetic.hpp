// Plain arithmetic in a line of a trace, such as 1/3 or dy * (1 - y * y): numbers, names, + - * /
// ** and parentheses, as Python reads them. Functions and arrays are beyond it: expr/ knows those.
//
// Beside the value stands the size of the terms it was summed from: 0.3 - 0.1 - 0.2 is 2.8e-17
// made of terms of size 0.6, so that much of it is rounding (Higham 2002, section 3.1).
#pragma once

#include <functional>
#include <optional>
#include <string_view>

namespace downhill {

struct Arithmetic {
  double value = 0;
  double terms = 0;  // the value with every subtraction made a sum of magnitudes
};

using Lookup = std::function<std::optional<double>(std::string_view name)>;

// Nothing if the text is not plain arithmetic, nests deeper than 100, or uses a name that lookup
// does not know. Division by zero gives inf or nan.
std::optional<Arithmetic> evaluate_arithmetic(std::string_view text, const Lookup& lookup);

}  // namespace downhill
