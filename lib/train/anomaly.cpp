#include "train/anomaly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace downhill {
namespace {

bool is_nan(Real x) { return std::isnan(x); }
bool is_inf(Real x) { return std::isinf(x); }
bool has(const Array& a, bool (*is)(Real)) {
  return std::any_of(a.values().begin(), a.values().end(), is);
}

std::string found_in(const Array& a) {
  if (has(a, is_nan)) return "nan";
  const auto values = a.values();
  return *std::find_if(values.begin(), values.end(), is_inf) > 0 ? "inf" : "-inf";
}

// A small array whole; of a large one the range, and how much of it is not finite.
std::string short_text(const Array& a) {
  constexpr std::size_t most = 16;
  if (a.size() <= most) return a.rank() == 0 ? fmt::format("{}", a[0]) : text(a);
  std::size_t nans = 0, infs = 0;
  std::optional<std::pair<Real, Real>> range;
  for (const Real x : a.values()) {
    nans += is_nan(x);
    infs += is_inf(x);
    if (!std::isfinite(x)) continue;
    if (!range) range = {x, x};
    range = {std::min(range->first, x), std::max(range->second, x)};
  }
  std::string result = text(a.shape()) + " ";
  if (range) result += fmt::format(" {:.6g} to {:.6g}", range->first, range->second);
  if (nans) result += fmt::format(" {} nan", nans);
  if (infs) result += fmt::format(" {} inf", infs);
  return result;
}

// A node's name; matmul_7 if its author gave none; a number that is a literal stands as it is.
ops::Symbol symbol(const TensorTape& tape, std::size_t i) {
  const TensorNode& node = tape.nodes()[i];
  const std::string_view name = tape.name_of(node);
  if (!name.empty()) return ops::Symbol(std::string(name));
  if (node.kind == TensorKind::constant && node.value.rank() == 0)
    return ops::Symbol(node.value[0]);
  return ops::Symbol(fmt::format("{}_{}", node.operation ? node.operation->name() : "constant", i));
}

std::vector<ops::Symbol> symbols(const TensorTape& tape, const TensorNode& node) {
  std::vector<ops::Symbol> all;
  for (const std::uint32_t id : tape.inputs_of(node)) all.push_back(symbol(tape, id));
  return all;
}

std::string assigned(const std::string& name, const Array& value) {
  return name + " = " + short_text(value);
}

// What forward and backward have in common: where the node stands, and what went into it.
Anomaly at_node(const TensorTape& tape, std::size_t i, const Array& broken) {
  const TensorNode& node = tape.nodes()[i];
  Anomaly anomaly;
  anomaly.found = found_in(broken);
  anomaly.file = tape.file_of(node);
  anomaly.line = tape.line_of(node);
  for (const TensorBlock& block : tape.blocks())  // inner ones begin later
    if (block.begin <= i && (i < block.end || block.end == block.begin)) anomaly.block = block.name;
  if (!node.operation) {
    anomaly.operation = node.kind == TensorKind::parameter  ? "parameter"
                        : node.kind == TensorKind::constant ? "constant"
                        : node.wants_gradient               ? "input"
                                                            : "data";
    return anomaly;
  }
  anomaly.operation = node.operation->name();
  std::vector<std::uint32_t> shown;
  for (const std::uint32_t id : tape.inputs_of(node)) {
    const TensorNode& input = tape.nodes()[id];
    if (input.kind == TensorKind::constant && input.value.rank() == 0) continue;  // a literal
    if (std::find(shown.begin(), shown.end(), id) != shown.end()) continue;
    shown.push_back(id);
    anomaly.inputs.push_back(assigned(symbol(tape, id).text(), input.value));
  }
  return anomaly;
}

// Whether the node made nan or inf: it has one, and nothing that went into it has.
bool made_one(const TensorTape& tape, const TensorNode& node) {
  const bool nan = has(node.value, is_nan), inf = has(node.value, is_inf);
  if (!nan && !inf) return false;
  if (!node.operation) return node.kind != TensorKind::constant;
  bool nan_before = false, inf_before = false;
  for (const std::uint32_t id : tape.inputs_of(node)) {
    nan_before |= has(tape.nodes()[id].value, is_nan);
    inf_before |= has(tape.nodes()[id].value, is_inf);
  }
  if (nan) return !nan_before;
  return !inf_before && node.operation->name() != "masked_fill";
}

struct FirstBreak final : BackwardObserver {
  void contributes(const Contribution& step) override {
    if (found) return;
    const auto broken = [](Real x) { return !std::isfinite(x); };
    if (!has(step.amount, broken) && !has(step.total, broken)) return;
    found = true;
    consumer = step.consumer;
    slot = step.slot;
    input = step.input;
    adds = !step.first;
    total = step.total;
  }
  bool found = false, adds = false;
  std::uint32_t consumer = 0, slot = 0, input = 0;
  Array total;
};

}  // namespace

