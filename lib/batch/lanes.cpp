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

// All lanes, in registers of so many bytes: there they stay while a sum grows. (What is wider than
// a register, g++ 12 sends through memory.)
template <std::size_t Bytes>
struct InRegisters {
  typedef Real Register __attribute__((vector_size(Bytes), may_alias));
  static constexpr std::size_t count = sizeof(Lanes) / Bytes;

  static const Register* of(const Lanes& lanes) {
    return reinterpret_cast<const Register*>(&lanes);
  }
  static Register* of(Lanes& lanes) { return reinterpret_cast<Register*>(&lanes); }
};

template <std::size_t Bytes>
[[gnu::always_inline]] inline void forward_sum(const Operands& operands, const Lanes* values,
                                               Lanes& y) {
  using In = InRegisters<Bytes>;
  typename In::Register sum[In::count];
  for (std::size_t r = 0; r < In::count; ++r)
    sum[r] = operands.first_pair() == 1 ? In::of(values[operands[0]])[r]
                                        : nothing_added - typename In::Register{};
  operands.for_each_product([&](std::size_t w, std::size_t x) DOWNHILL_INLINE {
    for (std::size_t r = 0; r < In::count; ++r)
      sum[r] += In::of(values[w])[r] * In::of(values[x])[r];
  });
  for (std::size_t r = 0; r < In::count; ++r) In::of(y)[r] = sum[r];
}

// Left out where dy is 0 in every lane and y finite, as on a tape.
template <std::size_t Bytes>
[[gnu::always_inline]] inline void backward_sum(const Operands& operands, const Lanes* values,
                                                const Lanes& y, const Lanes& dy, Lanes* sums) {
  if (std::ranges::all_of(dy.of, [](Real each) { return each == 0; }) &&
      std::ranges::all_of(y.of, [](Real each) { return std::isfinite(each); }))
    return;
  using In = InRegisters<Bytes>;
  typename In::Register upstream[In::count];
  for (std::size_t r = 0; r < In::count; ++r) upstream[r] = In::of(dy)[r];
  if (operands.first_pair() == 1)
    for (std::size_t r = 0; r < In::count; ++r) In::of(sums[operands[0]])[r] += upstream[r];
  operands.for_each_product([&](std::size_t w, std::size_t x) DOWNHILL_INLINE {
    for (std::size_t r = 0; r < In::count; ++r) {
      In::of(sums[w])[r] += upstream[r] * In::of(values[x])[r];
      In::of(sums[x])[r] += upstream[r] * In::of(values[w])[r];
    }
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
    downhill::forward_sum<16>(operands, values, y);
  }
  static void backward_sum(const Operands& operands, const Lanes* values, const Lanes& y,
                           const Lanes& dy, Lanes* sums) {
    downhill::backward_sum<16>(operands, values, y, dy, sums);
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
    downhill::forward_sum<32>(operands, values, y);
  }
  [[gnu::target("avx2")]] static void backward_sum(const Operands& operands, const Lanes* values,
                                                   const Lanes& y, const Lanes& dy, Lanes* sums) {
    downhill::backward_sum<32>(operands, values, y, dy, sums);
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
    downhill::forward_sum<64>(operands, values, y);
  }
  [[gnu::target("avx512f")]] static void backward_sum(const Operands& operands, const Lanes* values,
                                                      const Lanes& y, const Lanes& dy,
                                                      Lanes* sums) {
    downhill::backward_sum<64>(operands, values, y, dy, sums);
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
