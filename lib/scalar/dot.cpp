#include "scalar/dot.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <vector>

namespace downhill {
namespace {

[[noreturn, gnu::cold]] void wrong_sizes(std::size_t w, std::size_t x) {
  if (w != x)
    throw UsageError(
        fmt::format("dot: {} values and {} values cannot be paired: give one x for each w", w, x));
  throw UsageError("dot: a sum of no products: give at least one w and one x");
}

// What a sum is recorded from: b + w[0] * x[0] + …, n products, or the same without a b.
struct Terms {
  const Scalar *w, *x, *b;
  std::size_t n;
};

// A handle as one number: its index, and above that its stamp.
[[gnu::always_inline]] inline std::uint64_t bits(Scalar x) {
  return std::bit_cast<std::uint64_t>(x);
}

// From index to index of a row, negative where it runs backward; 0 in a row of one.
[[gnu::always_inline]] inline std::int32_t step_of(const Scalar* row, std::size_t n) {
  return n > 1 ? std::int32_t(row[1].index() - row[0].index()) : 0;
}

// Keeps the operands as rows in `kept`, and the sum in `sum`. False if they do not lie in rows.
// Handles are compared whole, stamp and index, with what they should be. So one of another
// recording is no part of a row: to get to its stamp, steps would have to pass indices that no
// node has.
[[gnu::always_inline]] inline bool keep_rows(const Terms& t, const Node* nodes, std::uint32_t* kept,
                                             Real& sum) {
  std::uint64_t w = bits(*t.w), x = bits(*t.x);
  const std::int64_t step_w = step_of(t.w, t.n), step_x = step_of(t.x, t.n);
  t.w->must_meet(*t.x);
  const Rows rows = {{std::uint32_t(w), std::uint32_t(step_w)},
                     {std::uint32_t(x), std::uint32_t(step_x)},
                     t.b ? t.b->index() : 0};
  std::memcpy(kept, &rows, sizeof(rows));
  sum = t.b ? nodes[rows.b].value : nothing_added;
#pragma GCC unroll 4
  for (std::size_t k = 0; k < t.n; ++k) {
    if (bits(t.w[k]) != w || bits(t.x[k]) != x) return false;
    sum += nodes[std::uint32_t(w)].value * nodes[std::uint32_t(x)].value;
    w += std::uint64_t(step_w), x += std::uint64_t(step_x);
  }
  return true;
}

// Keeps the operands as a list in `kept`, and returns the sum.
Real keep_list(const Terms& t, const Node* nodes, std::uint32_t* kept) {
  const auto [w, x, b, n] = t;
  Real sum = nothing_added;
  if (b) {
    *kept++ = b->index();
    sum = nodes[b->index()].value;
  }
  for (std::size_t k = 0; k < n; ++k) {
    w->must_meet(w[k]);
    w->must_meet(x[k]);
    *kept++ = w[k].index();
    *kept++ = x[k].index();
    sum += nodes[w[k].index()].value * nodes[x[k].index()].value;
  }
  return sum;
}

// What is kept of the operands counts only once the node is there.
[[gnu::always_inline]] inline Scalar record_sum(const Terms& t, unsigned line, const char* file) {
  Tape& tape = t.w->tape();
  if (t.b) t.w->must_meet(*t.b);
  Arena<std::uint32_t>& kept = tape.kept_operands();
  const std::uint32_t begin = kept.size(), count = std::uint32_t(2 * t.n + (t.b ? 1 : 0));
  const Node* nodes = tape.nodes().data();
  Real sum;
  if (keep_rows(t, nodes, kept.room(Rows::kept), sum)) [[likely]] {
    kept.push(Rows::kept);
    return tape.append(sum, sum_of_rows, begin, count, line, file);
  }
  sum = keep_list(t, nodes, kept.room(count));
  kept.push(count);
  return tape.append(sum, sum_of_list, begin, count, line, file);
}

}  // namespace

Scalar record_dot(Values w, Values x, const Scalar* b, unsigned line, const char* file) {
  if (w.size() != x.size() || w.empty()) [[unlikely]]
    wrong_sizes(w.size(), x.size());
  return record_sum({w.data(), x.data(), b, w.size()}, line, file);
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
