// The elementwise operations, each once: a name, the value, and one slope per input.
//
// a, b are the inputs, y the output. A slope is the partial derivative of y; what an input
// receives in backward is contribution(dy, slope), usually dy * slope. Every rule is generic in
// its number type: with Real it computes, with Symbol it spells its own formula.
// At points without a derivative the slopes are PyTorch's: relu'(0) = 0, abs'(0) = 0, ties of
// maximum and minimum give each side one half.
//
// To add an operation: its rule here, its name in catalogue.hpp, and the one-line function that
// records it in scalar/operators.cpp, declared in operators.hpp.
#pragma once

#include <string_view>

#include "ops/functions.hpp"

namespace downhill::ops {

// y = a. A second name for a value.
struct Identity {
  static constexpr std::string_view name = "identity";
  static auto value(auto a) { return a; }
  static auto slope(auto /*a*/, auto /*y*/) { return 1; }
};

// y = a, but backward stops here: the gradient of a is not computed through this node.
struct Detach {
  static constexpr std::string_view name = "detach";
  static auto value(auto a) { return detach(a); }
};

// ---- arithmetic

struct Add {
  static constexpr std::string_view name = "add";
  static auto value(auto a, auto b) { return a + b; }
  static auto slope_a(auto, auto, auto) { return 1; }
  static auto slope_b(auto, auto, auto) { return 1; }
};

struct Sub {
  static constexpr std::string_view name = "sub";
  static auto value(auto a, auto b) { return a - b; }
  static auto slope_a(auto, auto, auto) { return 1; }
  static auto slope_b(auto, auto, auto) { return -1; }
};

// Each input is scaled by the other one, not by y / a: that would be nan at zero.
struct Mul {
  static constexpr std::string_view name = "mul";
  static auto value(auto a, auto b) { return a * b; }
  static auto slope_a(auto /*a*/, auto b, auto) { return b; }
  static auto slope_b(auto a, auto /*b*/, auto) { return a; }
};

// -y / b is -a / b², without the square that could overflow.
struct Div {
  static constexpr std::string_view name = "div";
  static auto value(auto a, auto b) { return a / b; }
  static auto slope_a(auto /*a*/, auto b, auto /*y*/) { return 1 / b; }
  static auto slope_b(auto /*a*/, auto b, auto y) { return -y / b; }
};

struct Neg {
  static constexpr std::string_view name = "neg";
  static auto value(auto a) { return -a; }
  static auto slope(auto, auto) { return -1; }
};

// y = a ** b. A power with exponent 0 is the constant 1; 0 ** b stays 0 while b moves (b >= 0).
// For a < 0 the value exists at whole b only, so the slope along b is nan.
struct Pow {
  static constexpr std::string_view name = "pow";
  static auto value(auto a, auto b) { return pow(a, b); }
  static auto slope_a(auto a, auto b, auto) { return where(b == 0, 0, b * lower_power(a, b)); }
  static auto slope_b(auto a, auto b, auto y) { return where(both(a == 0, b >= 0), 0, y * log(a)); }
};

struct Square {
  static constexpr std::string_view name = "square";
  static auto value(auto a) { return square(a); }
  static auto slope(auto a, auto) { return 2 * a; }
};

struct Sqrt {
  static constexpr std::string_view name = "sqrt";
  static auto value(auto a) { return sqrt(a); }
  static auto slope(auto /*a*/, auto y) { return 1 / (2 * y); }
};

// ---- exponential and trigonometric

struct Exp {
  static constexpr std::string_view name = "exp";
  static auto value(auto a) { return exp(a); }
  static auto slope(auto /*a*/, auto y) { return y; }
};

struct Log {
  static constexpr std::string_view name = "log";
  static auto value(auto a) { return log(a); }
  static auto slope(auto a, auto) { return 1 / a; }
};

// e^a - 1 and log(1 + a), with all their digits where a is near 0.
struct Expm1 {
  static constexpr std::string_view name = "expm1";
  static auto value(auto a) { return expm1(a); }
  static auto slope(auto a, auto /*y*/) { return exp(a); }
};

struct Log1p {
  static constexpr std::string_view name = "log1p";
  static auto value(auto a) { return log1p(a); }
  static auto slope(auto a, auto) { return 1 / (1 + a); }
};

struct Sin {
  static constexpr std::string_view name = "sin";
  static auto value(auto a) { return sin(a); }
  static auto slope(auto a, auto) { return cos(a); }
};

struct Cos {
  static constexpr std::string_view name = "cos";
  static auto value(auto a) { return cos(a); }
  static auto slope(auto a, auto) { return -sin(a); }
};

struct Tan {
  static constexpr std::string_view name = "tan";
  static auto value(auto a) { return tan(a); }
  static auto slope(auto /*a*/, auto y) { return 1 + square(y); }
};

// (1 - a) (1 + a) is 1 - a², which would lose its digits to cancellation near 1.
struct Asin {
  static constexpr std::string_view name = "asin";
  static auto value(auto a) { return asin(a); }
  static auto slope(auto a, auto) { return 1 / sqrt((1 - a) * (1 + a)); }
};

struct Acos {
  static constexpr std::string_view name = "acos";
  static auto value(auto a) { return acos(a); }
  static auto slope(auto a, auto) { return -1 / sqrt((1 - a) * (1 + a)); }
};

struct Atan {
  static constexpr std::string_view name = "atan";
  static auto value(auto a) { return atan(a); }
  static auto slope(auto a, auto) { return 1 / (1 + square(a)); }
};

struct Sinh {
  static constexpr std::string_view name = "sinh";
  static auto value(auto a) { return sinh(a); }
  static auto slope(auto a, auto) { return cosh(a); }
};

struct Cosh {
  static constexpr std::string_view name = "cosh";
  static auto value(auto a) { return cosh(a); }
  static auto slope(auto a, auto) { return sinh(a); }
};

// hypot(1, a) is √(1 + a²), without the square that could overflow. For the same reason acosh takes
// two roots in the place of √(a² - 1).
struct Asinh {
  static constexpr std::string_view name = "asinh";
  static auto value(auto a) { return asinh(a); }
  static auto slope(auto a, auto) { return 1 / hypot(1, a); }
};

struct Acosh {
  static constexpr std::string_view name = "acosh";
  static auto value(auto a) { return acosh(a); }
  static auto slope(auto a, auto) { return 1 / (sqrt(a - 1) * sqrt(a + 1)); }
};

struct Atanh {
  static constexpr std::string_view name = "atanh";
  static auto value(auto a) { return atanh(a); }
  static auto slope(auto a, auto) { return 1 / ((1 - a) * (1 + a)); }
};

// The error function, 2/√π times the area under the gaussian e^-t² from 0 to a.
struct Erf {
  static constexpr std::string_view name = "erf";
  static auto value(auto a) { return erf(a); }
  static auto slope(auto a, auto) { return Real(2 * std::numbers::inv_sqrtpi) * gaussian(a); }
};

// ---- activations

// Flat far from zero, which is where deep networks stop hearing the blame.
// sech(a)² is 1 - y², which would lose its digits to cancellation there.
struct Tanh {
  static constexpr std::string_view name = "tanh";
  static auto value(auto a) { return tanh(a); }
  static auto slope(auto a, auto /*y*/) { return square(sech(a)); }
};

// y (1 - y), with 1 - y spelled sigmoid(-a): the same number, without cancellation near y = 1.
struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static auto value(auto a) { return sigmoid(a); }
  static auto slope(auto a, auto y) { return y * sigmoid(-a); }
};

