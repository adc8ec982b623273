// Optimizer: drives one rule of descent over all parameters of a model, and keeps what the rule
// remembers of each number.
//
//     Optimizer optimizer(Adam{.rate = 0.01});
//     optimizer.step({w, b}, {dw, db});         // spans of Real: arrays, or single numbers
//
// All gradients of an update are handed in together, so no parameter moves before every gradient
// is known. Elements are independent of each other: an update gives the same bits with any number
// of threads.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ops/error.hpp"
#include "train/rules_of_descent.hpp"

namespace downhill {

using descent::Adagrad, descent::Adam, descent::AdamW, descent::RmsProp, descent::Sgd;

using Method = std::variant<Sgd, Adam, AdamW, RmsProp, Adagrad>;

// The method with this name (sgd, adam, adamw, rmsprop, adagrad), with its default settings.
// UsageError with the list of names if there is none.
Method method_named(std::string_view name);
std::string_view name_of(const Method& method);

// A setting by its name in rules_of_descent.hpp; switches take and give 0 or 1.
// UsageError with the list of settings if the method has none of this name.
void set(Method& method, std::string_view setting, Real value);
Real get(const Method& method, std::string_view setting);
std::vector<std::string> settings_of(const Method& method);

// Throws UsageError if a setting makes no sense: a rate, decay or epsilon that is negative or not
// finite, a beta or alpha outside [0, 1), Nesterov without momentum or with dampening.
void check_settings(const Method& method);

class Optimizer {
 public:
  explicit Optimizer(Method method);  // checks the settings

  // One update of every parameter; the k-th gradient belongs to the k-th parameter. The rate is
  // the method's times rate_factor (see schedule.hpp). The first update fixes how many parameters
  // there are and their sizes; UsageError, before anything has changed, if they do not match.
  void step(std::span<const std::span<Real>> parameters,
            std::span<const std::span<const Real>> gradients, Real rate_factor = 1);

  // The same for lists in braces: step({w, b}, {dw, db}).
  void step(std::initializer_list<std::span<Real>> parameters,
            std::initializer_list<std::span<const Real>> gradients, Real rate_factor = 1);

  const Method& method() const { return method_; }
  int steps() const { return steps_; }  // how many updates there were
  Real rate() const;                    // the method's own, before any factor

  // What is remembered of the k-th parameter: under each name one number per element. Before the
  // first update it is the initial values for `size` elements.
  struct State {
    std::string_view name;
    std::vector<Real> values;
  };
  std::vector<State> state(std::size_t k, std::size_t size) const;

 private:
  Method method_;
  int steps_ = 0;
  std::vector<std::size_t> sizes_;          // of each parameter
  std::vector<std::vector<State>> states_;  // of each parameter, all that memory() lists
};

}  // namespace downhill
