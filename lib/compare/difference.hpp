// A wrong value with all that is shown of it: its lines on both sides, the first contribution that
// the learner's lacks, the forward lines that it belongs to, and the values it is computed from.
#pragma once

#include <vector>

#include "compare/comparison.hpp"
#include "compare/definitions.hpp"

namespace downhill {

// The two texts, and which value of the learner stands beside which of the reference's.
struct Sides {
  const TraceText &mine, &reference;
  const Definitions &ours, &theirs;
  const std::vector<std::size_t>& partner;  // by definition of the reference, or no_partner
};
inline constexpr std::size_t no_partner = std::size_t(-1);

// definition is the reference's, own the learner's; rtol is what counts as right (CompareOptions).
Difference difference(const Sides& sides, const Definition& definition, const Definition& own,
                      Agreement agreement, double rtol);

}  // namespace downhill
