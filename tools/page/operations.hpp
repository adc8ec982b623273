// The operations: a reference page made from the catalogue. Every formula is spelled and every
// number computed by the rule itself.
#pragma once

#include <string>

#include "ops/catalogue.hpp"
#include "page/frame.hpp"

namespace downhill::page {

// The plot of an operation and its slope along a, as an image. Of two inputs, b stays at 2.
std::string plot_of(const ops::ElementwiseOp& op);

Frame operations_page();

}  // namespace downhill::page
