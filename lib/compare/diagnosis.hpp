// Why values are wrong, said only where the numbers prove it.
//
// Every known mistake (slips.hpp) is played on the reference's graph (rerun.hpp). One fits if
// its run gives each of the learner's wrong values that it changes, to nine digits or to as many
// as the learner printed, and leaves every right one right. What fits is named, most common first.
// What nothing fits is either of the size of rounding, with no pattern, and called so; or it is
// said that no known mistake fits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/definitions.hpp"
#include "compare/given.hpp"

namespace downhill {

struct Cause {
  std::string kind;                // "the operands are swapped"
  std::string sentence;            // … at this place of this graph
  std::vector<std::string> nodes;  // the places: names in the graph
};

struct Diagnosis {
  enum class Verdict {
    mistake,          // causes: those that fit, most common first; all give the same numbers
    rounding,         // of the size of rounding, without a pattern
    reference_wrong,  // finite differences side with the learner
    unknown,          // no known mistake fits
  } verdict = Verdict::unknown;
  std::vector<std::size_t> of;  // what it explains: places in Comparison::wrong
  std::vector<Cause> causes;
  std::vector<std::string> sentences;  // what there is to say, for people
};

struct Comparison;

// Fills in comparison.diagnoses, and for each difference its finite difference and its node.
void diagnose(const TraceText& reference, const Definitions& definitions,
              const std::vector<Given>& given, Comparison& comparison);

}  // namespace downhill
