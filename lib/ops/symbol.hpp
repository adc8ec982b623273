// Symbol: a number type that spells instead of computing. A rule called with Symbols returns its
// own formula, in the words that Python and NumPy share, with the fewest parentheses that keep
// the order of the operations:
//     ops::Tanh::value(Symbol("s")).text()                   "tanh(s)"
//     contribution(Symbol("dy"), Mul::slope_a(a, b, y))      "dy * b"
// Arithmetic on known numbers is carried out and products with 1 are dropped, since both leave
// every bit of the result as it is: the slope of a ** 3 is spelled "3 * a ** 2".
#pragma once

#include <optional>
#include <string>

#include "ops/real.hpp"

namespace downhill::ops {

// A number as Python reads it: the shortest text that gives back the same Real; inf and nan as
// NumPy names them.
std::string literal(Real number);

class Symbol {
 public:
  // How tightly the outermost operation of a text holds together, as in Python's grammar.
  enum Precedence { comparison, sum, product, negation, power, atom };

  explicit Symbol(std::string name) : text_(std::move(name)), precedence_(atom) {}
  Symbol(std::string text, Precedence precedence)
      : text_(std::move(text)), precedence_(precedence) {}
  Symbol(double number);  // implicit: rules mix symbols with plain numbers

  const std::string& text() const { return text_; }
  const std::optional<Real>& number() const { return number_; }  // where it is known

  // The text, in parentheses where it holds together less tightly than its surroundings need.
  std::string within(Precedence least) const;

 private:
  std::string text_;
  Precedence precedence_;
  std::optional<Real> number_;
};

// A truth value in words; known where it compares known numbers.
struct Condition {
  std::string text;
  std::optional<bool> known;
};

Symbol operator+(const Symbol& a, const Symbol& b);
Symbol operator-(const Symbol& a, const Symbol& b);
Symbol operator*(const Symbol& a, const Symbol& b);
Symbol operator/(const Symbol& a, const Symbol& b);
Symbol operator-(const Symbol& a);
Symbol pow(const Symbol& a, const Symbol& b);
Symbol lower_power(const Symbol& a, const Symbol& b);

Condition operator==(const Symbol& a, const Symbol& b);
Condition operator>=(const Symbol& a, const Symbol& b);
Condition operator>(const Symbol& a, const Symbol& b);
Condition operator<(const Symbol& a, const Symbol& b);
Condition both(const Condition& first, const Condition& second);
Symbol where(const Condition& condition, const Symbol& yes, const Symbol& no);

// name(a) and name(a, b).
Symbol call(const char* name, const Symbol& a);
Symbol call(const char* name, const Symbol& a, const Symbol& b);

inline Symbol abs(const Symbol& a) { return call("abs", a); }
inline Symbol acos(const Symbol& a) { return call("acos", a); }
inline Symbol acosh(const Symbol& a) { return call("acosh", a); }
inline Symbol asin(const Symbol& a) { return call("asin", a); }
inline Symbol asinh(const Symbol& a) { return call("asinh", a); }
inline Symbol atan(const Symbol& a) { return call("atan", a); }
inline Symbol atanh(const Symbol& a) { return call("atanh", a); }
inline Symbol cos(const Symbol& a) { return call("cos", a); }
inline Symbol cosh(const Symbol& a) { return call("cosh", a); }
inline Symbol detach(const Symbol& a) { return call("detach", a); }
inline Symbol erf(const Symbol& a) { return call("erf", a); }
inline Symbol exp(const Symbol& a) { return call("exp", a); }
inline Symbol expm1(const Symbol& a) { return call("expm1", a); }
inline Symbol gaussian(const Symbol& a) { return call("gaussian", a); }
inline Symbol gelu(const Symbol& a) { return call("gelu", a); }
inline Symbol hypot(const Symbol& a, const Symbol& b) { return call("hypot", a, b); }
inline Symbol leaky_relu(const Symbol& a, const Symbol& k) { return call("leaky_relu", a, k); }
inline Symbol log(const Symbol& a) { return call("log", a); }
inline Symbol log1p(const Symbol& a) { return call("log1p", a); }
inline Symbol log_sigmoid(const Symbol& a) { return call("log_sigmoid", a); }
inline Symbol maximum(const Symbol& a, const Symbol& b) { return call("maximum", a, b); }
inline Symbol minimum(const Symbol& a, const Symbol& b) { return call("minimum", a, b); }
inline Symbol normal_cdf(const Symbol& a) { return call("normal_cdf", a); }
inline Symbol normal_pdf(const Symbol& a) { return call("normal_pdf", a); }
inline Symbol relu(const Symbol& a) { return call("relu", a); }
inline Symbol sech(const Symbol& a) { return call("sech", a); }
inline Symbol sigmoid(const Symbol& a) { return call("sigmoid", a); }
inline Symbol sign(const Symbol& a) { return call("sign", a); }
inline Symbol silu(const Symbol& a) { return call("silu", a); }
inline Symbol sin(const Symbol& a) { return call("sin", a); }
inline Symbol sinh(const Symbol& a) { return call("sinh", a); }
inline Symbol softplus(const Symbol& a) { return call("softplus", a); }
inline Symbol sqrt(const Symbol& a) { return call("sqrt", a); }
inline Symbol square(const Symbol& a) { return call("square", a); }
inline Symbol tan(const Symbol& a) { return call("tan", a); }
inline Symbol tanh(const Symbol& a) { return call("tanh", a); }

// The part of the upstream gradient that passes (see Share in functions.hpp).
struct SymbolShare {
  Condition all;
  std::optional<Condition> half;
};
inline SymbolShare share(const Condition& all) { return {all, {}}; }
inline SymbolShare share(const Condition& all, const Condition& half) { return {all, half}; }

Symbol contribution(const Symbol& upstream, const Symbol& slope);
Symbol contribution(const Symbol& upstream, const SymbolShare& part);
inline Symbol slope_symbol(const Symbol& slope) { return slope; }
inline Symbol slope_symbol(const SymbolShare& part) { return contribution(Symbol(1.0), part); }

}  // namespace downhill::ops
