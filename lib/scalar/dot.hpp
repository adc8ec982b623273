// dot: the sum of products of two rows of values, recorded as one node.
//
//     Scalar a = dot(w, x, b);          // a = b + w0 * x0 + w1 * x1 + …
//
// Value: added up from left to right as written, starting from b: bit for bit what these lines
// give, Scalar a = b; a += w[0] * x[0]; a += w[1] * x[1]; …
// Gradients: db = da, dw0 = da * x0, dx0 = da * w0, …, in this order.
// The trace shows all of it; the tape needs 44 bytes, however long w and x are, where each of them
// lies at equal distances on the tape, and else 24 and 8 for each product.
// x may be plain numbers; they become constants.
// UsageError if w and x differ in length or are empty, or if two values are of different tapes.
#pragma once

#include "scalar/operators.hpp"

namespace downhill {

using Values = std::span<const Scalar>;
using Numbers = std::span<const Real>;

// b may be missing.
Scalar record_dot(Values w, Values x, const Scalar* b, unsigned line, const char* file);
Scalar record_dot(Values w, Numbers x, const Scalar* b, unsigned line, const char* file);

inline Scalar dot(Values w, Values x, At b) { return record_dot(w, x, &b.scalar, b.line, b.file); }
inline Scalar dot(Values w, Numbers x, At b) { return record_dot(w, x, &b.scalar, b.line, b.file); }
inline Scalar dot(Values w, Values x, unsigned line = __builtin_LINE(),
                  const char* file = __builtin_FILE()) {
  return record_dot(w, x, nullptr, line, file);
}
inline Scalar dot(Values w, Numbers x, unsigned line = __builtin_LINE(),
                  const char* file = __builtin_FILE()) {
  return record_dot(w, x, nullptr, line, file);
}
Scalar dot(Values w, Values x, Real b) = delete;  // a number is no line: dot(w, x) + 0.5
Scalar dot(Values w, Numbers x, Real b) = delete;

}  // namespace downhill
