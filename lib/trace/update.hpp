// An update as a line of a trace. The rule is written once, generic in its number type, and read
// twice: with Reals it computes the new value, with Symbols it spells the line.
//
//     const auto descend = [](auto w, auto rate, auto dw) { return w - rate * dw; };
//     x = add_update(trace, "x", descend, Term{"x", x}, Term{"learning_rate", 0.1}, Term{"dx", g});
//     // x = x - learning_rate * dx      # 8
#pragma once

#include <string>

#include "ops/symbol.hpp"
#include "trace/trace.hpp"

namespace downhill {

// An operand: a name of the trace with its value, or a number that stands as it is.
struct Term {
  std::string name;  // empty for a plain number
  Real value;
  ops::Symbol symbol() const { return name.empty() ? ops::Symbol(value) : ops::Symbol(name); }
};

// Appends name = rule(terms...) and returns its value.
template <class Rule, class... Terms>
Real add_update(Trace& trace, const std::string& name, Rule rule, const Terms&... terms) {
  Line line;
  line.name = name;
  line.expression = rule(terms.symbol()...).text();
  line.value = Value(Real(rule(terms.value...)));
  const Real value = line.value.number();
  trace.line(std::move(line));
  return value;
}

// Appends name = number: a setting such as a learning rate.
inline Real add_setting(Trace& trace, const std::string& name, Real value, std::string words) {
  Line line;
  line.name = name;
  line.expression = ops::literal(value);
  line.value = Value(value);
  line.words = std::move(words);
  trace.line(std::move(line));
  return value;
}

}  // namespace downhill
