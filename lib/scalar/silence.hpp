// Silence: stretches of the tape where every gradient is 0, such as all that a shut relu or a
// sample without loss was computed from. In training that is often most of a tape. Such nodes hand
// back 0 times their slopes, and adding 0 changes no sum, so backward passes them by, four at a
// time.
//
// But 0 * inf is nan, and must not be left out. So only those rules count here whose slopes are
// finite wherever their values are (a test asks each of them), and only nodes with finite values.
#pragma once

#include <bit>
#include <type_traits>

#include "scalar/tape.hpp"

namespace downhill {

// One bit for each kind of node that hands back nothing but zeros when dy is 0 and y finite.
template <class... Rules>
constexpr std::uint64_t bits_of_kinds(std::tuple<Rules...>) {
  return ((std::uint64_t(1) << (first_rule + ops::code_of<Rules>)) | ...);
}
using SilentRules = std::tuple<ops::Identity, ops::Detach, ops::Add, ops::Sub, ops::Mul, ops::Neg,
                               ops::Square, ops::Exp, ops::Tanh, ops::Sigmoid, ops::Relu>;
static_assert(sum_of_rows < 64);
inline constexpr std::uint64_t leaves = (std::uint64_t(1) << first_rule) - 1;
inline constexpr std::uint64_t silent_kinds =
    leaves | bits_of_kinds(SilentRules()) | std::uint64_t(3) << sum_of_list;

// Nodes from `end` on are done. Returns where the silence before them begins. Plainly:
//
//     while (end > 0 && g[end - 1] == 0 && is_silent(end - 1)) --end;
[[gnu::always_inline]] inline std::size_t begin_of_silence(const Tape& tape, std::size_t end,
                                                           const Real* g) {
  constexpr std::size_t step = 4;
  using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
  const Node* nodes = tape.nodes().data();
  while (end >= step && g[end - 1] == 0) {
    Bits sound = 0;
    std::uint64_t kinds = 0;
    for (std::size_t i = end - step; i < end; ++i) {
      const Real y = nodes[i].value, zero = g[i] + (y - y);  // if g is 0 and y finite
      sound |= Bits(std::bit_cast<Bits>(zero) << 1);         // all but the sign
      kinds |= std::uint64_t(1) << nodes[i].kind();
    }
    if (sound != 0 || (kinds & ~silent_kinds) != 0) break;
    end -= step;
  }
  return end;
}

}  // namespace downhill
