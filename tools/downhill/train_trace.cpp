#include "train_trace.hpp"

#include <fmt/format.h>

#include "trace/from_tensor.hpp"

namespace downhill::tool {
namespace {

// The lines of one recorded batch, whose first nodes are the parameters.
void add(Trace& trace, const FitStep& step, const TensorGradients& gradients,
         const std::vector<Tensor>& parameters, Clipping clipping) {
  const auto forward = [&](Trace& to) { add_forward(to, gradients.output(), Places::hidden); };
  const auto backward = [&](Trace& to) { add_backward(to, gradients); };

  Trace rehearsal;  // for the names
  forward(rehearsal);
  std::set<std::string> names;
  for (const GraphNode& node : rehearsal.graph.nodes) {
    names.insert(node.name);
    names.insert(node.gradient_name);
  }
  std::vector<TrainedParameter> trained;
  for (const Tensor& parameter : parameters) {
    const GraphNode& node = rehearsal.graph.nodes[parameter.index()];
    const Array gradient = gradients[parameter];
    trained.push_back({node.name,
                       node.gradient_name,
                       node.value.shape,
                       node.value.data.as_vector(),
                       {gradient.values().begin(), gradient.values().end()}});
  }
  TrainingTrace(trace, names)
      .add_step(step.step, forward, backward, trained, step.optimizer, step.rate_factor, clipping);
}

}  // namespace

Trace trace_of_step(const FitStep& step, const Module& module, const Dataset& data,
                    Clipping clipping) {
  Trace trace;
  if (step.batch.shard_count() == 1) {
    const TensorShard& shard = step.batch.shard(0);
    add(trace, step, *shard.gradients, shard.parameters, clipping);
    return trace;
  }
  trace.titles.push_back(fmt::format(
      "{} examples, trained in {} parts at once; here in one, which agrees but for rounding",
      step.x.shape()[0], step.batch.shard_count()));
  TensorTape tape;
  const std::vector<Tensor> parameters = step.parameters.on(tape);
  const Tensor output = fit_output(module, tape.data("x", step.x), parameters, data);
  const TensorGradients gradients = downhill::backward(fit_loss(output, step.target, data));
  add(trace, step, gradients, parameters, clipping);
  return trace;
}

}  // namespace downhill::tool
