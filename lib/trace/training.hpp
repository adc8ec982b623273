// A step of training in words, under the four headings of Figure 2.1: forward propagation, loss
// calculation, backward propagation, parameter update. Clipping, everything that the optimizer
// remembers and every parameter's update are lines of the program like any other.
//
// A run may skip steps: parameters and optimizer memory that the program does not hold at a
// printed step are stated anew there, so that every printed step can be run.
#pragma once

#include <functional>
#include <vector>

#include "scalar/backward.hpp"
#include "tensor/backward.hpp"
#include "trace/trace.hpp"
#include "train/optimizer.hpp"
#include "train/update_words.hpp"

namespace downhill {

// Gradients that are made smaller before the update (train/clip.hpp).
struct Clipping {
  enum class Kind { none, norm, value } kind = Kind::none;
  Real limit = 0;
};

// A parameter at a step: its name and its gradient's in the trace, shape, and numbers. The
// gradient is the raw one, before clipping.
struct TrainedParameter {
  std::string name, gradient_name;
  std::vector<std::size_t> shape;  // empty: one number
  std::vector<Real> values, gradient;
};

// A named node of a tape as a trained parameter: w, whose gradient is dw.
TrainedParameter trained(Scalar x, const Gradients& gradients);
TrainedParameter trained(Tensor x, const TensorGradients& gradients);

class TrainingTrace {
 public:
  // names: all that the program's forward and backward lines use, so that m_w and its like stay
  // apart from them.
  explicit TrainingTrace(Trace& trace, std::set<std::string> names = {});

  // Whether a run of this many steps prints step k = 1, 2, …: all of a short run; else the first
  // three, the powers of ten and the last.
  static bool prints(int step, int steps);

  // One step. forward and backward append their lines; the last forward line is the loss.
  void add_step(int step, const std::function<void(Trace&)>& forward,
                const std::function<void(Trace&)>& backward,
                const std::vector<TrainedParameter>& parameters, const Optimizer& optimizer,
                Real rate_factor, Clipping clipping = {});

 private:
  void say_what_was_left_out(int step);
  void add_clipping(std::vector<TrainedParameter>& parameters, Clipping clipping);
  void add_memory(const TrainedParameter& parameter, std::size_t k, const Optimizer& optimizer);

  Trace& trace_;
  std::set<std::string> taken_;
  UpdateNames names_;
  std::string norm_name_, clip_name_;
  int last_step_ = 0;
};

}  // namespace downhill
