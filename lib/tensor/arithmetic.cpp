#include "tensor/arithmetic.hpp"

#include <cmath>

#include "tensor/broadcasting.hpp"

namespace downhill::numbers {

Array plus(const Array& a, const Array& b) {
  return map(a, b, [](Real x, Real y) { return x + y; });
}
Array minus(const Array& a, const Array& b) {
  return map(a, b, [](Real x, Real y) { return x - y; });
}
Array times(const Array& a, const Array& b) {
  return map(a, b, [](Real x, Real y) { return x * y; });
}
Array times_over(const Array& a, const Array& b, Real n) {
  return map(a, b, [n](Real x, Real y) { return x * y / n; });
}
Array over(const Array& a, const Array& b) {
  return map(a, b, [](Real x, Real y) { return x / y; });
}
Array over(const Array& a, Real n) {
  return map(a, [n](Real x) { return x / n; });
}
Array root(const Array& a) {
  return map(a, [](Real x) { return std::sqrt(x); });
}

}  // namespace downhill::numbers
