#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/slips.hpp"

namespace downhill {
namespace {

struct KnownFactor {
  double factor = 1;  // as it is meant, not as it was measured
  std::string words;
};

// The factor as one that has a meaning in this graph, if it is one.
std::optional<KnownFactor> known_factor(const RerunGraph& graph, double factor) {
  const auto close = [](double a, double b) { return std::abs(a - b) <= 2e-6 * std::abs(b); };
  const auto is_size = [&](double n) {
    for (const TensorNode& node : graph.nodes())
      for (const std::size_t axis : node.value.shape())
        if (close(n, double(axis))) return true;
    return false;
  };
  const double sign = factor < 0 ? -1 : 1, size = std::abs(factor);
  const std::string minus = factor < 0 ? "minus " : "";
  const auto sized = [&](double n) {
    return is_size(n) ? fmt::format(" ({} is a size of its arrays: is a mean taken for a sum?)", n)
                      : std::string();
  };
  for (double n = 1; n <= 3; ++n)
    for (double d = 1; d <= 3; ++d)
      if (close(size, n / d) && (n != d || sign < 0)) {
        if (n == d) return KnownFactor{-1, "minus the right one"};
        return KnownFactor{sign * n / d,
                           minus +
                               (d == 1 ? fmt::format("{} times the right one", n)
                                       : fmt::format("{}/{} of the right one", n, d)) +
                               sized(d == 1 ? n : d)};
      }
  const double whole = std::round(size), part = std::round(1 / size);
  if (whole >= 2 && whole <= 1e6 && close(size, whole))
    return KnownFactor{sign * whole,
                       fmt::format("{}{} times the right one{}", minus, whole, sized(whole))};
  if (part >= 2 && part <= 1e6 && close(1 / size, part))
    return KnownFactor{sign / part,
                       fmt::format("{}1/{} of the right one{}", minus, part, sized(part))};
  for (const double base : {2.0, 10.0})
    for (const bool inverse : {false, true}) {
      const double log = inverse ? 1 / std::log(base) : std::log(base);
      if (close(factor, log))
        return KnownFactor{log, fmt::format("{} times the right one, and this number is {}log {}",
                                            short_number(Real(log)), inverse ? "1 / " : "", base)};
    }
  return {};
}

}  // namespace

void add_slips_of_runs(const Rerun& run, std::vector<Slip>& all) {
  for (int calls = 2; calls <= 4; ++calls)
    for (const bool inner : {false, true}) {
      Slip& again = all.emplace_back();
      again.kind = "backward was called several times";
      again.rank = inner ? 37 : 36;
      again.calls = calls, again.keeps_inner = inner;
      again.sentence = fmt::format(
          "Backward was called {} times on one graph, and the gradients of all calls were added "
          "up{}. They have to be set to zero in between.",
          calls, inner ? ", those of values between output and leaves, too" : "");
    }
  if (run.steps() > 1) {
    Slip& kept = all.emplace_back();
    kept.kind = "gradients of earlier steps were not zeroed";
    kept.rank = 5, kept.keeps_steps = true;
    kept.sentence =
        "The gradients of earlier steps are still in it: they were not set to zero before "
        "backward, so each step adds to the sum of all before.";
  }
  if (run.updates()) {
    Slip& early = all.emplace_back();
    early.kind = "weights were updated too early";
    early.rank = 6, early.updates_early = true;
    early.sentence =
        "Weights were updated before the hidden layer's gradient was computed: it is taken "
        "through the new weights. All gradients belong to the old ones.";
  }
}

Slip scaled_gradient(std::uint32_t node, double factor) {
  Slip scaled;
  scaled.kind = "a factor";
  scaled.nodes = {node};
  scaled.total = [factor](const std::vector<Array>& parts) {
    Array sum = parts[0];
    Real* x = sum.writable();
    for (std::size_t k = 0; k < sum.size(); ++k) {
      for (std::size_t p = 1; p < parts.size(); ++p) x[k] += parts[p][k];
      x[k] *= Real(factor);
    }
    return sum;
  };
  return scaled;
}

void add_factor(const Rerun& run, double measured, std::vector<Slip>& all) {
  const RerunGraph& graph = run.graph();
  const auto known = known_factor(graph, measured);
  if (!known) return;
  const double factor = known->factor;
  for (std::uint32_t i = 0; i <= run.output(); ++i) {
    if (!graph.nodes()[i].wants_gradient) continue;
    Slip& scaled = all.emplace_back(scaled_gradient(i, factor));
    scaled.kind = factor == -1 ? "the sign is flipped" : "a constant factor";
    scaled.rank = factor == -1 ? 28 : 50;
    scaled.general = true;
    scaled.sentence = factor == -1 ? fmt::format("{} has the opposite sign, {}.",
                                                 gradient_of(graph, i), known->words)
                                   : fmt::format("{} is {}.", gradient_of(graph, i), known->words);
  }
}

void add_clipping(const Rerun& run, double largest, double scale, double limit,
                  std::vector<Slip>& all) {
  const RerunGraph& graph = run.graph();
  std::vector<std::uint32_t> parameters, leaves;
  for (const auto& [name, node] : graph.leaves) {
    leaves.push_back(node);
    if (run.is_parameter()[node]) parameters.push_back(node);
  }
  for (const auto& nodes : {parameters, leaves}) {
    if (nodes.empty()) continue;
    const auto sum = [](const std::vector<Array>& parts) {
      Array total = parts[0];
      Real* x = total.writable();
      for (std::size_t p = 1; p < parts.size(); ++p)
        for (std::size_t k = 0; k < total.size(); ++k) x[k] += parts[p][k];
      return total;
    };
    if (largest > 0) {
      Slip& value = all.emplace_back();
      value.kind = "clipped by value";
      value.rank = 38, value.nodes = nodes;
      value.total = [sum, largest](const std::vector<Array>& parts) {
        Array total = sum(parts);
        Real* x = total.writable();
        for (std::size_t k = 0; k < total.size(); ++k)
          x[k] = std::clamp(x[k], -Real(largest), Real(largest));
        return total;
      };
      value.sentence = fmt::format(
          "The gradients were clipped by value: none is larger than {}, and those that are smaller "
          "are right.",
          short_number(Real(largest)));
    }
    if (scale > 0 && scale < 1) {
      Slip& norm = all.emplace_back();
      norm.kind = "clipped by norm";
      norm.rank = 39, norm.nodes = nodes;
      norm.total = [sum, scale](const std::vector<Array>& parts) {
        Array total = sum(parts);
        Real* x = total.writable();
        for (std::size_t k = 0; k < total.size(); ++k) x[k] *= Real(scale);
        return total;
      };
      norm.sentence = fmt::format(
          "The gradients were clipped by norm: all are {} times the right ones, and their length "
          "together is {}.",
          short_number(Real(scale)), short_number(Real(limit)));
    }
  }
}

}  // namespace downhill
