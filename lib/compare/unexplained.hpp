// What can be said of wrong values that no known mistake explains.
#pragma once

#include <string>
#include <vector>

#include "compare/compare.hpp"
#include "compare/fit.hpp"

namespace downhill {

// Up to three numbers of one difference that tell most: ratio, difference, slope.
std::vector<std::string> telling_numbers(const Difference& wrong);

// For gradients that are off by one factor, as they all are if one gradient above them is: a
// sentence that names them and the place above. `open` are places in comparison.wrong.
std::vector<std::string> places_of_factors(const Comparison& comparison,
                                           const std::vector<Given>& given,
                                           const std::vector<std::size_t>& open, const Rerun& run,
                                           const Judge& judge);

}  // namespace downhill
