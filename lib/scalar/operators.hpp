// The operations on Scalars: each computes its value, appends one node to the tape, and returns
// the new handle. Every first argument is an At, which notes the source line of the call.
// Numbers may stand where a Scalar may: 2 * x, 1 / x, pow(2, x). They become constants.
#pragma once

#include "scalar/tape.hpp"

namespace downhill {

// A Scalar together with the source line that used it.
struct At {
  At(Scalar x, unsigned at_line = __builtin_LINE(), const char* in_file = __builtin_FILE())
      : scalar(x), line(at_line), file(in_file) {}  // implicit: this is how a Scalar is passed
  Scalar scalar;
  unsigned line;
  const char* file;
};

// Records y = Rule(a) on a's tape.
template <class Rule>
[[gnu::always_inline]] inline Scalar record(At a) {
  Tape& tape = a.scalar.tape();
  const Real value = Rule::value(tape.nodes()[a.scalar.index()].value);
  const Scalar y =
      tape.append(value, first_rule + ops::code_of<Rule>, a.scalar.index(), 0, a.line, a.file);
  return a.scalar.neighbour(y.index());
}

// Records y = Rule(a, b) on the tape of both. It is found by the value that was probably recorded
// just before (in a + w * x the right one, else the left one), and y keeps that one's stamp: so the
// compiler sees that this is the tape of the last operation, and has what it needs in registers.
template <class Rule>
[[gnu::always_inline]] inline Scalar record(At a, Scalar b) {
  const bool right = std::is_same_v<Rule, ops::Add>;
  const Scalar one = right ? b : a.scalar, other = right ? a.scalar : b;
  Tape& tape = one.tape_with(other);
  const Node* nodes = tape.nodes().data();
  const Real value = Rule::value(nodes[a.scalar.index()].value, nodes[b.index()].value);
  const Scalar y = tape.append(value, first_rule + ops::code_of<Rule>, a.scalar.index(), b.index(),
                               a.line, a.file);
  return one.neighbour(y.index());
}

// A literal beside x: a constant on x's tape.
inline At literal(Real number, At x) {
  const Scalar y = x.scalar.tape().append(number, constant, 0, 0, x.line, x.file);
  return {x.scalar.neighbour(y.index()), x.line, x.file};
}

[[gnu::always_inline]] inline Scalar operator+(At a, Scalar b) { return record<ops::Add>(a, b); }
[[gnu::always_inline]] inline Scalar operator+(At a, Real b) {
  return record<ops::Add>(a, literal(b, a).scalar);
}
[[gnu::always_inline]] inline Scalar operator+(Real a, At b) {
  return record<ops::Add>(literal(a, b), b.scalar);
}
[[gnu::always_inline]] inline Scalar operator-(At a, Scalar b) { return record<ops::Sub>(a, b); }
[[gnu::always_inline]] inline Scalar operator-(At a, Real b) {
  return record<ops::Sub>(a, literal(b, a).scalar);
}
[[gnu::always_inline]] inline Scalar operator-(Real a, At b) {
  return record<ops::Sub>(literal(a, b), b.scalar);
}
[[gnu::always_inline]] inline Scalar operator*(At a, Scalar b) { return record<ops::Mul>(a, b); }
[[gnu::always_inline]] inline Scalar operator*(At a, Real b) {
  return record<ops::Mul>(a, literal(b, a).scalar);
}
[[gnu::always_inline]] inline Scalar operator*(Real a, At b) {
  return record<ops::Mul>(literal(a, b), b.scalar);
}
[[gnu::always_inline]] inline Scalar operator/(At a, Scalar b) { return record<ops::Div>(a, b); }
[[gnu::always_inline]] inline Scalar operator/(At a, Real b) {
  return record<ops::Div>(a, literal(b, a).scalar);
}
[[gnu::always_inline]] inline Scalar operator/(Real a, At b) {
  return record<ops::Div>(literal(a, b), b.scalar);
}
[[gnu::always_inline]] inline Scalar operator-(At a) { return record<ops::Neg>(a); }
inline Scalar maximum(At a, Scalar b) { return record<ops::Maximum>(a, b); }
inline Scalar maximum(At a, Real b) { return record<ops::Maximum>(a, literal(b, a).scalar); }
inline Scalar maximum(Real a, At b) { return record<ops::Maximum>(literal(a, b), b.scalar); }
inline Scalar relu(At a) { return record<ops::Relu>(a); }
inline Scalar square(At a) { return record<ops::Square>(a); }

// Those above are used most, and as short as a call. These are not written out at every call, and a
// program that includes them compiles faster for it.
Scalar pow(At a, Scalar b);
Scalar pow(At a, Real b);
Scalar pow(Real a, At b);
Scalar minimum(At a, Scalar b);
Scalar minimum(At a, Real b);
Scalar minimum(Real a, At b);
Scalar leaky_relu(At a, Scalar b);
Scalar leaky_relu(At a, Real b);
Scalar abs(At a);
Scalar acos(At a);
Scalar acosh(At a);
Scalar asin(At a);
Scalar asinh(At a);
Scalar atan(At a);
Scalar atanh(At a);
Scalar cos(At a);
Scalar cosh(At a);
Scalar detach(At a);
Scalar erf(At a);
Scalar exp(At a);
Scalar expm1(At a);
Scalar gelu(At a);
Scalar identity(At a);
Scalar log(At a);
Scalar log1p(At a);
Scalar log_sigmoid(At a);
Scalar sigmoid(At a);
Scalar silu(At a);
Scalar sin(At a);
Scalar sinh(At a);
Scalar softplus(At a);
Scalar sqrt(At a);
Scalar tan(At a);
Scalar tanh(At a);

// x += y makes x a new node, the sum; the node that x was stays as it is.
inline Scalar& operator+=(Scalar& x, At y) {
  return x = record<ops::Add>({x, y.line, y.file}, y.scalar);
}
inline Scalar& operator-=(Scalar& x, At y) {
  return x = record<ops::Sub>({x, y.line, y.file}, y.scalar);
}
inline Scalar& operator*=(Scalar& x, At y) {
  return x = record<ops::Mul>({x, y.line, y.file}, y.scalar);
}
inline Scalar& operator/=(Scalar& x, At y) {
  return x = record<ops::Div>({x, y.line, y.file}, y.scalar);
}

// Gives the node a name, in traces and drawings: Scalar s = name("s", a + b). A value that has
// another name already keeps it, and the new name is recorded as a node of its own, s = a.
inline Scalar name(std::string_view text, At x) {
  Tape& tape = x.scalar.tape();
  const std::string_view known = tape.name_of(tape.nodes()[x.scalar.index()]);
  if (!known.empty() && known != text) x.scalar = record<ops::Identity>(x);
  tape.set_name(x.scalar, text);
  return x.scalar;
}

}  // namespace downhill
