// The elementwise rules of ops/rules.hpp as operations on arrays. Nothing is said twice: value,
// slopes and words all come from the rule.
#pragma once

#include "tensor/operation.hpp"

namespace downhill {

// The operation for the rule with this code, its place in the catalogue (ops/catalogue.hpp).
const Operation& elementwise(std::size_t code);

}  // namespace downhill
