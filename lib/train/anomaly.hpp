// Anomalies: where nan or inf came from. Both spread: one log(0) makes every later number nan, and
// after the update every parameter. What helps is the first operation that made one out of finite
// numbers.
//
//     if (const auto found = forward_anomaly(tape)) fmt::print("{}", text(*found));
//
//     log gave -inf
//          q = log(p)                    model.cpp:41, in layer 1
//          p = [2, 2]  0.5 0.25 / 0 1
//
// An inf that was asked for, as masked_fill(scores, mask, -inf) asks for it, is none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tensor/backward.hpp"

namespace downhill {

struct Anomaly {
  std::string found;      // nan, inf or -inf
  std::string operation;  // log; "parameter", "data" or "input" for a leaf that holds it already
  std::string statement;  // q = log(p), or for backward dp += dq / p
  std::vector<std::string> inputs;  // p = [2, 2]  0.5 0.25 / 0 1
  std::string file;                 // of the source line that recorded the operation
  unsigned line = 0;
  std::string block;      // the innermost block that it stands in, or empty
  bool backward = false;  // whether walking back made it, from finite values
};
std::string text(const Anomaly& anomaly);

// The first node whose value has a nan or inf that no input has, if any has one.
std::optional<Anomaly> forward_anomaly(const TensorTape& tape);

// The first contribution to a gradient of the output that has a nan or inf, or makes the gradient
// it is added to overflow; the forward values are finite. Walks back once more.
std::optional<Anomaly> backward_anomaly(Tensor output);

// A parameter whose update, by this gradient, made nan or inf of it.
std::optional<Anomaly> update_anomaly(const std::string& name, const Array& updated,
                                      const Array& gradient);

// A training that met one.
struct AnomalyError : Error {
  AnomalyError(int at_step, Anomaly its_anomaly);
  int step;  // 1, 2, …
  Anomaly anomaly;
};

}  // namespace downhill
