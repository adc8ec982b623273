#include "scalar/dot.hpp"

#include <fmt/format.h>

#include "scalar/sum_of_products.hpp"

namespace downhill {
namespace {

void check_sizes(std::size_t w, std::size_t x) {
  if (w != x)
    throw UsageError(
        fmt::format("dot: {} values and {} values cannot be paired: give one x for each w", w, x));
  if (w == 0) throw UsageError("dot: a sum of no products: give at least one w and one x");
}

// b may be missing; x_at(k) is the handle of x[k]. One loop checks, lists and adds up; what it has
// listed counts only once the node is there.
Scalar record_dot(Values w, auto x_at, const Scalar* b, unsigned line, const char* file) {
  Tape& tape = w[0].tape();
  if (b) w[0].must_meet(*b);
  const std::size_t begin = tape.operands().size();
  const std::size_t count = 2 * w.size() + (b ? 1 : 0);
  std::uint32_t* next = tape.operands().room(count);
  if (b) *next++ = b->index();

  const Node* nodes = tape.nodes().data();
  Real sum = b ? nodes[b->index()].value : nothing_added;
  for (std::size_t k = 0; k < w.size(); ++k, next += 2) {
    const Scalar factor = w[k], other = x_at(k);
    w[0].must_meet(factor);
    w[0].must_meet(other);
    next[0] = factor.index();
    next[1] = other.index();
    sum += nodes[factor.index()].value * nodes[other.index()].value;
  }
  tape.operands().push(count);
  return tape.append(sum, sum_of_products, std::uint32_t(begin), std::uint32_t(begin + count), line,
                     file);
}

Scalar record_dot(Values w, Values x, const Scalar* b, unsigned line, const char* file) {
  check_sizes(w.size(), x.size());
  return record_dot(
      w, [x](std::size_t k) { return x[k]; }, b, line, file);
}

// The numbers become constants in a row.
Scalar record_dot(Values w, Numbers x, const Scalar* b, unsigned line, const char* file) {
  check_sizes(w.size(), x.size());
  Tape& tape = w[0].tape();
  const std::size_t first = tape.size();
  for (const Real number : x) tape.append(number, constant, 0, 0, line, file);
  return record_dot(
      w, [&](std::size_t k) { return tape.at(first + k); }, b, line, file);
}

}  // namespace

Scalar dot(Values w, Values x, At b) { return record_dot(w, x, &b.scalar, b.line, b.file); }
Scalar dot(Values w, Numbers x, At b) { return record_dot(w, x, &b.scalar, b.line, b.file); }
Scalar dot(Values w, Values x, unsigned line, const char* file) {
  return record_dot(w, x, nullptr, line, file);
}
Scalar dot(Values w, Numbers x, unsigned line, const char* file) {
  return record_dot(w, x, nullptr, line, file);
}

}  // namespace downhill
