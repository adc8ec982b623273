#include "trace/training.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/symbol.hpp"
#include "trace/from_tensor.hpp"
#include "train/clip.hpp"

namespace downhill {
namespace {

std::string free_name(std::string wish, std::set<std::string>& taken) {
  std::string name = wish;
  for (int copy = 2; !taken.insert(name).second; ++copy) name = fmt::format("{}_{}", wish, copy);
  return name;
}

Line line_of(const std::string& name, std::string expression, Value value, std::string words) {
  Line line;
  line.name = name;
  line.expression = std::move(expression);
  line.value = std::move(value);
  line.words = std::move(words);
  return line;
}

NamedParameter named(const TrainedParameter& p) {
  return {p.name, p.values, p.gradient_name, p.gradient};
}

// The square of a gradient's length, in words: a number's square, an array's sum of squares.
std::string squared_length(const TrainedParameter& p) {
  const std::string squares = fmt::format("square({})", p.gradient_name);
  return p.shape.empty() ? squares : fmt::format("sum({})", squares);
}

std::vector<std::span<Real>> gradients_of(std::vector<TrainedParameter>& parameters) {
  std::vector<std::span<Real>> spans;
  for (TrainedParameter& p : parameters) spans.emplace_back(p.gradient);
  return spans;
}

}  // namespace

TrainedParameter trained(Scalar x, const Gradients& gradients) {
  const std::string name(x.tape().name_of(x.tape().nodes()[x.index()]));
  return {name, "d" + name, {}, {x.value()}, {gradients[x]}};
}

TrainedParameter trained(Tensor x, const TensorGradients& gradients) {
  const std::string name(x.tape().name_of(x.tape().nodes()[x.index()]));
  Value value = value_of(x.value());
  return {name, "d" + name, std::move(value.shape), value.data.as_vector(),
          value_of(gradients[x]).data.as_vector()};
}

TrainingTrace::TrainingTrace(Trace& trace, std::set<std::string> names)
    : trace_(trace), taken_(std::move(names)), names_(taken_) {
  norm_name_ = free_name("total_norm", taken_);
  clip_name_ = free_name("clip_coef", taken_);
}

bool TrainingTrace::prints(int step, int steps) {
  if (steps <= 12 || step <= 3 || step == steps) return true;
  int power = 10;
  while (power < step) power *= 10;
  return power == step;
}

void TrainingTrace::add_step(int step, const std::function<void(Trace&)>& forward,
                             const std::function<void(Trace&)>& backward,
                             const std::vector<TrainedParameter>& parameters,
                             const Optimizer& optimizer, Real rate_factor, Clipping clipping) {
  say_what_was_left_out(step);
  trace_.heading(fmt::format("step {}: forward propagation", step));
  forward(trace_);
  Entry loss = std::move(trace_.entries.back());
  trace_.entries.pop_back();
  trace_.heading(fmt::format("step {}: loss calculation", step));
  trace_.entries.push_back(std::move(loss));
  trace_.heading(fmt::format("step {}: backward propagation", step));
  backward(trace_);

  trace_.heading(fmt::format("step {}: parameter update", step));
  std::vector<TrainedParameter> clipped = parameters;
  add_clipping(clipped, clipping);
  for (std::size_t k = 0; k < clipped.size(); ++k) {
    add_memory(clipped[k], k, optimizer);
    for (UpdateLine& line : update_words(optimizer, k, named(clipped[k]), names_, rate_factor))
      trace_.line(line_of(line.name, std::move(line.expression),
                          Value(clipped[k].shape, std::move(line.values)), std::move(line.words)));
  }
}

void TrainingTrace::say_what_was_left_out(int step) {
  if (step > last_step_ + 1) {
    trace_.remark("");
    trace_.remark(step == last_step_ + 2
                      ? fmt::format("step {} is left out", step - 1)
                      : fmt::format("steps {} to {} are left out", last_step_ + 1, step - 1));
  }
  last_step_ = step;
}

void TrainingTrace::add_clipping(std::vector<TrainedParameter>& parameters, Clipping clipping) {
  if (clipping.kind == Clipping::Kind::none) return;
  const std::string limit = ops::literal(clipping.limit);
  const auto gradients = gradients_of(parameters);
  if (clipping.kind == Clipping::Kind::norm) {
    std::string sum;
    for (const TrainedParameter& p : parameters)
      sum += (sum.empty() ? "" : " + ") + squared_length(p);
    const NormClip clip = clip_by_norm(gradients, clipping.limit);
    trace_.line(line_of(norm_name_, fmt::format("sqrt({})", sum), clip.norm,
                        "length of all gradients together"));
    trace_.line(line_of(clip_name_, fmt::format("minimum(1, {} / ({} + 1e-06))", limit, norm_name_),
                        clip.factor, "what makes it at most " + limit));
  } else {
    clip_by_value(gradients, clipping.limit);
  }
  for (const TrainedParameter& p : parameters) {
    const bool by_norm = clipping.kind == Clipping::Kind::norm;
    trace_.line(line_of(
        p.gradient_name,
        by_norm ? fmt::format("{} * {}", p.gradient_name, clip_name_)
                : fmt::format("minimum(maximum({}, -{}), {})", p.gradient_name, limit, limit),
        Value(p.shape, p.gradient), "clipped"));
  }
}

void TrainingTrace::add_memory(const TrainedParameter& parameter, std::size_t k,
                               const Optimizer& optimizer) {
  for (UpdateLine& line : memory_words(optimizer, k, named(parameter), names_)) {
    Value value(parameter.shape, std::move(line.values));
    if (trace_.holds(line.name, value)) continue;
    std::string expression = parameter.shape.empty()           ? std::move(line.expression)
                             : value.data.size() > whole_limit ? "..."
                                                               : python_literal(value);
    trace_.line(line_of(line.name, std::move(expression), std::move(value), std::move(line.words)));
  }
}

}  // namespace downhill
