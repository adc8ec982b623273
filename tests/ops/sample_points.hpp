// Points to try a rule at: where it is smooth, and away from zeros, ones and symmetric pairs,
// which would hide a mistake.
#pragma once

#include <vector>

#include "ops/catalogue.hpp"

namespace downhill::ops {

inline std::vector<std::vector<Real>> sample_points(const ElementwiseOp& op) {
  if (op.arity == 1) {
    if (op.domain == Domain::positive) return {{Real(0.3)}, {Real(1.7)}, {Real(5.2)}};
    if (op.domain == Domain::above_minus_one) return {{Real(0.7)}, {Real(-0.4)}, {Real(5.2)}};
    if (op.domain == Domain::between_poles) return {{Real(0.7)}, {Real(-1.1)}, {Real(2.4)}};
    if (op.domain == Domain::above_one) return {{Real(1.3)}, {Real(2.4)}, {Real(5.2)}};
    if (op.domain == Domain::within_one) return {{Real(0.7)}, {Real(-0.4)}, {Real(0.2)}};
    return {{Real(0.7)}, {Real(-1.3)}, {Real(2.4)}};
  }
  if (op.domain == Domain::first_positive)
    return {{Real(1.7), Real(-0.6)}, {Real(0.4), Real(2.3)}, {Real(2.9), Real(3)}};
  return {{Real(0.7), Real(-1.3)}, {Real(-2.1), Real(0.4)}, {Real(1.9), Real(2.6)}};
}

}  // namespace downhill::ops
