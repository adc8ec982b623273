// Scalar runs that a trace must tell right: every operation, and what is hard to name or to count.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "ops/catalogue.hpp"
#include "scalar/operators.hpp"
#include "trace/from_scalar.hpp"

struct Sample {
  std::string name;
  std::function<downhill::Scalar(downhill::Tape&)> record;
};

inline downhill::Trace told(const Sample& sample) {
  downhill::Tape tape;
  const downhill::Scalar output = sample.record(tape);
  downhill::Trace trace = downhill::explain(downhill::backward(output), downhill::Places::hidden);
  trace.titles = {sample.name};
  return trace;
}

// One run with every operation, at inputs whose values have all digits.
inline downhill::Scalar every_operation(downhill::Tape& tape) {
  using namespace downhill;
  const Scalar a = tape.input("a", Real(0.7)), b = tape.parameter("b", Real(-1.3));
  const Real tie = Real(0.7), leak = Real(0.01);
  Scalar sum = name("sum", a + b);
  for (const Scalar part : {a - b,           a * b,
                            a / b,           -a,
                            pow(a, b),       pow(a, 3),
                            pow(2, b),       square(b),
                            sqrt(a),         exp(b),
                            log(a),          sin(b),
                            cos(a),          tanh(b),
                            sigmoid(a),      log_sigmoid(b),
                            relu(a),         relu(b),
                            silu(a),         gelu(b),
                            softplus(a),     abs(b),
                            maximum(a, b),   minimum(a, b),
                            maximum(a, tie), leaky_relu(b, leak),
                            identity(a),     5 - b,
                            2 / a,           detach(b) * a})
    sum = sum + part;
  return name("y", sum / 3);
}

inline std::vector<Sample> samples() {
  using namespace downhill;
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
  return {
      {"every operation", every_operation},
      {"a value used twice, and twice at once",
       [](Tape& t) {
         const Scalar x = t.input("x", 3), h = name("h", tanh(x * Real(0.1)));
         return name("y", x * x + h + h);
       }},
      {"names given twice",
       [](Tape& t) {
         Scalar c = t.input("c", Real(1.5));
         for (int i = 0; i < 3; ++i) c = name("c", square(c) - 1);
         return name("c_2", c * 2);
       }},
      {"names that Python has",
       [](Tape& t) {
         const Scalar lambda = t.input("lambda", 2), exponent = t.input("exp", Real(0.3)),
                      maximum_ = t.input("maximum", -1), in = t.input("in", 4);
         return name("float64", exp(lambda * exponent) + maximum(maximum_, in));
       }},
      {"names that are no identifiers",
       [](Tape& t) {
         const Scalar a = t.input("hidden 1", 2), b = t.input("hidden_1", 3), c = t.input("1st", 4);
         return name("y'", a * b + c);
       }},
      {"a variable called da beside a",
       [](Tape& t) {
         const Scalar a = t.input("a", 2), da = t.input("da", 3), dda = t.input("d_a", 5);
         return name("y", a * da + dda);
       }},
      {"detach, and an input that is not used",
       [](Tape& t) {
         const Scalar a = t.input("a", 2), k = t.parameter("k", -3);
         t.input("unused", 7);
         return name("y", detach(k) * a);
       }},
      {"ties of maximum and minimum",
       [](Tape& t) {
         const Scalar a = t.input("a", 2), b = t.input("b", 2);
         return name("y", maximum(a, b) * minimum(a, b) * 3);
       }},
      {"infinity and nan",
       [](Tape& t) {
         const Scalar a = t.input("a", inf), b = t.input("b", -inf), c = t.input("c", nan);
         return name("y", relu(a + 1) - b * 2 + maximum(b, c) + a / b);
       }},
      {"overflow on the way", [](Tape& t) { return name("y", exp(t.input("a", 800)) * 2); }},
      {"0 ** b and a ** 0",
       [](Tape& t) {
         const Scalar a = t.input("a", 0), b = t.input("b", 2), zero = t.input("zero", 0);
         return name("y", pow(a, b) + pow(b, zero) + pow(a, zero) + pow(zero, -1));
       }},
      {"a negative base",
       [](Tape& t) {
         const Scalar a = t.input("a", -2), b = t.input("b", 3);
         return name("y", pow(a, b) - pow(a, 2) * -1);
       }},
      {"one leaf", [](Tape& t) { return t.input("y", Real(0.1)); }},
      {"large and small numbers",
       [](Tape& t) {
         const Scalar a = t.input("a", Real(1.0 / 3) * Real(1e20)), b = t.input("b", Real(1e-20));
         return name("y", a * b + Real(1e-7) * a - Real(123456789) * b);
       }},
  };
}
