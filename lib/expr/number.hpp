// Numbers as Python writes them: 1, 1., .5, 1e-3, 1_000. The locale has no say.
#pragma once

#include <cstddef>
#include <string_view>

namespace downhill::expr {

// How many characters at the start of the text are a number; 0 if it does not start with one.
std::size_t number_length(std::string_view text);

// The nearest double; inf when too large and 0 when too small, as in Python.
double number_value(std::string_view number);

}  // namespace downhill::expr
