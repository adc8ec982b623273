#include "train/modules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/joined.hpp"

namespace downhill {

Tensor Module::forward(TensorAt x, std::span<const Tensor> parameters) const {
  if (parameters.size() != plan_.size()) {
    std::vector<std::string_view> names;
    for (const PlannedParameter& each : plan_) names.push_back(each.name);
    throw UsageError(fmt::format("{}: its parameters are {} ({}), but {} are given", kind(),
                                 plan_.size(), joined(names, ", "), parameters.size()));
  }
  return record(x, parameters);
}

void Parameters::add(const Module& module, std::uint64_t seed) {
  const Random random(seed);
  for (const PlannedParameter& each : module.plan()) {
    if (std::find(names_.begin(), names_.end(), each.name) != names_.end())
      throw UsageError(fmt::format(
          "Parameters: two are called {}; give the modules names of their own", each.name));
    Random stream = random.split(each.name);
    values_.push_back(each.initial(each.shape, stream));
    names_.push_back(each.name);
  }
}

std::vector<Tensor> Parameters::on(TensorTape& tape, Place place) const {
  std::vector<Tensor> tensors;
  tensors.reserve(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i)
    tensors.push_back(tape.parameter(names_[i], values_[i], place));
  return tensors;
}

std::size_t Parameters::index(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end())
    throw UsageError(
        fmt::format("Parameters: there is no {}; there are {}", name, joined(names_, ", ")));
  return std::size_t(found - names_.begin());
}

const Array& Parameters::operator[](std::string_view name) const { return values_[index(name)]; }

void Parameters::set(std::string_view name, Array value) {
  Array& old = values_[index(name)];
  if (value.shape() != old.shape())
    throw ShapeError(fmt::format("Parameters: {} has shape {}, its new value {}", name,
                                 text(old.shape()), text(value.shape())));
  old = std::move(value);
}

std::size_t Parameters::count() const {
  std::size_t numbers = 0;
  for (const Array& value : values_) numbers += value.size();
  return numbers;
}

std::vector<std::span<Real>> Parameters::spans() {
  std::vector<std::span<Real>> all;
  all.reserve(values_.size());
  for (Array& value : values_) all.emplace_back(value.writable(), value.size());
  return all;
}

std::vector<NamedValues> Parameters::named() {
  const auto numbers = spans();
  std::vector<NamedValues> all;
  for (std::size_t i = 0; i < values_.size(); ++i)
    all.push_back({names_[i], {values_[i].shape().begin(), values_[i].shape().end()}, numbers[i]});
  return all;
}

std::span<const Tensor> take_parameters(std::span<const Tensor>& rest, const Module& module) {
  const std::size_t count = module.plan().size();
  if (rest.size() < count)
    throw UsageError(fmt::format("{}: it has {} parameters, but only {} are left", module.kind(),
                                 count, rest.size()));
  const std::span<const Tensor> mine = rest.first(count);
  rest = rest.subspan(count);
  return mine;
}

}  // namespace downhill
