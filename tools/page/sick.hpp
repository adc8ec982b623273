// Debug Training Issues (chapter 14): each sick training beside its cure, layer by layer.
#pragma once

#include <string>
#include <vector>

#include "page/frame.hpp"

namespace downhill::page {

// runs: the texts of NAME.json and NAME-cured.json, in any order. A run without a cured one, or
// the other way round, is left out.
Frame sick_page(const std::vector<std::string>& runs);

}  // namespace downhill::page
