// dot, the one operation of scalar tapes that is no rule of the catalogue: one node of many inputs
// (scalar/dot.hpp). Its part of the reference page.
#pragma once

#include <string>

namespace downhill::page {

std::string dot_section();

}  // namespace downhill::page
