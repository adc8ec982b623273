// What the tests of array programs share: a program is evaluated, differentiated, told as a trace,
// checked by finite differences, and run by python3 with NumPy, line by line.
#pragma once

#include <string>
#include <vector>

#include "expr/evaluate_arrays.hpp"
#include "expr/parse.hpp"
#include "tensor/backward.hpp"
#include "trace/trace.hpp"

namespace downhill::testing {

// An evaluated program and its gradients. Outputs that are not one number start from an upstream
// of different numbers.
struct Told {
  explicit Told(const std::string& text, const expr::ArrayBindings& values = {});
  Array value(const std::string& name) const { return done.find(name)->value(); }
  const Array& gradient(const std::string& name) const { return gradients[*done.find(name)]; }
  Trace trace() const;
  std::string text() const;  // of the trace

  expr::Program program;
  TensorTape tape;
  expr::ArrayEvaluation done;
  TensorGradients gradients;
};

// CHECKs every number of every gradient against central differences.
void check_slopes(const Told& told);

// Runs all these traces in python3; "" if every annotated number is what Python has, or else the
// first that is not.
std::string python_finds(const std::vector<std::string>& traces);

}  // namespace downhill::testing
