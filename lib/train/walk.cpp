#include "train/walk.hpp"

#include <fmt/format.h>

#include <numeric>

#include "train/random.hpp"

namespace downhill {
namespace {

constexpr Real far_up = Real(1e9);

// Tilts with mean 0: of normal numbers, what is left when their mean is taken away.
std::vector<MapPoint> tilts_of(const WalkSettings& settings) {
  Random random = Random(settings.seed).split("tilts");
  std::vector<MapPoint> tilts(settings.examples);
  MapPoint sum;
  for (MapPoint& tilt : tilts) {
    tilt = {random.normal(0, settings.tilt), random.normal(0, settings.tilt)};
    sum.x += tilt.x;
    sum.y += tilt.y;
  }
  for (MapPoint& tilt : tilts) {
    tilt.x -= sum.x / Real(tilts.size());
    tilt.y -= sum.y / Real(tilts.size());
  }
  return tilts;
}

void check(const WalkSettings& settings) {
  check_settings(settings.method);
  if (settings.steps < 0)
    throw UsageError(fmt::format("walk_down: {} steps; give 0 or more", settings.steps));
  if (settings.examples == 0) return;
  if (settings.batch == 0 || settings.batch > settings.examples)
    throw UsageError(fmt::format("walk_down: a mini-batch of {} from {} examples; give 1 to {}",
                                 settings.batch, settings.examples, settings.examples));
}

}  // namespace

Walk walk_down(const Landscape& landscape, const WalkSettings& settings) {
  check(settings);
  const std::vector<MapPoint> tilts = tilts_of(settings);
  std::vector<std::size_t> order(settings.examples);
  std::iota(order.begin(), order.end(), std::size_t(0));
  Random random = Random(settings.seed).split("draws");
  Optimizer optimizer(settings.method);
  Walk walk;
  MapPoint at = settings.start.value_or(landscape.start);
  for (int step = 0;; ++step) {
    Ground ground = ground_at(landscape, at);
    walk.path.push_back({at, ground.height});
    walk.diverged = !(ground.height < far_up);
    if (walk.diverged || step == settings.steps) return walk;
    if (settings.examples > 0) {
      for (std::size_t i = 0; i < settings.batch; ++i) {
        std::swap(order[i], order[i + std::size_t(random.below(settings.examples - i))]);
        ground.slope.x += tilts[order[i]].x / Real(settings.batch);
        ground.slope.y += tilts[order[i]].y / Real(settings.batch);
      }
    }
    optimizer.step({{&at.x, 1}, {&at.y, 1}}, {{&ground.slope.x, 1}, {&ground.slope.y, 1}});
  }
}

}  // namespace downhill
