// The words of one value, one place and one line, of which a report is made.
#pragma once

#include <string>

#include "compare/comparison.hpp"

namespace downhill {

// A number, a short array whole, another by its shape.
std::string value_words(const Value& value);

// [2, 3], or: one number.
std::string shape_words(const Value& value);

// The place of an element as NumPy would ask for it: [0, 2]; of a summary, what it summarises.
std::string place_words(const Difference& wrong);

// The ratio in words where it is telling: -1, 1/2, 2, 32; else nothing.
std::string ratio_words(double ratio);

// What a line does, for somebody who has not read the head of a trace, where scatter is explained:
// dp = scatter(dy, s_[0], (3,)) puts dy into the places that p[0] was taken from.
std::string assignment_words(const Statement& line);

}  // namespace downhill
