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

// b may be missing; x_at(k) is the handle of x[k].
Scalar record_dot(Values w, auto x_at, const Scalar* b, unsigned line, const char* file) {
  Tape& tape = w[0].tape();
  if (b) w[0].must_meet(*b);
  for (std::size_t k = 0; k < w.size(); ++k) {
    w[0].must_meet(w[k]);
    w[0].must_meet(x_at(k));
  }

  const std::size_t begin = tape.operands().size();
  std::uint32_t* next = tape.operands().push(2 * w.size() + (b ? 1 : 0));
  if (b) *next++ = b->index();
  for (std::size_t k = 0; k < w.size(); ++k) {
    *next++ = w[k].index();
    *next++ = x_at(k).index();
  }

  const Node* nodes = tape.nodes().data();
  const std::span<const std::uint32_t> operands(tape.operands().data() + begin, next);
  const Real value = sum_of(operands, [nodes](std::uint32_t i) { return nodes[i].value; });
  return tape.append(value, sum_of_products, std::uint32_t(begin),
                     std::uint32_t(tape.operands().size()), line, file);
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
