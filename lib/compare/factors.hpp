// The factor between a learner's number and the reference's, as exactly as the learner's digits
// tell it. 0.449 beside 0.3274773948 is a factor between 1.3696 and 1.3726, and so may be 1.37.
#pragma once

#include <optional>

#include "compare/comparison.hpp"

namespace downhill {

struct FactorRange {
  double low = 0, high = 0;

  double roundest() const;  // the number in it that needs the fewest digits
};

// Of the first wrong number; nothing where no factor leads from one to the other, or where the
// numbers of an array have different ones.
std::optional<FactorRange> factor_range(const Difference& wrong);

// What lies in both; nothing if they lie apart.
std::optional<FactorRange> intersection(const FactorRange& a, const FactorRange& b);

}  // namespace downhill
