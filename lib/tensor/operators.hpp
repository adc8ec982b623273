// Elementwise operations on Tensors, under the names of scalar/operators.hpp. Shapes broadcast as
// in NumPy; each input's gradient has that input's shape.
//
// An Operand is a Tensor, or a number or an Array that becomes a constant beside it: 2 * x.
#pragma once

#include "tensor/tape.hpp"

namespace downhill {

// A Tensor together with the source line that used it.
struct TensorAt {
  TensorAt(Tensor x, unsigned line = __builtin_LINE(), const char* file = __builtin_FILE())
      : tensor(x), place{line, file} {}  // implicit: this is how a Tensor is passed
  Tensor tensor;
  Place place;
};

class Operand {
 public:
  Operand(Tensor x) : tensor_(x) {}
  Operand(Real number) : constant_(number) {}
  Operand(Array constant) : constant_(std::move(constant)) {}
  Tensor beside(const TensorAt& other) const {
    return constant_.given() ? other.tensor.tape().constant(constant_, other.place) : tensor_;
  }

 private:
  Tensor tensor_;
  Array constant_;
};

// Records the operation on the tape of its first input.
template <class Op>
Tensor record(const Op& operation, const TensorAt& at, std::initializer_list<Tensor> inputs) {
  return at.tensor.tape().record(operation, std::span(inputs.begin(), inputs.size()), at.place);
}

// Records the rule with this code, its place in the catalogue.
Tensor record_rule(std::size_t code, const TensorAt& a);
Tensor record_rule(std::size_t code, const TensorAt& a, const Operand& b);
Tensor record_rule(std::size_t code, const Array& a, const TensorAt& b);

Tensor operator+(TensorAt a, Operand b);
Tensor operator-(TensorAt a, Operand b);
Tensor operator*(TensorAt a, Operand b);
Tensor operator/(TensorAt a, Operand b);
Tensor pow(TensorAt a, Operand b);
Tensor maximum(TensorAt a, Operand b);
Tensor minimum(TensorAt a, Operand b);
Tensor leaky_relu(TensorAt a, Operand b);

// The same with a number or an Array in front.
Tensor operator+(Real a, TensorAt b);
Tensor operator-(Real a, TensorAt b);
Tensor operator*(Real a, TensorAt b);
Tensor operator/(Real a, TensorAt b);
Tensor pow(Real a, TensorAt b);
Tensor maximum(Real a, TensorAt b);
Tensor minimum(Real a, TensorAt b);
Tensor operator+(const Array& a, TensorAt b);
Tensor operator-(const Array& a, TensorAt b);
Tensor operator*(const Array& a, TensorAt b);
Tensor operator/(const Array& a, TensorAt b);

Tensor operator-(TensorAt a);
Tensor abs(TensorAt a);
Tensor acos(TensorAt a);
Tensor acosh(TensorAt a);
Tensor asin(TensorAt a);
Tensor asinh(TensorAt a);
Tensor atan(TensorAt a);
Tensor atanh(TensorAt a);
Tensor cos(TensorAt a);
Tensor cosh(TensorAt a);
Tensor detach(TensorAt a);  // the same numbers, but backward stops here
Tensor erf(TensorAt a);
Tensor exp(TensorAt a);
Tensor expm1(TensorAt a);
Tensor gelu(TensorAt a);
Tensor identity(TensorAt a);
Tensor log(TensorAt a);
Tensor log1p(TensorAt a);
Tensor log_sigmoid(TensorAt a);
Tensor relu(TensorAt a);
Tensor sigmoid(TensorAt a);
Tensor silu(TensorAt a);
Tensor sin(TensorAt a);
Tensor sinh(TensorAt a);
Tensor softplus(TensorAt a);
Tensor sqrt(TensorAt a);
Tensor square(TensorAt a);
Tensor tan(TensorAt a);
Tensor tanh(TensorAt a);

// x += y makes x a new node, the sum; the node that x was stays as it is.
inline Tensor& operator+=(Tensor& x, TensorAt y) {
  return x = TensorAt(x, y.place.line, y.place.file) + y.tensor;
}

// Gives the node a name, in traces and drawings: Tensor s = name("s", matmul(x, w)). A value that
// has another name already keeps it, and the new name is recorded as a node of its own, s = x.
Tensor name(std::string_view text, TensorAt x);

}  // namespace downhill
