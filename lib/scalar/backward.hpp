// Backward: the gradient of one value with respect to everything it was computed from.
//
//     Gradients g = backward(loss);
//     g[w]                              // d loss / d w
//
// Gradients live apart from the tape. Asking twice gives the same answer, and nothing has to be
// set to zero in between. Reverse mode as in Griewank and Walther 2008, chapter 3.
#pragma once

#include <cmath>
#include <optional>

#include "scalar/reached.hpp"

namespace downhill {

class Gradients {
 public:
  // The gradient of x. UsageError if none was computed: x is not on the way to the output, was
  // recorded after it, is a constant, or reaches it only through detach.
  Real operator[](Scalar x) const;
  bool computed(Scalar x) const;  // whether x has a gradient
  Real or_zero(Scalar x) const {  // of an input or a parameter; 0 if none was computed
    output_.must_meet(x);
    const Real sum = x.index() <= output_.index() ? sums_[x.index()] : 0;
    return !std::isnan(sum) ? sum : computed(x) ? (*this)[x] : 0;
  }
  Scalar output() const { return output_; }

 private:
  friend Gradients backward(Scalar y, Real seed);
  Gradients(Scalar output, Real seed, Sums sums)
      : output_(output), seed_(seed), sums_(std::move(sums)) {}
  void run(auto takes_part) const;
  Scalar output_;
  Real seed_;
  // The answers; made more precise by questions that need it.
  mutable Sums sums_;                       // one per node up to the output
  mutable std::optional<Reached> reached_;  // which of them the gradient reaches; none: not asked
  mutable bool only_reached_ = false;       // whether the sums leave out all others
};

// The gradients of y, starting from dy/dy = seed.
Gradients backward(Scalar y, Real seed = 1);

}  // namespace downhill
