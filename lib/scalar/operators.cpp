#include "scalar/operators.hpp"

namespace downhill {

Scalar pow(At a, Scalar b) { return record<ops::Pow>(a, b); }
Scalar pow(At a, Real b) { return record<ops::Pow>(a, literal(b, a).scalar); }
Scalar pow(Real a, At b) { return record<ops::Pow>(literal(a, b), b.scalar); }
Scalar minimum(At a, Scalar b) { return record<ops::Minimum>(a, b); }
Scalar minimum(At a, Real b) { return record<ops::Minimum>(a, literal(b, a).scalar); }
Scalar minimum(Real a, At b) { return record<ops::Minimum>(literal(a, b), b.scalar); }
Scalar leaky_relu(At a, Scalar b) { return record<ops::LeakyRelu>(a, b); }
Scalar leaky_relu(At a, Real b) { return record<ops::LeakyRelu>(a, literal(b, a).scalar); }
Scalar abs(At a) { return record<ops::Abs>(a); }
Scalar acos(At a) { return record<ops::Acos>(a); }
Scalar acosh(At a) { return record<ops::Acosh>(a); }
Scalar asin(At a) { return record<ops::Asin>(a); }
Scalar asinh(At a) { return record<ops::Asinh>(a); }
Scalar atan(At a) { return record<ops::Atan>(a); }
Scalar atanh(At a) { return record<ops::Atanh>(a); }
Scalar cos(At a) { return record<ops::Cos>(a); }
Scalar cosh(At a) { return record<ops::Cosh>(a); }
Scalar detach(At a) { return record<ops::Detach>(a); }
Scalar erf(At a) { return record<ops::Erf>(a); }
Scalar exp(At a) { return record<ops::Exp>(a); }
Scalar expm1(At a) { return record<ops::Expm1>(a); }
Scalar gelu(At a) { return record<ops::Gelu>(a); }
Scalar identity(At a) { return record<ops::Identity>(a); }
Scalar log(At a) { return record<ops::Log>(a); }
Scalar log1p(At a) { return record<ops::Log1p>(a); }
Scalar log_sigmoid(At a) { return record<ops::LogSigmoid>(a); }
Scalar sigmoid(At a) { return record<ops::Sigmoid>(a); }
Scalar silu(At a) { return record<ops::Silu>(a); }
Scalar sin(At a) { return record<ops::Sin>(a); }
Scalar sinh(At a) { return record<ops::Sinh>(a); }
Scalar softplus(At a) { return record<ops::Softplus>(a); }
Scalar sqrt(At a) { return record<ops::Sqrt>(a); }
Scalar tan(At a) { return record<ops::Tan>(a); }
Scalar tanh(At a) { return record<ops::Tanh>(a); }

}  // namespace downhill
