#include "train/optimizer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tensor/widest.hpp"
#include "train/divisor.hpp"

namespace downhill {
namespace {

// How a rule computes: names are for traces only.
struct Compute {
  static Real number(Real setting) { return setting; }
  static Real one() { return 1; }
  Real operator()(const char*, Real value, const char*) const { return value; }
};

// What is remembered of element i.
template <std::size_t count>
struct ElementMemory {
  const std::array<Real*, count>& rows;
  std::size_t i;
  Real& operator[](std::size_t k) const { return rows[k][i]; }
};

// The elements from begin to end. Everything is a copy of its own, so that the compiler knows that
// writing an element changes none of it, and makes SIMD of the loop.
template <bool... known, class Rule, class Shared, std::size_t count>
void update_range(const Rule rule, const Shared shared, Real* w, const Real* g,
                  const std::array<Real*, count> memory, std::size_t begin, std::size_t end) {
  const auto update = [=](std::size_t i) DOWNHILL_INLINE {
    ElementMemory<count> of_element{memory, i};
    Compute compute;
    rule.template update<known...>(w[i], g[i], of_element, shared, compute);
  };
  with_widest_vectors([=]() DOWNHILL_INLINE {
    DOWNHILL_INDEPENDENT
    for (std::size_t i = begin; i < end; ++i) update(i);
  });
}

// What update number t has in common for all elements; some rules divide by it.
template <class Rule>
auto shared_numbers(const Rule& rule, int t) {
  Compute compute;
  const auto numbers = rule.shared(t, compute);
  std::array<Divisor, std::tuple_size_v<decltype(numbers)>> shared;
  for (std::size_t i = 0; i < shared.size(); ++i) shared[i] = Divisor(numbers[i]);
  return shared;
}

template <bool... known, class Rule, class Shared, std::size_t count>
void update_elements(const Rule& rule, const Shared& shared, std::span<Real> w,
                     std::span<const Real> g, const std::array<Real*, count>& memory) {
  in_parallel(w.size(), w.size(), [&](std::size_t begin, std::size_t end) {
    update_range<known...>(rule, shared, w.data(), g.data(), memory, begin, end);
  });
}

}  // namespace

Optimizer::Optimizer(Method method) : method_(method) { check_settings(method_); }

Real Optimizer::rate() const {
  return std::visit([](const auto& rule) { return rule.rate; }, method_);
}

std::vector<Optimizer::State> Optimizer::state(std::size_t k, std::size_t size) const {
  std::vector<State> all;
  std::visit(
      [&](const auto& rule) {
        const auto memory = rule.memory();
        for (std::size_t i = 0; i < memory.size(); ++i) {
          if (!memory[i].used) continue;
          if (k < states_.size()) {
            all.push_back(states_[k][i]);
          } else {
            all.push_back({memory[i].name, std::vector<Real>(size, memory[i].initial)});
          }
        }
      },
      method_);
  return all;
}

void Optimizer::step(std::span<const std::span<Real>> parameters,
                     std::span<const std::span<const Real>> gradients, Real rate_factor) {
  if (parameters.size() != gradients.size())
    throw UsageError(fmt::format("Optimizer::step: {} parameters but {} gradients",
                                 parameters.size(), gradients.size()));
  if (steps_ > 0 && parameters.size() != states_.size())
    throw UsageError(fmt::format("Optimizer::step: {} parameters, but {} at the first update",
                                 parameters.size(), states_.size()));
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (parameters[k].size() != gradients[k].size())
      throw UsageError(fmt::format("Optimizer::step: parameter {} has {} elements, its gradient {}",
                                   k, parameters[k].size(), gradients[k].size()));
    if (steps_ > 0 && parameters[k].size() != sizes_[k])
      throw UsageError(
          fmt::format("Optimizer::step: parameter {} has {} elements, but had {} at the first "
                      "update",
                      k, parameters[k].size(), sizes_[k]));
  }
  std::visit(
      [&](auto rule) {
        const auto memory = rule.memory();
        if (steps_ == 0) {
          for (const auto& parameter : parameters) {
            auto& state = states_.emplace_back();
            sizes_.push_back(parameter.size());
            for (const auto& variable : memory)
              state.push_back(
                  {variable.name,
                   std::vector<Real>(variable.used ? parameter.size() : 0, variable.initial)});
          }
        }
        ++steps_;
        rule.rate *= rate_factor;
        const auto shared = shared_numbers(rule, steps_);
        descent::with_constants(
            rule.switches(), [&]<bool... known>() {
              for (std::size_t k = 0; k < parameters.size(); ++k) {
                std::array<Real*, std::tuple_size_v<decltype(rule.memory())>> rows;
                for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = states_[k][i].values.data();
                update_elements<known...>(rule, shared, parameters[k], gradients[k], rows);
              }
            });
      },
      method_);
}

void Optimizer::step(std::initializer_list<std::span<Real>> parameters,
                     std::initializer_list<std::span<const Real>> gradients, Real rate_factor) {
  step(std::span(parameters.begin(), parameters.size()),
       std::span(gradients.begin(), gradients.size()), rate_factor);
}

}  // namespace downhill
