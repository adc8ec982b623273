// Compare Optimizers (chapter 13): curves over seeds with a band, and a table of the ends.
#pragma once

#include <string>

#include "page/frame.hpp"

namespace downhill::page {

// What the curves are drawn from, of the runs that the chapter wrote (runs.json): for every
// optimizer and rate the mean, the lowest and the highest over all seeds at each step.
//     {"groups": [{"optimizer", "rate", "seeds", "loss": {"mean": […], "low": […], "high": […]},
//                  "accuracy": {…}, "best": true at the optimizer's best rate}, …]}
// A loss that is nan or inf is null, and so is a mean with one.
Json curves_json(const Json& runs);

Frame curves_page(const std::string& runs_json);

}  // namespace downhill::page
