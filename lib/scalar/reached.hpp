// Which nodes the gradient of an output reaches: those with a way to the output that no detach
// interrupts.
//
// Found by walking from the output back, only as far as the question needs. Training asks for its
// parameters, and most of them are used near the end of the tape already, by the last sample.
#pragma once

#include <vector>

#include "scalar/tape.hpp"

namespace downhill {

class Reached {
 public:
  explicit Reached(Scalar output);
  bool operator[](std::size_t node);  // of a node up to the output

 private:
  void walk_from(std::size_t node);

  Scalar output_;
  std::vector<bool> found_;  // one per node up to the output
  std::size_t next_;         // where the walk goes on; found_ is right from here on
};

// The UsageError of asking for a gradient that was not computed.
[[noreturn]] void not_computed(Scalar x);

}  // namespace downhill
