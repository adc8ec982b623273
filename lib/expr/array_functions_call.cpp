#include "expr/array_functions_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace downhill::expr {

std::string_view kind_name(ArrayValue::Kind kind) {
  switch (kind) {
    case ArrayValue::node:
      return "a value that is computed";
    case ArrayValue::constant:
      return "a constant";
    case ArrayValue::text:
      return "a string";
    case ArrayValue::list:
      return "a list of values";
    case ArrayValue::slice:
      return "a slice";
    default:
      return "None";
  }
}

std::optional<int> whole_number(const Array& array) {
  if (array.rank() != 0 || array[0] != std::trunc(array[0]) || std::abs(array[0]) > Real(1e9))
    return {};
  return int(array[0]);
}

unsigned ArrayCall::line() const { return std::min(call_.line, (1u << 22) - 1); }

std::size_t ArrayCall::index(std::string_view parameter) const {
  const auto& all = function_.parameters;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Parameter& one) { return one.name == parameter; });
  return std::size_t(found - all.begin());
}

const ArrayValue* ArrayCall::value(std::string_view parameter) const {
  const Id id = matched_.at(index(parameter));
  return id == nothing ? nullptr : &state_.values[id];
}

bool ArrayCall::given(std::string_view parameter) const {
  const ArrayValue* found = value(parameter);
  return found && found->kind != ArrayValue::none;
}

void ArrayCall::fail(std::string_view parameter, std::string_view expected) const {
  const Id id = matched_[index(parameter)];
  const std::string message =
      fmt::format("{}: {} is {}", function_.signature(), parameter, expected);
  if (id == nothing) fail_at(state_.program, call_, message);
  fail_at(state_.program, state_.program.instructions[id], message);
}

bool ArrayCall::has_nodes() const {
  return std::any_of(matched_.begin(), matched_.end(), [&](Id id) {
    if (id == nothing) return false;
    const ArrayValue::Kind kind = state_.values[id].kind;
    return kind == ArrayValue::node || kind == ArrayValue::list;
  });
}

Tensor ArrayCall::as_tensor(Id id, std::string_view parameter) const {
  const ArrayValue& one = state_.values[id];
  if (one.kind == ArrayValue::node) return one.tensor;
  if (one.kind == ArrayValue::constant) return state_.tape.constant(one.array, place());
  const bool is_list = one.kind == ArrayValue::list;
  fail(parameter, fmt::format("an array, and this is {}{}", kind_name(one.kind),
                              is_list ? "; stack([a, b]) makes an array of them" : ""));
}

Tensor ArrayCall::tensor(std::string_view parameter) const {
  if (!value(parameter)) fail(parameter, "an array");
  return as_tensor(matched_[index(parameter)], parameter);
}

// A constant is a list of its rows.
std::vector<Tensor> ArrayCall::tensors(std::string_view parameter) const {
  const ArrayValue* list = value(parameter);
  const Instruction& instruction = state_.program.instructions[matched_[index(parameter)]];
  if (instruction.what != What::list || !list) fail(parameter, "a list of arrays, [a, b]");
  std::vector<Tensor> all;
  for (const Argument& argument : state_.program.arguments_of(instruction))
    all.push_back(as_tensor(argument.value, parameter));
  if (all.empty()) fail(parameter, "a list of arrays, and this one is empty");
  return all;
}

std::optional<Real> ArrayCall::constant_number(std::string_view parameter) const {
  const ArrayValue* found = value(parameter);
  if (!found) return Real(function_.parameters[index(parameter)].otherwise.value_or(0));
  if (found->kind != ArrayValue::constant || found->array.rank() != 0) return {};
  return found->array[0];
}

Real ArrayCall::number(std::string_view parameter) const {
  const auto found = constant_number(parameter);
  if (!found) fail(parameter, "one number, written where it is used");
  return *found;
}

int ArrayCall::integer(std::string_view parameter) const {
  const auto found = constant_number(parameter);
  const auto whole = found ? whole_number(Array(*found)) : std::nullopt;
  if (!whole) fail(parameter, "a whole number");
  return *whole;
}

bool ArrayCall::flag(std::string_view parameter) const {
  const auto found = constant_number(parameter);
  if (!found || (*found != 0 && *found != 1)) fail(parameter, "True or False");
  return *found != 0;
}

std::vector<int> ArrayCall::integers(std::string_view parameter) const {
  constexpr std::string_view expected = "a whole number or a list of them";
  const ArrayValue* found = value(parameter);
  if (!found || found->kind != ArrayValue::constant || found->array.rank() > 1)
    fail(parameter, expected);
  std::vector<int> all;
  for (const Real number : found->array.values()) {
    const auto whole = whole_number(Array(number));
    if (!whole) fail(parameter, expected);
    all.push_back(*whole);
  }
  return all;
}

Axes ArrayCall::axes(std::string_view parameter) const {
  return given(parameter) ? Axes(integers(parameter)) : Axes();
}

std::string ArrayCall::text(std::string_view parameter) const {
  const Id id = matched_[index(parameter)];
  if (id == nothing) {
    std::string_view otherwise = function_.parameters[index(parameter)].spelled;
    return std::string(otherwise.substr(1, otherwise.size() - 2));  // "mean" without its quotes
  }
  if (state_.values[id].kind != ArrayValue::text) fail(parameter, "a string");
  return state_.program.word_of(state_.program.instructions[id]);
}

}  // namespace downhill::expr