std::string text(const Anomaly& anomaly) {
  std::string place = anomaly.file.substr(anomaly.file.find_last_of('/') + 1);
  if (!place.empty()) place += fmt::format(":{}", anomaly.line);
  if (!anomaly.block.empty()) place += ", in " + anomaly.block;
  const bool is_leaf = anomaly.inputs.empty() && !anomaly.backward;
  std::string result = is_leaf ? fmt::format("the {} holds {}", anomaly.operation, anomaly.found)
                               : fmt::format("{} gave {}{}", anomaly.operation, anomaly.found,
                                             anomaly.backward ? " on the way back" : "");
  result += fmt::format("\n     {:<40}{}", anomaly.statement, place.empty() ? "" : "  " + place);
  result.erase(result.find_last_not_of(' ') + 1);
  for (const std::string& input : anomaly.inputs) result += "\n     " + input;
  return result;
}

std::optional<Anomaly> forward_anomaly(const TensorTape& tape) {
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const TensorNode& node = tape.nodes()[i];
    if (!made_one(tape, node)) continue;
    Anomaly anomaly = at_node(tape, i, node.value);
    const std::string name = symbol(tape, i).text();
    anomaly.statement = node.operation ? name + " = " + tape.spell_value(i, symbols(tape, node))
                                       : assigned(name, node.value);
    return anomaly;
  }
  return {};
}

std::optional<Anomaly> backward_anomaly(Tensor output) {
  FirstBreak first;
  const TensorGradients gradients = backward(output, {}, &first);
  if (!first.found) return {};
  const TensorTape& tape = output.tape();
  const TensorNode& node = tape.nodes()[first.consumer];
  const std::string y = symbol(tape, first.consumer).text();
  Anomaly anomaly = at_node(tape, first.consumer, first.total);
  anomaly.backward = true;
  anomaly.statement = fmt::format(
      "d{} {} {}", symbol(tape, first.input).text(), first.adds ? "+=" : "=",
      tape.spell_contribution(first.consumer, first.slot, symbols(tape, node), y, "d" + y));
  anomaly.inputs.push_back(assigned(y, node.value));
  anomaly.inputs.push_back(assigned("d" + y, gradients[tape.at(first.consumer)]));
  return anomaly;
}

std::optional<Anomaly> update_anomaly(const std::string& name, const Array& updated,
                                      const Array& gradient) {
  if (!has(updated, is_nan) && !has(updated, is_inf)) return {};
  Anomaly anomaly;
  anomaly.found = found_in(updated);
  anomaly.operation = "the update of " + name;
  anomaly.statement = assigned(name, updated);
  anomaly.inputs.push_back(assigned("d" + name, gradient));
  return anomaly;
}

AnomalyError::AnomalyError(int at_step, Anomaly its_anomaly)
    : Error(fmt::format("step {}: {}", at_step, text(its_anomaly))),
      step(at_step),
      anomaly(std::move(its_anomaly)) {}

}  // namespace downhill
