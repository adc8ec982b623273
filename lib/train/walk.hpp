// A walk: an optimizer's way down a landscape, every footprint kept.
//
//     Walk walk = walk_down(landscape_named("bowl"), {.method = Sgd{.rate = 0.1}});
//     walk.path.back().height                             // how far down it got
//
// With examples, the landscape is the mean of one landscape per example, each tilted its own way;
// the tilts add up to nothing, so all examples together are the landscape itself. A step then sees
// the mean of a mini-batch, drawn anew each time without replacement, and stumbles.
#pragma once

#include <cstdint>
#include <optional>

#include "train/landscapes.hpp"
#include "train/optimizer.hpp"

namespace downhill {

struct WalkSettings {
  Method method = Sgd{};
  int steps = 100;
  std::optional<MapPoint> start = {};  // nothing: the landscape's own
  std::size_t examples = 0;            // 0: no examples, the landscape itself
  std::size_t batch = 1;               // how many of the examples a step sees
  Real tilt = 1;                       // the standard deviation of an example's tilt
  std::uint64_t seed = 0;              // of the tilts and the draws
};

struct Footprint {
  MapPoint at;
  Real height = 0;  // of the landscape itself, also where the step saw a mini-batch
};

struct Walk {
  std::vector<Footprint> path;  // from the start; one more than there were steps
  bool diverged = false;        // it ended early, where the height was no longer below 1e9
};

// UsageError for settings that make no sense: fewer than 0 steps, a batch of 0 or of more than all
// examples, and what check_settings() says of the method.
Walk walk_down(const Landscape& landscape, const WalkSettings& settings);

}  // namespace downhill
