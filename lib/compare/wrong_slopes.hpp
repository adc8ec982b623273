// Wrong slopes of single operations: the formulas that people write in place of the right one.
#pragma once

#include <span>
#include <string_view>

#include "ops/real.hpp"

namespace downhill {

// The operation y = f(a), or f(a, b), whose slope along one input is taken for another formula.
struct WrongSlope {
  std::string_view operation;
  std::size_t slot;
  const char* kind;
  const char* formula;  // {a} {b} {y}: the names in the graph
  const char* right;
  Real (*slope)(Real a, Real b, Real y);
};

// Every one that is known.
std::span<const WrongSlope> wrong_slopes();

}  // namespace downhill
