#include "optimizer_settings.hpp"

#include <cmath>

#include "ops/error.hpp"

namespace downhill::tool {

Method with_settings(Method method, const OptimizerSettings& settings) {
  for (const auto& [name, number] : settings.numbers) set(method, name, Real(number));
  check_settings(method);
  return method;
}

Clipping clipping_of(const OptimizerSettings& settings) {
  if (std::isnan(settings.clip_norm) || std::isnan(settings.clip_value))
    throw UsageError("--clip-norm and --clip-value are sizes above 0, and nan is none");
  if (settings.clip_norm > 0) return {Clipping::Kind::norm, Real(settings.clip_norm)};
  if (settings.clip_value > 0) return {Clipping::Kind::value, Real(settings.clip_value)};
  return {};
}

}  // namespace downhill::tool
