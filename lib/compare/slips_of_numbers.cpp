#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/agree.hpp"
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

// One mistake for every node whose gradient may have come out as so many times the right one.
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
    scaled.words = known->words;
    scaled.sentence = factor == -1 ? fmt::format("{} has the opposite sign, {}.",
                                                 gradient_of(graph, i), known->words)
                                   : fmt::format("{} is {}.", gradient_of(graph, i), known->words);
  }
}

// What a node received, added up, and each number of the sum changed.
template <class Change>
auto total(Change change) {
  return [change](const std::vector<Array>& parts) {
    Array sum = parts[0];
    Real* x = sum.writable();
    for (std::size_t k = 0; k < sum.size(); ++k) {
      for (std::size_t p = 1; p < parts.size(); ++p) x[k] += parts[p][k];
      x[k] = change(x[k]);
    }
    return sum;
  };
}

void add_clipping_by_value(Real largest, const std::vector<std::uint32_t>& nodes,
                           std::vector<Slip>& all) {
  Slip& value = all.emplace_back();
  value.kind = "clipped by value";
  value.rank = 38, value.nodes = nodes;
  value.total = total([largest](Real x) { return std::clamp(x, -largest, largest); });
  value.sentence = fmt::format(
      "The gradients were clipped by value: none is larger than {}, and those that are smaller "
      "are right.",
      short_number(largest));
}

void add_clipping_by_norm(double scale, double length, const std::vector<std::uint32_t>& nodes,
                          std::vector<Slip>& all) {
  Slip norm = scaled_gradient(0, scale);
  norm.kind = "clipped by norm";
  norm.rank = 39, norm.nodes = nodes;
  norm.sentence = fmt::format(
      "The gradients were clipped by norm: all are {} times the right ones, and their length "
      "together is {}.",
      short_number(Real(scale)), short_number(Real(length)));
  all.push_back(std::move(norm));
}

// Limits that people choose: 1, 5, 0.1, …; and lengths, to two digits.
bool is_usual_limit(double x) {
  const double unit = x > 0 ? std::pow(10.0, std::floor(std::log10(x))) : 1;
  return std::abs(x / unit - 1) <= 1e-9 || std::abs(x / unit - 5) <= 1e-9;
}
bool is_round(double x) {
  const double unit = x > 0 ? std::pow(10.0, std::floor(std::log10(x)) - 1) : 1;
  return std::abs(x / unit - std::round(x / unit)) <= 2e-4;
}

// What there is to see in the learner's gradients.
struct Clues {
  std::vector<double> factors;  // that lie between a wrong one and the right one

  // Of the leaves:
  double squares = 0;                      // the square of all gradients' length
  double scale = 0;                        // the last factor
  std::size_t of_right = 0, of_wrong = 0;  // how many numbers but 0 belong to which
  std::size_t crooked = 0;                 // how many of both have more than two digits
  double largest = 0;                      // of the numbers that came out too small …
  std::size_t at_largest = 0;              // … and how many are as large
};

Clues look(const Rerun& run, const Definitions& definitions, const std::vector<Given>& values) {
  constexpr std::size_t most_factors = 8;
  Clues seen;
  for (const Given& given : values) {
    if (!definitions.all[given.definition].gradient) continue;
    const auto& mine = given.mine->value.data;
    const auto place = run.place_of(given.definition);
    const bool leaf = place && !place->graph->nodes()[place->node].operation;
    for (const Real x : mine)
      if (leaf && x != 0) {
        seen.squares += double(x) * double(x), ++(given.right ? seen.of_right : seen.of_wrong);
        seen.crooked += !is_round(std::abs(double(x)));
      }
    if (given.right || given.mine->value.shape != given.reference->value.shape) continue;
    if (const auto ratio = agree(*given.mine, *given.reference, given.terms, 0).ratio) {
      if (leaf) seen.scale = *ratio;
      const bool known = std::any_of(seen.factors.begin(), seen.factors.end(), [&](double other) {
        return std::abs(other - *ratio) <= 1e-6 * std::abs(*ratio);
      });
      if (!known && *ratio != 0 && seen.factors.size() < most_factors)
        seen.factors.push_back(*ratio);
    }
    for (std::size_t i = 0; leaf && i < mine.size(); ++i) {
      const double size = std::abs(double(mine[i]));
      if (std::abs(double(given.reference->value.data[i])) <= size * (1 + 1e-9)) continue;
      if (size > seen.largest * (1 + 1e-9)) seen.largest = size, seen.at_largest = 0;
      if (size >= seen.largest * (1 - 1e-9)) ++seen.at_largest;
    }
  }
  return seen;
}

// The right numbers of a leaf's gradient, with other axes: [1, 3] for [3], as keepdims leaves it.
void add_other_shapes(const Rerun& run, const std::vector<Given>& values, std::vector<Slip>& all) {
  for (const Given& given : values) {
    const auto& mine = given.mine->value.shape;
    const auto place = run.place_of(given.definition);
    if (given.right || mine == given.reference->value.shape || !place ||
        given.mine->value.data.size() != given.reference->value.data.size() ||
        place->graph->nodes()[place->node].operation)
      continue;
    Slip& shaped = all.emplace_back();
    shaped.kind = "only the shape is wrong", shaped.rank = 44, shaped.nodes = {place->node};
    const Shape shape{std::span(mine)};
    shaped.sentence = fmt::format(
        "{} has the right numbers, but the shape {}; {} has the shape {}.",
        gradient_of(*place->graph, place->node), text(shape), place->graph->call(place->node),
        text(Shape(std::span(given.reference->value.shape))));
    const auto sum = total([](Real x) { return x; });
    shaped.total = [sum, shape](const std::vector<Array>& parts) {
      return sum(parts).reshaped(shape);
    };
  }
}

}  // namespace

Slip scaled_gradient(std::uint32_t node, double factor) {
  Slip scaled;
  scaled.kind = "a factor";
  scaled.nodes = {node};
  scaled.total = total([factor](Real x) { return x * Real(factor); });
  return scaled;
}

void add_slips_of_numbers(const Rerun& run, const Definitions& definitions,
                          const std::vector<Given>& values, std::vector<Slip>& all) {
  const Clues seen = look(run, definitions, values);
  for (const double factor : seen.factors) add_factor(run, factor, all);
  add_other_shapes(run, values, all);

  const bool by_value =
      is_round(seen.largest) &&
      (seen.at_largest > 1 || (is_usual_limit(seen.largest) && seen.of_right > 2));
  const double length = std::sqrt(seen.squares);
  const bool by_norm = seen.factors.size() == 1 && seen.of_wrong > 1 && seen.of_right == 0 &&
                       seen.crooked > 1 && seen.scale > 0 && seen.scale < 1 && is_round(length);
  std::vector<std::uint32_t> parameters, leaves;
  for (const auto& [leaf, node] : run.graph().leaves) {
    leaves.push_back(node);
    if (run.is_parameter()[node]) parameters.push_back(node);
  }
  for (const auto& nodes : {parameters, leaves}) {
    if (nodes.empty()) continue;
    if (by_value && seen.largest > 0) add_clipping_by_value(Real(seen.largest), nodes, all);
    if (by_norm) add_clipping_by_norm(seen.scale, length, nodes, all);
  }
}

}  // namespace downhill
