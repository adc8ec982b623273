// Replay for a tape of arrays (replay.hpp is the one for scalars): what the output would have been,
// had some leaf held other numbers. So every number of a gradient can be checked by finite
// differences.
#pragma once

#include <vector>

#include "check/finite_differences.hpp"
#include "tensor/backward.hpp"

namespace downhill::check {

class TensorReplay {
 public:
  explicit TensorReplay(Tensor output);

  // The output if this leaf had held these numbers. What detach returned keeps its value, as that
  // is what backward takes it for.
  Array operator()(Tensor leaf, Array changed);

 private:
  Tensor output_;
  std::vector<TensorNode> nodes_;  // up to the output
};

// One number of a gradient beside its finite difference.
struct CheckedNumber {
  Tensor leaf;
  std::size_t place;  // in memory order
  Real gradient;
  Slope difference;
  bool agrees;  // the difference, give or take its error, is the gradient
};

// Checks every number of every input's and parameter's gradient that was computed; each costs five
// replays. At a kink look at difference.smooth.
std::vector<CheckedNumber> check(const TensorGradients& gradients);

// The same for at most so many numbers of each leaf, spread over it from its first to its last: for
// models where all would take too long.
std::vector<CheckedNumber> check(const TensorGradients& gradients, std::size_t most_of_each);

}  // namespace downhill::check
