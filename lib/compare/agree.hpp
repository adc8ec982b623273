// When a learner's number counts as right.
//
// It is right if any of these holds for the reference r and the learner's m:
//   |m - r| <= rtol |r|                    the same computation, rounded a little differently
//   m is r rounded to the digits that the learner printed, 4 at least, or cut off there;
//     0.3333 is right for 1/3, and 0.6666 as well as 0.6667 for 2/3
//   |m - r| <= 50 eps T                    r is what is left of terms of size T that cancel
// inf agrees with inf of the same sign, nan with nan, -0 with 0.
//
// rtol is 2e-7 by default. Rounding a number to float32 moves it by up to 6e-8 of its size, so a
// float32 program that is right agrees with some room. And it is below 5.2e-7, the smallest effect
// of a known mistake: the error 0.291027924 for 0.291027774 that chapter 05 tells of. Where Real is
// float, both runs were rounded at every step, each in its own order: there it is 1e-5, which is
// what some eighty roundings in a row can do, and smaller mistakes are not seen.
#pragma once

#include <cstddef>
#include <optional>

#include "trace/read_value.hpp"

namespace downhill {

inline constexpr double default_rtol = sizeof(Real) == 4 ? 1e-5 : 2e-7;
inline constexpr int fewest_digits = 4;

struct Agreement {
  bool same_shape = true;
  std::size_t size = 1;   // how many numbers were compared
  std::size_t wrong = 0;  // how many of them differ
  std::size_t first = 0;  // the first that differs, row-major; of a summary: mean std min max norm
  bool summary = false;   // the numbers are the summaries of two large arrays
  double mine = 0, reference = 0;  // the first pair that differs
  // The learner's number is the reference rounded to these digits, too few to prove it right.
  std::optional<int> rounded_to;
  // mine / reference, where it is the same for every number of the array (zeros agree).
  std::optional<double> ratio;

  bool right() const { return same_shape && wrong == 0; }
};

// A single number agrees with an array of one element. terms: the T of above; for an array its
// largest element counts too.
Agreement agree(const PrintedValue& mine, const PrintedValue& reference, double terms, double rtol);

}  // namespace downhill
