#include "scalar/dot.hpp"

#include <fmt/format.h>

#include <cstring>

#include "scalar/sum_of_products.hpp"

namespace downhill {
namespace {

void check_sizes(std::size_t w, std::size_t x) {
  if (w != x)
    throw UsageError(
        fmt::format("dot: {} values and {} values cannot be paired: give one x for each w", w, x));
  if (w == 0) throw UsageError("dot: a sum of no products: give at least one w and one x");
}

// b may be missing; x_at(k) is the handle of x[k]. One loop checks, lists and adds up, as sum_of
// does; what it has listed counts only once the node is there.
[[gnu::always_inline]] inline Scalar record_sum(Values w, auto x_at, const Scalar* b, unsigned line,
                                                const char* file) {
  const Scalar first = w[0];
  Tape& tape = first.tape();
  if (b) first.must_meet(*b);
  const std::uint32_t begin = tape.operands().size();
  const std::size_t count = 2 * w.size() + (b ? 1 : 0);
  std::uint32_t* next = tape.operands().room(count);
  if (b) *next++ = b->index();

  const Real* values = tape.values().data();
  Real sum = b ? values[b->index()] : nothing_added;
  for (std::size_t k = 0; k < w.size(); ++k, next += 2) {
    const Scalar factor = w[k], other = x_at(k);
    first.must_meet(factor);
    first.must_meet(other);
    const std::uint64_t pair = std::uint64_t(other.index()) << 32 | factor.index();
    std::memcpy(next, &pair, sizeof(pair));  // one store is faster than two
    sum += values[factor.index()] * values[other.index()];
  }
  tape.operands().push(count);
  return tape.append(sum, sum_of_products, begin, tape.operands().size(), line, file);
}

}  // namespace

Scalar record_dot(Values w, Values x, const Scalar* b, unsigned line, const char* file) {
  check_sizes(w.size(), x.size());
  return record_sum(
      w, [x](std::size_t k) { return x[k]; }, b, line, file);
}

// The numbers become constants in a row.
Scalar record_dot(Values w, Numbers x, const Scalar* b, unsigned line, const char* file) {
  check_sizes(w.size(), x.size());
  Tape& tape = w[0].tape();
  const std::size_t first = tape.size();
  for (const Real number : x) tape.append(number, constant, 0, 0, line, file);
  return record_sum(
      w, [&](std::size_t k) { return tape.at(first + k); }, b, line, file);
}

}  // namespace downhill
