// A descent: any formula minimised by any optimizer, step by step.
#pragma once

#include <string>
#include <vector>

#include "trace/trace.hpp"
#include "trace/training.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"

namespace downhill::tool {

// A formula as a function of what is trained.
class Objective {
 public:
  struct Point {
    Real loss = 0;
    std::vector<TrainedParameter> parameters;  // with the gradient there
  };
  virtual ~Objective() = default;

  // Records the formula at the parameters' present values and walks it back.
  virtual Point evaluate() = 0;
  virtual void set_parameters(const std::vector<TrainedParameter>& parameters) = 0;

  // The lines of the last evaluation, and all names that they use.
  virtual void add_forward(Trace& trace) const = 0;
  virtual void add_backward(Trace& trace) const = 0;
  virtual std::set<std::string> names() const = 0;
};

struct Descent {
  struct Step {
    int step = 0;   // how many updates led here
    Real rate = 0;  // of the update that follows
    Objective::Point point;
  };
  std::vector<Step> steps;
  Trace trace;
};

// steps updates from where the objective stands.
Descent descend(Objective& objective, const Method& method, const Schedule& schedule,
                Clipping clipping, int steps);

// Step, rate, loss, parameters and gradients in columns; long runs shortened.
std::string descent_table(const Descent& descent);
std::string descent_json(const Descent& descent);

// What became of the loss, in a sentence.
std::string descent_verdict(const Descent& descent);

}  // namespace downhill::tool
