#include "batch/lanes.hpp"

#include <array>
#include <utility>

#include "ops/catalogue.hpp"
#include "tensor/parallel.hpp"

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

using Table = std::array<LaneRule, ops::rule_count>;

// The same lines for three kinds of processors.
template <class Rule>
struct Plain {
  static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  static void backward(const Lanes& a, const Lanes& b, const Lanes& y, const Lanes& dy, Lanes& da,
                       Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
};

#if defined(__x86_64__)
template <class Rule>
struct Avx2 {
  [[gnu::target("avx2")]] static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  [[gnu::target("avx2")]] static void backward(const Lanes& a, const Lanes& b, const Lanes& y,
                                               const Lanes& dy, Lanes& da, Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
};

template <class Rule>
struct Avx512 {
  [[gnu::target("avx512f")]] static void forward(const Lanes& a, const Lanes& b, Lanes& y) {
    downhill::forward<Rule>(a, b, y);
  }
  [[gnu::target("avx512f")]] static void backward(const Lanes& a, const Lanes& b, const Lanes& y,
                                                  const Lanes& dy, Lanes& da, Lanes& db) {
    downhill::backward<Rule>(a, b, y, dy, da, db);
  }
};
#endif

template <template <class> class Compiled>
Table table() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return Table{LaneRule{&Compiled<std::tuple_element_t<I, ops::Catalogue>>::forward,
                          &Compiled<std::tuple_element_t<I, ops::Catalogue>>::backward}...};
  }
  (std::make_index_sequence<ops::rule_count>{});
}

Table choose() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return table<Avx512>();
  if (__builtin_cpu_supports("avx2")) return table<Avx2>();
#endif
  return table<Plain>();
}

}  // namespace

std::span<const LaneRule> lane_rules() {
  static const Table rules = choose();
  return rules;
}

}  // namespace downhill
