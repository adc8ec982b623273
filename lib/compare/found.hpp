// A mistake that was found, before it is put into words: one made at several places is told once.
#pragma once

#include <string>
#include <vector>

#include "compare/comparison.hpp"
#include "compare/fit.hpp"

namespace downhill {

struct Found {
  Diagnosis diagnosis;
  std::vector<std::string> keys;  // what the causes are, wherever they are
  std::size_t count = 0;          // of the values that it explains
  double tolerance = 0;
  std::vector<std::string> again;  // the first wrong value at each further place
  bool meets_another = false;      // not every value that depends on it follows
};

// One more mistake that gives just these numbers. The same kind at another place counts once.
void add_cause(Found& found, const Fit& fit);

// Puts it with all others; one that was found already at another place joins it.
void keep(Found found, std::vector<Found>& all, const Comparison& comparison);

// Its diagnosis, with the sentences that a learner reads.
Diagnosis in_words(Found found, const std::vector<Given>& given, const Comparison& comparison);

}  // namespace downhill
