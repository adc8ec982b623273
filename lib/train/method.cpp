// The settings of the optimizers: by name, and whether they make sense.
#include <fmt/format.h>

#include <cmath>

#include "ops/joined.hpp"
#include "train/optimizer.hpp"

namespace downhill {
namespace {

// Calls visitor(name, member) for each setting of the rule.
template <class Rule, class Visitor>
void for_each_setting(Rule& rule, Visitor visitor) {
  std::apply([&](const auto&... setting) { (visitor(setting.name, rule.*setting.place), ...); },
             std::remove_const_t<Rule>::settings());
}

[[noreturn]] void no_such_setting(const Method& method, std::string_view setting) {
  throw UsageError(fmt::format("{} has no setting {}; it has {}", name_of(method), setting,
                               joined(settings_of(method), ", ")));
}

void check_not_negative(std::string_view method, std::string_view setting, Real value) {
  if (!(value >= 0) || std::isinf(value))
    throw UsageError(fmt::format("{}: {} is {}, but must be a finite number that is not negative",
                                 method, setting, value));
}

void check_below_one(std::string_view method, std::string_view setting, Real value) {
  if (!(value >= 0 && value < 1))
    throw UsageError(fmt::format(
        "{}: {} is {}, but must be at least 0 and below 1: it is the part of a running mean that "
        "is kept",
        method, setting, value));
}

}  // namespace

Method method_named(std::string_view name) {
  static const std::vector<Method> all = {Sgd{}, Adam{}, AdamW{}, RmsProp{}, Adagrad{}};
  std::vector<std::string_view> names;
  for (const Method& method : all) {
    if (name_of(method) == name) return method;
    names.push_back(name_of(method));
  }
  throw UsageError(
      fmt::format("there is no optimizer {}; there are {}", name, joined(names, ", ")));
}

std::string_view name_of(const Method& method) {
  return std::visit([](const auto& rule) { return rule.name; }, method);
}

std::vector<std::string> settings_of(const Method& method) {
  std::vector<std::string> names;
  std::visit(
      [&](const auto& rule) {
        for_each_setting(rule,
                         [&](std::string_view name, const auto&) { names.emplace_back(name); });
      },
      method);
  return names;
}

void set(Method& method, std::string_view setting, Real value) {
  bool found = false;
  std::visit(
      [&](auto& rule) {
        for_each_setting(rule, [&]<class Type>(std::string_view name, Type& member) {
          if (name != setting) return;
          found = true;
          if constexpr (std::is_same_v<Type, bool>) {
            if (value != 0 && value != 1)
              throw UsageError(fmt::format("{}: {} is 0 or 1, not {}", rule.name, setting, value));
            member = value == 1;
          } else {
            member = value;
          }
        });
      },
      method);
  if (!found) no_such_setting(method, setting);
}

Real get(const Method& method, std::string_view setting) {
  bool found = false;
  Real value = 0;
  std::visit(
      [&](const auto& rule) {
        for_each_setting(rule, [&](std::string_view name, const auto& member) {
          if (name != setting) return;
          found = true;
          value = Real(member);
        });
      },
      method);
  if (!found) no_such_setting(method, setting);
  return value;
}

void check_settings(const Method& method) {
  const std::string_view method_name = name_of(method);
  std::visit(
      [&](const auto& rule) {
        for_each_setting(rule, [&]<class Type>(std::string_view name, const Type& value) {
          if constexpr (!std::is_same_v<Type, bool>) {
            if (name == "beta1" || name == "beta2" || name == "alpha") {
              check_below_one(method_name, name, value);
            } else if (name == "dampening") {
              if (!std::isfinite(value))
                throw UsageError(fmt::format("sgd: dampening is {}, but must be finite", value));
            } else {
              check_not_negative(method_name, name, value);
            }
          }
        });
      },
      method);
  if (const Sgd* sgd = std::get_if<Sgd>(&method); sgd && sgd->nesterov) {
    if (sgd->momentum == 0)
      throw UsageError("sgd: nesterov looks ahead along the momentum, so momentum must be above 0");
    if (sgd->dampening != 0)
      throw UsageError(fmt::format(
          "sgd: nesterov is defined without dampening, but dampening is {}", sgd->dampening));
  }
}

}  // namespace downhill
