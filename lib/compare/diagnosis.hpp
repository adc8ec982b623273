// Why values are wrong, said only where the numbers prove it.
//
// Every known mistake (slips.hpp) is played on the reference's graph (rerun.hpp). One fits if
// its run gives each of the learner's wrong values that it changes, to nine digits or to as many
// as the learner printed, and leaves every right one right. What fits is named, most common first.
// What nothing fits is either of the size of rounding, with no pattern, and called so; or it is
// said that no known mistake fits.
#pragma once

#include <vector>

#include "compare/comparison.hpp"
#include "compare/definitions.hpp"
#include "compare/given.hpp"

namespace downhill {

// Fills in comparison.diagnoses, and for each difference its finite difference and its node.
void diagnose(const TraceText& reference, const Definitions& definitions,
              const std::vector<Given>& given, Comparison& comparison);

}  // namespace downhill
