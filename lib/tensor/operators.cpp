#include "tensor/operators.hpp"

#include <array>

#include "ops/catalogue.hpp"
#include "tensor/elementwise.hpp"

namespace downhill {

Tensor record_rule(std::size_t code, const TensorAt& a) {
  return a.tensor.tape().record_shared(elementwise(code), std::array{a.tensor}, a.place);
}
Tensor record_rule(std::size_t code, const TensorAt& a, const Operand& b) {
  const Tensor second = b.beside(a);
  return a.tensor.tape().record_shared(elementwise(code), std::array{a.tensor, second}, a.place);
}
Tensor record_rule(std::size_t code, const Array& a, const TensorAt& b) {
  const Tensor first = Operand(a).beside(b);
  return b.tensor.tape().record_shared(elementwise(code), std::array{first, b.tensor}, b.place);
}

namespace {

template <class Rule, class... Args>
Tensor rule(const Args&... args) {
  return record_rule(ops::code_of<Rule>, args...);
}

}  // namespace

Tensor operator+(TensorAt a, Operand b) { return rule<ops::Add>(a, b); }
Tensor operator-(TensorAt a, Operand b) { return rule<ops::Sub>(a, b); }
Tensor operator*(TensorAt a, Operand b) { return rule<ops::Mul>(a, b); }
Tensor operator/(TensorAt a, Operand b) { return rule<ops::Div>(a, b); }
Tensor pow(TensorAt a, Operand b) { return rule<ops::Pow>(a, b); }
Tensor maximum(TensorAt a, Operand b) { return rule<ops::Maximum>(a, b); }
Tensor minimum(TensorAt a, Operand b) { return rule<ops::Minimum>(a, b); }
Tensor leaky_relu(TensorAt a, Operand b) { return rule<ops::LeakyRelu>(a, b); }

Tensor operator+(Real a, TensorAt b) { return rule<ops::Add>(Array(a), b); }
Tensor operator-(Real a, TensorAt b) { return rule<ops::Sub>(Array(a), b); }
Tensor operator*(Real a, TensorAt b) { return rule<ops::Mul>(Array(a), b); }
Tensor operator/(Real a, TensorAt b) { return rule<ops::Div>(Array(a), b); }
Tensor pow(Real a, TensorAt b) { return rule<ops::Pow>(Array(a), b); }
Tensor maximum(Real a, TensorAt b) { return rule<ops::Maximum>(Array(a), b); }
Tensor minimum(Real a, TensorAt b) { return rule<ops::Minimum>(Array(a), b); }
Tensor operator+(const Array& a, TensorAt b) { return rule<ops::Add>(a, b); }
Tensor operator-(const Array& a, TensorAt b) { return rule<ops::Sub>(a, b); }
Tensor operator*(const Array& a, TensorAt b) { return rule<ops::Mul>(a, b); }
Tensor operator/(const Array& a, TensorAt b) { return rule<ops::Div>(a, b); }

Tensor operator-(TensorAt a) { return rule<ops::Neg>(a); }
Tensor abs(TensorAt a) { return rule<ops::Abs>(a); }
Tensor acos(TensorAt a) { return rule<ops::Acos>(a); }
Tensor acosh(TensorAt a) { return rule<ops::Acosh>(a); }
Tensor asin(TensorAt a) { return rule<ops::Asin>(a); }
Tensor asinh(TensorAt a) { return rule<ops::Asinh>(a); }
Tensor atan(TensorAt a) { return rule<ops::Atan>(a); }
Tensor atanh(TensorAt a) { return rule<ops::Atanh>(a); }
Tensor cos(TensorAt a) { return rule<ops::Cos>(a); }
Tensor cosh(TensorAt a) { return rule<ops::Cosh>(a); }
Tensor detach(TensorAt a) { return rule<ops::Detach>(a); }
Tensor erf(TensorAt a) { return rule<ops::Erf>(a); }
Tensor exp(TensorAt a) { return rule<ops::Exp>(a); }
Tensor expm1(TensorAt a) { return rule<ops::Expm1>(a); }
Tensor gelu(TensorAt a) { return rule<ops::Gelu>(a); }
Tensor identity(TensorAt a) { return rule<ops::Identity>(a); }
Tensor log(TensorAt a) { return rule<ops::Log>(a); }
Tensor log1p(TensorAt a) { return rule<ops::Log1p>(a); }
Tensor log_sigmoid(TensorAt a) { return rule<ops::LogSigmoid>(a); }
Tensor relu(TensorAt a) { return rule<ops::Relu>(a); }
Tensor sigmoid(TensorAt a) { return rule<ops::Sigmoid>(a); }
Tensor silu(TensorAt a) { return rule<ops::Silu>(a); }
Tensor sin(TensorAt a) { return rule<ops::Sin>(a); }
Tensor sinh(TensorAt a) { return rule<ops::Sinh>(a); }
Tensor softplus(TensorAt a) { return rule<ops::Softplus>(a); }
Tensor sqrt(TensorAt a) { return rule<ops::Sqrt>(a); }
Tensor square(TensorAt a) { return rule<ops::Square>(a); }
Tensor tan(TensorAt a) { return rule<ops::Tan>(a); }
Tensor tanh(TensorAt a) { return rule<ops::Tanh>(a); }

Tensor name(std::string_view text, TensorAt x) {
  TensorTape& tape = x.tensor.tape();
  const std::string_view known = tape.name_of(tape.nodes()[x.tensor.index()]);
  if (!known.empty() && known != text) x.tensor = identity(x);
  tape.set_name(x.tensor, text);
  return x.tensor;
}

}  // namespace downhill
