#include "batch/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tensor/widest.hpp"

namespace downhill {
namespace {

template <class Rule>
[[gnu::always_inline]] inline void forward(const Lanes& a, const Lanes& b, Lanes& y) {
  DOWNHILL_INDEPENDENT
  for (std::size_t l = 0; l < lane_count; ++l) {
    if constexpr (ops::Binary<Rule>) {
      y.of[l] = Rule::value(a.of[l], b.of[l]);
    } else {
      y.of[l] = Rule::value(a.of[l]);
    }
  }
}

// Two loops, since da and db are one place in x * x.
template <class Rule>
[[gnu::always_inline]] inline void backward(const Lanes& a, const Lanes& b, const Lanes& y,
                                            const Lanes& dy, Lanes& da, Lanes& db) {
  if constexpr (!ops::Differentiable<Rule>) {
    return;
  } else if constexpr (ops::Binary<Rule>) {
    DOWNHILL_INDEPENDENT
    for (std::size_t l = 0; l < lane_count; ++l)
      da.of[l] += ops::contribution(dy.of[l], Rule::slope_a(a.of[l], b.of[l], y.of[l]));
    DOWNHILL_INDEPENDENT
    for (std::size_t l = 0; l < lane_count; ++l)
      db.of[l] += ops::contribution(dy.of[l], Rule::slope_b(a.of[l], b.of[l], y.of[l]));
  } else {
    DOWNHILL_INDEPENDENT
    for (std::size_t l = 0; l < lane_count; ++l)
      da.of[l] += ops::contribution(dy.of[l], Rule::slope(a.of[l], y.of[l]));
  }
}

// All lanes as one value, which stays in registers while a sum grows.
typedef Real Whole __attribute__((vector_size(sizeof(Lanes)), may_alias));
[[gnu::always_inline]] inline const Whole& whole(const Lanes& lanes) {
  return reinterpret_cast<const Whole&>(lanes);
}
[[gnu::always_inline]] inline Whole& whole(Lanes& lanes) { return reinterpret_cast<Whole&>(lanes); }

[[gnu::always_inline]] inline void forward_sum(const Operands& operands, const Lanes* values,
                                               Lanes& y) {
  Whole sum = operands.first_pair() == 1 ? whole(values[operands[0]]) : nothing_added - Whole{};
  operands.for_each_product([&](std::size_t w, std::size_t x)
                                DOWNHILL_INLINE { sum += whole(values[w]) * whole(values[x]); });
  whole(y) = sum;
}

// Left out where dy is 0 in every lane and y finite, as on a tape.
[[gnu::always_inline]] inline void backward_sum(const Operands& operands, const Lanes* values,
                                                const Lanes& y, const Lanes& dy, Lanes* sums) {
  if (std::ranges::all_of(dy.of, [](Real each) { return each == 0; }) &&
      std::ranges::all_of(y.of, [](Real each) { return std::isfinite(each); }))
    return;
  const Whole upstream = whole(dy);
  if (operands.first_pair() == 1) whole(sums[operands[0]]) += upstream;
  operands.for_each_product([&](std::size_t w, std::size_t x) DOWNHILL_INLINE {
    whole(sums[w]) += upstream * whole(values[x]);
    whole(sums[x]) += upstream * whole(values[w]);
  });
}

// The same lines for three kinds of processors.
struct Plain {
  template <class Rule>
  static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  template <class Rule>
  static void backward(const Lanes& a, const Lanes& b, const Lanes& y, const Lanes& dy, Lanes& da,
                       Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
  static void forward_sum(const Operands& operands, const Lanes* values, Lanes& y) {
    downhill::forward_sum(operands, values, y);
  }
  static void backward_sum(const Operands& operands, const Lanes* values, const Lanes& y,
                           const Lanes& dy, Lanes* sums) {
    downhill::backward_sum(operands, values, y, dy, sums);
  }
};

#if defined(__x86_64__)
struct Avx2 {
  template <class Rule>
  [[gnu::target("avx2")]] static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  template <class Rule>
  [[gnu::target("avx2")]] static void backward(const Lanes& a, const Lanes& b, const Lanes& y,
                                               const Lanes& dy, Lanes& da, Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
  [[gnu::target("avx2")]] static void forward_sum(const Operands& operands, const Lanes* values,
                                                  Lanes& y) {
    downhill::forward_sum(operands, values, y);
  }
  [[gnu::target("avx2")]] static void backward_sum(const Operands& operands, const Lanes* values,
                                                   const Lanes& y, const Lanes& dy, Lanes* sums) {
    downhill::backward_sum(operands, values, y, dy, sums);
  }
};

struct Avx512 {
  template <class Rule>
  [[gnu::target("avx512f")]] static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  template <class Rule>
  [[gnu::target("avx512f")]] static void backward(const Lanes& a, const Lanes& b, const Lanes& y,
                                                  const Lanes& dy, Lanes& da, Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
  [[gnu::target("avx512f")]] static void forward_sum(const Operands& operands, const Lanes* values,
                                                     Lanes& y) {
    downhill::forward_sum(operands, values, y);
  }
  [[gnu::target("avx512f")]] static void backward_sum(const Operands& operands, const Lanes* values,
                                                      const Lanes& y, const Lanes& dy,
                                                      Lanes* sums) {
    downhill::backward_sum(operands, values, y, dy, sums);
  }
};
#endif

template <class Processor>
LaneRules rules_for() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return LaneRules{
        {LaneRule{&Processor::template forward<std::tuple_element_t<I, ops::Catalogue>>,
                  &Processor::template backward<std::tuple_element_t<I, ops::Catalogue>>}...},
        {&Processor::forward_sum, &Processor::backward_sum}};
  }
  (std::make_index_sequence<ops::rule_count>{});
}

LaneRules choose() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return rules_for<Avx512>();
  if (__builtin_cpu_supports("avx2")) return rules_for<Avx2>();
#endif
  return rules_for<Plain>();
}

}  // namespace

const LaneRules& lane_rules() {
  static const LaneRules rules = choose();
  return rules;
}

}  // namespace downhill
