#include "scalar/dot.hpp"

#include <fmt/format.h>

#include <cstring>
#include <vector>

#include "scalar/sum_of_products.hpp"

namespace downhill {
namespace {

[[noreturn, gnu::cold]] void wrong_sizes(std::size_t w, std::size_t x) {
  if (w != x)
    throw UsageError(
        fmt::format("dot: {} values and {} values cannot be paired: give one x for each w", w, x));
  throw UsageError("dot: a sum of no products: give at least one w and one x");
}

// Lists w[0] x[0] w[1] x[1] as operands. Plainly:
//
//     next[0] = w[0].index(), next[1] = x[0].index(), next[2] = w[1].index(), …
//
// But two handles fill a register, and one store is faster than four.
[[gnu::always_inline]] inline void list_two_pairs(const Scalar* w, const Scalar* x,
                                                  std::uint32_t* next) {
  typedef std::uint32_t Four __attribute__((vector_size(16)));  // index stamp index stamp
  static_assert(sizeof(Four) == 2 * sizeof(Scalar));
  Four ws, xs;
  std::memcpy(&ws, w, sizeof(Four));
  std::memcpy(&xs, x, sizeof(Four));
  const Four pairs = __builtin_shufflevector(ws, xs, 0, 4, 2, 6);
  std::memcpy(next, &pairs, sizeof(Four));
}

// Records b + w[0] * x[0] + …, n products, or the same without a b. One loop checks, lists and adds
// up as sum_of does, two products at a time, behind the first where n is odd. What it has listed
// counts only once the node is there.
template <bool has_b>
[[gnu::always_inline]] inline Scalar record_sum(const Scalar* w, const Scalar* x, std::size_t n,
                                                const Scalar* b, unsigned line, const char* file) {
  const Scalar first = *w;
  Tape& tape = first.tape();
  const std::uint32_t begin = tape.operands().size();
  const std::size_t count = 2 * n + (has_b ? 1 : 0);
  std::uint32_t* next = tape.operands().room(count);
  const Real* values = tape.values().data();
  Real sum = nothing_added;
  if (has_b) {
    first.must_meet(*b);
    *next++ = b->index();
    sum = values[b->index()];
  }
  std::size_t k = n % 2;
  if (k == 1) {
    first.must_meet(*x);
    *next++ = w->index();
    *next++ = x->index();
    sum += values[w->index()] * values[x->index()];
  }
  for (; k < n; k += 2, next += 4) {
    first.must_meet(w[k]);
    first.must_meet(x[k]);
    first.must_meet(w[k + 1]);
    first.must_meet(x[k + 1]);
    list_two_pairs(w + k, x + k, next);
    sum += values[w[k].index()] * values[x[k].index()];
    sum += values[w[k + 1].index()] * values[x[k + 1].index()];
  }
  tape.operands().push(count);
  return tape.append(sum, sum_of_products, begin, tape.operands().size(), line, file);
}

}  // namespace

Scalar record_dot(Values w, Values x, const Scalar* b, unsigned line, const char* file) {
  if (w.size() != x.size() || w.empty()) [[unlikely]]
    wrong_sizes(w.size(), x.size());
  return b ? record_sum<true>(w.data(), x.data(), w.size(), b, line, file)
           : record_sum<false>(w.data(), x.data(), w.size(), b, line, file);
}

// The numbers become constants in a row.
Scalar record_dot(Values w, Numbers x, const Scalar* b, unsigned line, const char* file) {
  if (w.size() != x.size() || w.empty()) [[unlikely]]
    wrong_sizes(w.size(), x.size());
  thread_local std::vector<Scalar> constants;  // keeps its memory for the next call
  constants.clear();
  Tape& tape = w[0].tape();
  for (const Real number : x) constants.push_back(tape.append(number, constant, 0, 0, line, file));
  return record_dot(w, Values(constants), b, line, file);
}

}  // namespace downhill
