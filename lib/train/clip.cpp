#include "train/clip.hpp"

#include <fmt/format.h>

#include <cmath>

#include "ops/error.hpp"

namespace downhill {
namespace {

void check_limit(const char* what, Real limit) {
  if (!(limit > 0))
    throw UsageError(fmt::format("clipping: {} is {}, but must be above 0", what, limit));
}

}  // namespace

Real global_norm(std::span<const std::span<Real>> gradients) {
  double sum = 0;
  for (const auto& gradient : gradients)
    for (const Real g : gradient) sum += double(g) * double(g);
  return Real(std::sqrt(sum));
}

NormClip clip_by_norm(std::span<const std::span<Real>> gradients, Real max_norm) {
  check_limit("the largest norm", max_norm);
  const Real norm = global_norm(gradients);
  const Real coefficient = max_norm / (norm + Real(1e-6));
  if (coefficient >= 1) return {norm, 1};
  for (const auto& gradient : gradients)
    for (Real& g : gradient) g *= coefficient;
  return {norm, coefficient};
}

std::size_t clip_by_value(std::span<const std::span<Real>> gradients, Real limit) {
  check_limit("the largest value", limit);
  std::size_t changed = 0;
  for (const auto& gradient : gradients) {
    for (Real& g : gradient) {
      if (!(std::abs(g) > limit)) continue;
      g = std::copysign(limit, g);
      ++changed;
    }
  }
  return changed;
}

NormClip clip_by_norm(std::initializer_list<std::span<Real>> gradients, Real max_norm) {
  return clip_by_norm(std::span(gradients.begin(), gradients.size()), max_norm);
}

std::size_t clip_by_value(std::initializer_list<std::span<Real>> gradients, Real limit) {
  return clip_by_value(std::span(gradients.begin(), gradients.size()), limit);
}

}  // namespace downhill