// y = log(sigmoid(a)).
struct LogSigmoid {
  static constexpr std::string_view name = "log_sigmoid";
  static auto value(auto a) { return log_sigmoid(a); }
  static auto slope(auto a, auto) { return sigmoid(-a); }
};

struct Relu {
  static constexpr std::string_view name = "relu";
  static auto value(auto a) { return relu(a); }
  static auto slope(auto a, auto) { return share(a > 0); }
};

// y = a where a > 0, else b * a: b is the slope of the leaking side, usually a small constant.
struct LeakyRelu {
  static constexpr std::string_view name = "leaky_relu";
  static auto value(auto a, auto b) { return leaky_relu(a, b); }
  static auto slope_a(auto a, auto b, auto) { return where(a > 0, 1, b); }
  static auto slope_b(auto a, auto /*b*/, auto) { return minimum(a, 0); }
};

// y = a sigmoid(a) (Elfwing et al. 2017; "swish" of Ramachandran et al. 2017).
struct Silu {
  static constexpr std::string_view name = "silu";
  static auto value(auto a) { return silu(a); }
  static auto slope(auto a, auto) { return sigmoid(a) * (1 + a * sigmoid(-a)); }
};

// y = a Φ(a), Φ the normal distribution (Hendrycks and Gimpel 2016): the exact form, with erf.
struct Gelu {
  static constexpr std::string_view name = "gelu";
  static auto value(auto a) { return gelu(a); }
  static auto slope(auto a, auto) { return normal_cdf(a) + a * normal_pdf(a); }
};

// y = log(1 + e^a), a smooth relu.
struct Softplus {
  static constexpr std::string_view name = "softplus";
  static auto value(auto a) { return softplus(a); }
  static auto slope(auto a, auto) { return sigmoid(a); }
};

// ---- piecewise

struct Abs {
  static constexpr std::string_view name = "abs";
  static auto value(auto a) { return abs(a); }
  static auto slope(auto a, auto) { return sign(a); }
};

struct Maximum {
  static constexpr std::string_view name = "maximum";
  static auto value(auto a, auto b) { return maximum(a, b); }
  static auto slope_a(auto a, auto b, auto) { return share(a > b, a == b); }
  static auto slope_b(auto a, auto b, auto) { return share(b > a, a == b); }
};

struct Minimum {
  static constexpr std::string_view name = "minimum";
  static auto value(auto a, auto b) { return minimum(a, b); }
  static auto slope_a(auto a, auto b, auto) { return share(a < b, a == b); }
  static auto slope_b(auto a, auto b, auto) { return share(b < a, a == b); }
};

}  // namespace downhill::ops
