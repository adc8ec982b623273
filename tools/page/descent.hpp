// Visualize Gradient Descent (chapter 12): every landscape walked down at sixty rates by four
// optimizers, from three starts, seeing all examples, eight or one at a time. The walks are the
// library's own (train/walk.hpp), made before anybody moves the slider.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "page/frame.hpp"
#include "train/walk.hpp"

namespace downhill::page {

struct WalkChoices {
  struct Named {
    std::string name, words;
    Method method;  // its rate is to be chosen
  };
  std::vector<Named> optimizers;
  std::vector<std::size_t> batches;  // how many examples a step sees; the first: all
  std::size_t examples = 0;
  int steps = 0;
};
const WalkChoices& walk_choices();
std::vector<MapPoint> starts_of(const Landscape& landscape);

// Sixty rates in equal factors, from a thousandth of the one that suits the landscape to three
// hundred times as much. Three digits each, so that what the page says is the rate.
std::vector<Real> rates_of(const Landscape& landscape);

// One walk in a few words, as the page shows it: "diverged at step 7".
std::string verdict(const Landscape& landscape, const Walk& walk);

// The walks of one landscape by one optimizer as JSON: [rate][start][batch] of
// {"x": […], "y": […], "loss": […], "diverged": …, "verdict": "…"}, numbers in five digits.
std::string walks_json(const Landscape& landscape, const WalkChoices::Named& optimizer);

// All walks as scripts, one a landscape and optimizer: walks-ravine-adam.js and its text.
std::vector<std::pair<std::string, std::string>> walks_files();

// The page that shows them, for the same folder.
Frame descent_page();

}  // namespace downhill::page
