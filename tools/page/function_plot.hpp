// A function of one number and its slope, as a small plot and as a table of its numbers.
#pragma once

#include <functional>
#include <string>

#include "ops/real.hpp"

namespace downhill::page {

struct PlottedFunction {
  std::string name;
  // At a number; nan where there is none. Without a slope, backward stops here.
  std::function<Real(Real)> value, slope;
};

// From -4 to 4; the slope is dashed.
std::string plot_of(const PlottedFunction& function);

// The numbers behind it, at -4, -3, … 4. head says what y is: "y at b = 2".
std::string points_of(const PlottedFunction& function, const std::string& head);

}  // namespace downhill::page
