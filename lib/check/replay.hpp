// Replay: what a recording would have computed, had some of its values been different. Nothing is
// recorded again; a forward loop over the nodes applies the same rules. So the gradients of any
// recorded graph can be checked by finite differences.
#pragma once

#include <utility>
#include <vector>

#include "check/finite_differences.hpp"
#include "scalar/backward.hpp"

namespace downhill::check {

class Replay {
 public:
  explicit Replay(Scalar output);

  // The value of the output if these nodes had had these values. They may be leaves or results:
  // a changed result keeps its new value, as if it were a leaf. What detach returned keeps its
  // recorded value, as that is what backward takes it for.
  Real operator()(const std::vector<std::pair<Scalar, Real>>& changed);

 private:
  Scalar output_;
  std::vector<Real> values_;  // one per node up to the output
};

// The gradient of one node beside its finite difference.
struct Checked {
  Scalar node;
  Real gradient;
  Slope difference;
  bool agrees;  // the difference, give or take its error, is the gradient
};

// Checks the gradient of each of these nodes; each costs five replays. Throws UsageError for a
// node whose gradient was not computed. At a kink the convention of a rule (relu'(0) = 0) and the
// finite difference may both be right and differ: look at difference.smooth.
std::vector<Checked> check(const Gradients& gradients, const std::vector<Scalar>& nodes);

// Checks all inputs and parameters that have a gradient.
std::vector<Checked> check(const Gradients& gradients);

}  // namespace downhill::check
