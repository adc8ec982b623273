#include "objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "expr/evaluate.hpp"
#include "expr/evaluate_arrays.hpp"
#include "trace/from_scalar.hpp"
#include "trace/from_tensor.hpp"

namespace downhill::tool {
namespace {

// The two engines under the same words.
struct Scalars {
  using Tape = downhill::Tape;
  using Handle = Scalar;
  using Gradients = downhill::Gradients;
  static expr::Evaluation evaluate(const expr::Program& program, Tape& tape,
                                   const std::vector<std::pair<std::string, Value>>& values) {
    expr::Bindings bindings;
    for (const auto& [name, value] : values) bindings.emplace_back(name, value.number());
    return expr::evaluate(program, tape, bindings);
  }
  static bool is_input(Handle x) { return x.tape().nodes()[x.index()].kind() == input; }
  static Value value(Handle x) { return x.value(); }
  static Value gradient(const Gradients& g, Handle x) { return g[x]; }
};

struct Arrays {
  using Tape = TensorTape;
  using Handle = Tensor;
  using Gradients = TensorGradients;
  static expr::ArrayEvaluation evaluate(const expr::Program& program, Tape& tape,
                                        const std::vector<std::pair<std::string, Value>>& values) {
    expr::ArrayBindings bindings;
    for (const auto& [name, value] : values)
      bindings.emplace_back(name, Array(Shape(value.shape), std::span(value.data)));
    return expr::evaluate_arrays(program, tape, bindings);
  }
  static bool is_input(Handle x) { return x.tape().nodes()[x.index()].kind == TensorKind::input; }
  static Value value(Handle x) { return value_of(x.value()); }
  static Value gradient(const Gradients& g, Handle x) { return value_of(g[x]); }
};

template <class Engine>
class ProgramObjective : public Objective {
 public:
  ProgramObjective(expr::Program program, ObjectiveSettings settings)
      : program_(std::move(program)), settings_(std::move(settings)) {
    run();
    choose_parameters();
  }

  Point evaluate() override {
    if (!gradients_) run();
    Point point;
    point.loss = Engine::value(gradients_->output()).number();
    for (const std::string& name : trained_) {
      const auto x = leaf(name);
      Value value = Engine::value(x), gradient = Engine::gradient(*gradients_, x);
      point.parameters.push_back({name, gradient_names_.at(name), value.shape,
                                  value.data.as_vector(), gradient.data.as_vector()});
    }
    return point;
  }

  void set_parameters(const std::vector<TrainedParameter>& parameters) override {
    for (const TrainedParameter& p : parameters) {
      const auto known = std::find_if(settings_.values.begin(), settings_.values.end(),
                                      [&](const auto& each) { return each.first == p.name; });
      Value value(p.shape, p.values);
      if (known == settings_.values.end()) {
        settings_.values.emplace_back(p.name, std::move(value));
      } else {
        known->second = std::move(value);
      }
    }
    gradients_.reset();
  }

  void add_forward(Trace& trace) const override {
    downhill::add_forward(trace, gradients_->output(), Places::hidden);
  }
  void add_backward(Trace& trace) const override { downhill::add_backward(trace, *gradients_); }

  std::set<std::string> names() const override { return names_; }

 private:
  // Records the program at the present values and walks it back.
  void run() {
    gradients_.reset();
    tape_.clear();
    const auto evaluation = Engine::evaluate(program_, tape_, settings_.values);
    auto output = evaluation.output;
    if (!settings_.of.empty()) {
      const auto found = evaluation.find(settings_.of);
      if (!found)
        throw UsageError(fmt::format("--of {}: the program names no such value", settings_.of));
      output = *found;
    }
    if (!Engine::value(output).is_number())
      throw UsageError(
          "descend needs one number to minimise; take the mean or sum of the output, for "
          "instance loss = mean(y)");
    gradients_.emplace(backward(output));
    assigned_ = evaluation.assigned;
  }

  typename Engine::Handle leaf(const std::string& name) const {
    for (const auto& [each, x] : assigned_)
      if (each == name && Engine::is_input(x)) return x;
    throw UsageError(fmt::format("--train {}: the program has no input of this name", name));
  }

  void choose_parameters() {
    Trace trace;
    add_forward(trace);
    add_backward(trace);
    for (const GraphNode& node : trace.graph.nodes) {
      names_.insert(node.name);
      names_.insert(node.gradient_name);
      gradient_names_[node.name] = node.gradient_name;
    }
    trained_ = settings_.train;
    for (const std::string& name : trained_)
      if (std::count(trained_.begin(), trained_.end(), name) > 1)
        throw UsageError(fmt::format("--train names {} twice", name));
    if (trained_.empty())
      for (const auto& [name, x] : assigned_)
        if (Engine::is_input(x) && gradients_->computed(x)) trained_.push_back(name);
    if (trained_.empty())
      throw UsageError("the output depends on no input: there is nothing to move");
    for (const std::string& name : trained_)
      if (!gradients_->computed(leaf(name)))
        throw UsageError(fmt::format("--train {0}: the output does not depend on {0}", name));
  }

  expr::Program program_;
  ObjectiveSettings settings_;
  typename Engine::Tape tape_;
  std::optional<typename Engine::Gradients> gradients_;
  std::vector<std::pair<std::string, typename Engine::Handle>> assigned_;
  std::vector<std::string> trained_;
  std::map<std::string, std::string> gradient_names_;
  std::set<std::string> names_;
};

}  // namespace

std::unique_ptr<Objective> make_objective(expr::Program program, ObjectiveSettings settings) {
  const bool arrays = needs_arrays(program) ||
                      std::any_of(settings.values.begin(), settings.values.end(),
                                  [](const auto& each) { return !each.second.is_number(); });
  if (arrays)
    return std::make_unique<ProgramObjective<Arrays>>(std::move(program), std::move(settings));
  return std::make_unique<ProgramObjective<Scalars>>(std::move(program), std::move(settings));
}

}  // namespace downhill::tool
