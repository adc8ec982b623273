// What exercise 10 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include "downhill.hpp"
#include "tensor/elementwise_rule.hpp"

namespace downhill::learner {

// What rules are made of: the same names for a number, which they compute, and for a Symbol, which
// they spell. (`if` cannot ask a Symbol: write where(a > 0, yes, no).)
using ops::abs, ops::cos, ops::exp, ops::log, ops::maximum, ops::minimum, ops::pow, ops::sin,
    ops::sqrt, ops::square, ops::tanh, ops::where;

// The rules of exercise.cpp, recorded on a tape.
Tensor record_softsign(Tensor a);
Tensor record_distance(Tensor a, Tensor b);

Array rms_norm(const Array& x);
Array rms_norm_gradient(const Array& x, const Array& y, const Array& dy);

}  // namespace downhill::learner
