// The operations on arrays as parts of the reference page, made from their catalogue
// (tensor/catalogue.hpp): its programs are run, and the records say the rest.
#pragma once

#include <string>

#include "tensor/catalogue.hpp"

namespace downhill::page {

std::string section_of(const ArrayOp& op);

}  // namespace downhill::page
