// Schedule: what the learning rate is multiplied by at step k = 0, 1, …, the number of updates
// that came before. Meant for Optimizer::step(…, schedule.factor(optimizer.steps())).
//
//     constant               1
//     step:SIZE:GAMMA        GAMMA ** floor(k / SIZE)                        PyTorch's StepLR
//     exponential:GAMMA      GAMMA ** k                                      ExponentialLR
//     cosine:T               (1 + cos(pi k / T)) / 2, down to 0 at k = T     CosineAnnealingLR
//     warmup:N               (k + 1) / N until it is 1                       linear warm-up
//     warmup-cosine:N:T      warmup:N for N steps, then a cosine down to 0 at k = T
//
// The cosine is Loshchilov and Hutter 2016, equation (5), without restarts, in PyTorch's closed
// form with eta_min = 0. After T the factor stays 0 (PyTorch's would rise again).
#pragma once

#include <string>
#include <string_view>

#include "ops/real.hpp"

namespace downhill {

class Schedule {
 public:
  Schedule() = default;  // constant

  // Reads one of the forms above. ParseError naming what is wrong and what was expected.
  static Schedule parse(std::string_view text);

  Real factor(int k) const;
  std::string text() const;  // as parse() reads it

 private:
  enum class Kind { constant, step, exponential, cosine, warmup, warmup_cosine };
  Kind kind_ = Kind::constant;
  int steps_ = 1;  // SIZE, T or N
  int end_ = 1;    // T of warmup-cosine
  Real gamma_ = 1;
};

}  // namespace downhill
