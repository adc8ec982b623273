#include "descend.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "train/clip.hpp"

namespace downhill::tool {
namespace {

void clip(std::vector<TrainedParameter>& parameters, Clipping clipping) {
  std::vector<std::span<Real>> gradients;
  for (TrainedParameter& p : parameters) gradients.emplace_back(p.gradient);
  if (clipping.kind == Clipping::Kind::norm) clip_by_norm(gradients, clipping.limit);
  if (clipping.kind == Clipping::Kind::value) clip_by_value(gradients, clipping.limit);
}

void update(std::vector<TrainedParameter>& parameters, Optimizer& optimizer, Real rate_factor) {
  std::vector<std::span<Real>> values;
  std::vector<std::span<const Real>> gradients;
  for (TrainedParameter& p : parameters) {
    values.emplace_back(p.values);
    gradients.emplace_back(p.gradient);
  }
  optimizer.step(values, gradients, rate_factor);
}

nlohmann::ordered_json number_json(Real number) {
  if (std::isfinite(number)) return number;
  return std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
}

nlohmann::ordered_json value_json(const std::vector<std::size_t>& shape,
                                  const std::vector<Real>& data) {
  if (shape.empty()) return number_json(data[0]);
  nlohmann::ordered_json numbers = nlohmann::ordered_json::array();
  for (const Real number : data) numbers.push_back(number_json(number));
  return {{"shape", shape}, {"data", numbers}};
}

// A number in a column of the table; an array as its norm.
std::string cell(const std::vector<std::size_t>& shape, const std::vector<Real>& data) {
  if (shape.empty()) return short_number(data[0]);
  double squares = 0;
  for (const Real number : data) squares += double(number) * number;
  return fmt::format("|{}|", short_number(Real(std::sqrt(squares))));
}

}  // namespace

Descent descend(Objective& objective, const Method& method, const Schedule& schedule,
                Clipping clipping, int steps) {
  Descent descent;
  Optimizer optimizer(method);
  Objective::Point here = objective.evaluate();
  TrainingTrace story(descent.trace, objective.names());
  for (int k = 0; k <= steps; ++k) {
    const Real factor = schedule.factor(k);
    descent.steps.push_back({k, optimizer.rate() * factor, here});
    if (k == steps) break;
    if (TrainingTrace::prints(k + 1, steps))
      story.add_step(
          k + 1, [&](Trace& trace) { objective.add_forward(trace); },
          [&](Trace& trace) { objective.add_backward(trace); }, here.parameters, optimizer, factor,
          clipping);
    clip(here.parameters, clipping);
    update(here.parameters, optimizer, factor);
    objective.set_parameters(here.parameters);
    here = objective.evaluate();
  }
  return descent;
}

std::string descent_table(const Descent& descent) {
  const int last = descent.steps.back().step;
  std::string text = fmt::format("{:>6} {:>10} {:>16}", "step", "rate", "loss");
  for (const TrainedParameter& p : descent.steps[0].point.parameters)
    text += fmt::format(" {:>16} {:>16}", p.name, p.gradient_name);
  text += '\n';
  int shown = -1;
  for (const Descent::Step& step : descent.steps) {
    if (last > 30 && step.step > 0 && !TrainingTrace::prints(step.step, last)) continue;
    if (step.step > shown + 1) text += fmt::format("{:>6}\n", "…");
    shown = step.step;
    text += fmt::format("{:>6} {:>10} {:>16}", step.step, short_number(step.rate),
                        short_number(step.point.loss));
    for (const TrainedParameter& p : step.point.parameters)
      text += fmt::format(" {:>16} {:>16}", cell(p.shape, p.values), cell(p.shape, p.gradient));
    text += '\n';
  }
  return text + descent_verdict(descent) + '\n';
}

std::string descent_json(const Descent& descent) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const Descent::Step& step : descent.steps) {
    nlohmann::ordered_json parameters = nlohmann::ordered_json::object(), gradients = parameters;
    for (const TrainedParameter& p : step.point.parameters) {
      parameters[p.name] = value_json(p.shape, p.values);
      gradients[p.name] = value_json(p.shape, p.gradient);
    }
    steps.push_back({{"step", step.step},
                     {"rate", number_json(step.rate)},
                     {"loss", number_json(step.point.loss)},
                     {"parameters", parameters},
                     {"gradients", gradients}});
  }
  return nlohmann::ordered_json{{"steps", steps}}.dump() + "\n";
}

std::string descent_verdict(const Descent& descent) {
  const Real first = descent.steps.front().point.loss, last = descent.steps.back().point.loss;
  for (const Descent::Step& step : descent.steps) {
    const bool finite = std::isfinite(step.point.loss);
    if (!finite)
      return fmt::format("It diverged: after step {} the loss is {}. Try a smaller rate.",
                         step.step, short_number(step.point.loss));
  }
  const std::string change = fmt::format("from {} to {}", short_number(first), short_number(last));
  if (last > first) return fmt::format("The loss rose {}. Try a smaller rate.", change);
  return fmt::format("The loss went {} in {} steps.", change, descent.steps.back().step);
}

}  // namespace downhill::tool
