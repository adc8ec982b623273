// What can be said of wrong values that no known mistake explains.
#pragma once

#include <string>
#include <vector>

#include "compare/comparison.hpp"
#include "compare/given.hpp"
#include "compare/rerun.hpp"

namespace downhill {

// What the words are made of.
struct Findings {
  const Comparison& comparison;
  const std::vector<Given>& given;
  const Definitions& definitions;
  const Rerun& run;
};

// Sentences about the differences at these places in comparison.wrong: whether they form a list
// that is one step early or late; whether they share one factor, as they do if one gradient above
// them has it; or else the most telling numbers of the first.
std::vector<std::string> words_of_unexplained(const Findings& about,
                                              const std::vector<std::size_t>& open);

// Enough digits that a number does not fit by chance.
bool telling(const PrintedValue& value);

}  // namespace downhill
