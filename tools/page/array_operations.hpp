// The operations on arrays as parts of the reference page, made from their catalogue
// (tensor/catalogue.hpp): its programs are run, and the records say the rest.
#pragma once

#include <string>

#include "tensor/catalogue.hpp"
#include "trace/trace.hpp"

namespace downhill::page {

std::string section_of(const ArrayOp& op);

// The lines of a trace that compute something: y, and what its inputs receive.
std::string formulas_of(const Trace& trace);

}  // namespace downhill::page
