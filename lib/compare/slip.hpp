// A mistake: one well-known way to get a gradient or an update wrong, as a change of the run that
// would make it. rerun.hpp plays it on the reference's own graph, so its numbers can be held
// against a learner's. The catalogue is in slips.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tensor/tape.hpp"

namespace downhill {

// The operation of one node while a mistake is played: its inputs, its result and, on the way
// back, the gradient of the result and which input is to receive its share.
struct Moment {
  const TensorNode& node;
  Inputs in;
  const Array& y;
  const Array& dy;  // not given on the way forward
  std::size_t slot = 0;
};

// What is instead of a result, or of a contribution; not given: nothing.
using Change = std::function<Array(const Moment&, Array usual)>;

// A line of a parameter update: name = expression. The reference's own statement that it stands
// for is remembered; a line that a mistake adds has none.
struct Assignment {
  static constexpr std::size_t none = std::size_t(-1);
  std::string name, expression;
  std::size_t statement = none;
};

// How the graph is walked: from its end to its beginning, as it should be; or hastily, so that
// nodes hand on what they have before all of it has arrived.
enum class Walk {
  backward,
  breadth_first,    // level by level, every node once
  depth_first,      // every node once, before its inputs
  every_path,       // by recursion, as often as there are paths, each time with the total so far
  every_path_late,  // … after all inputs of a node have got their shares
};

struct Slip {
  std::string kind;        // what to call it: "operands swapped"
  int rank = 0;            // the smaller, the more common; tells the order of equal fits
  std::size_t fewest = 1;  // it has to explain so many wrong values
  bool general = false;    // says little: named only where nothing more common fits as well
  std::string sentence;    // with the names and formulas of this graph
  std::string words;       // the same without its place, if kind alone does not say it
  std::vector<std::uint32_t> nodes;  // where it happens

  // Each is empty if the mistake leaves that part alone, and asked at `nodes` only.
  Change value;         // instead of this result
  Change contribution;  // instead of this
  // The sum of what a node received, in backward order; several where it is used several times.
  std::function<Array(const std::vector<Array>&)> total;

  // The whole run.
  Walk walk = Walk::backward;  // the order in which nodes hand on their gradients
  int calls = 1;               // backward is called so often, and gradients are added up …
  bool keeps_inner = false;    // … also those between output and leaves
  bool keeps_steps = false;    // leaves' gradients of earlier steps are not set to zero
  bool updates_early = false;  // backward computes with parameters that were already updated
  // Edits the lines of one parameter update; false if there is nothing to edit.
  std::function<bool(std::vector<Assignment>&, int step)> update;
};

}  // namespace downhill
