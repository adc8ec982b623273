#include "ops/symbol.hpp"

#include <fmt/format.h>

#include <cmath>

#include "ops/joined.hpp"

namespace downhill::ops {
namespace {

bool is(const Symbol& a, Real number) { return a.number() && *a.number() == number; }
bool both_known(const Symbol& a, const Symbol& b) { return a.number() && b.number(); }

// a OP b for the left-associative operators: only the right operand needs to hold together more
// tightly than OP itself, which also keeps a + (b + c) apart from a + b + c.
Symbol infix(const Symbol& a, const char* op, const Symbol& b, Symbol::Precedence precedence) {
  const auto tighter = Symbol::Precedence(precedence + 1);
  return {joined({a.within(precedence), " ", op, " ", b.within(tighter)}), precedence};
}

Condition compare(const Symbol& a, const char* op, const Symbol& b, bool holds) {
  Condition condition{infix(a, op, b, Symbol::comparison).text(), {}};
  if (both_known(a, b)) condition.known = holds;
  return condition;
}

Real number_or_zero(const Symbol& a) { return a.number().value_or(0); }

}  // namespace

std::string literal(Real number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  if (number == 0) return std::signbit(number) ? "-0.0" : "0";  // Python takes -0 for 0
  return fmt::to_string(number);
}

Symbol::Symbol(double number)
    : text_(number == 0 ? "0" : literal(Real(number))),
      precedence_(number < 0 ? negation : atom),
      number_(number) {}

std::string Symbol::within(Precedence least) const {
  return precedence_ < least ? "(" + text_ + ")" : text_;
}

Symbol operator+(const Symbol& a, const Symbol& b) {
  if (both_known(a, b)) return *a.number() + *b.number();
  return infix(a, "+", b, Symbol::sum);
}

Symbol operator-(const Symbol& a, const Symbol& b) {
  if (both_known(a, b)) return *a.number() - *b.number();
  return infix(a, "-", b, Symbol::sum);
}

Symbol operator*(const Symbol& a, const Symbol& b) {
  if (both_known(a, b)) return *a.number() * *b.number();
  if (is(a, 1)) return b;
  if (is(b, 1)) return a;
  if (is(a, -1)) return -b;
  if (is(b, -1)) return -a;
  return infix(a, "*", b, Symbol::product);
}

Symbol operator/(const Symbol& a, const Symbol& b) {
  if (both_known(a, b)) return *a.number() / *b.number();
  if (is(b, 1)) return a;
  return infix(a, "/", b, Symbol::product);
}

Symbol operator-(const Symbol& a) {
  if (a.number()) return -*a.number();
  return {"-" + a.within(Symbol::negation), Symbol::negation};
}

// Python's ** binds tighter than a minus on its left, looser than one on its right.
Symbol pow(const Symbol& a, const Symbol& b) {
  if (both_known(a, b)) return std::pow(*a.number(), *b.number());
  if (is(b, 1)) return a;
  return {joined({a.within(Symbol::atom), " ** ", b.within(Symbol::negation)}), Symbol::power};
}

// 1 for b = 1, also where a is 0, inf or nan. (A value a ** 0 stays spelled: it has a's shape.)
Symbol lower_power(const Symbol& a, const Symbol& b) {
  return is(b, 1) ? Symbol(1.0) : pow(a, b - 1);
}

Condition operator==(const Symbol& a, const Symbol& b) {
  return compare(a, "==", b, number_or_zero(a) == number_or_zero(b));
}
Condition operator>=(const Symbol& a, const Symbol& b) {
  return compare(a, ">=", b, number_or_zero(a) >= number_or_zero(b));
}
Condition operator>(const Symbol& a, const Symbol& b) {
  return compare(a, ">", b, number_or_zero(a) > number_or_zero(b));
}
Condition operator<(const Symbol& a, const Symbol& b) {
  return compare(a, "<", b, number_or_zero(a) < number_or_zero(b));
}

Condition both(const Condition& first, const Condition& second) {
  if (first.known) return *first.known ? second : first;
  if (second.known) return *second.known ? first : second;
  return {joined({"(", first.text, ") & (", second.text, ")"}), {}};
}

Symbol where(const Condition& condition, const Symbol& yes, const Symbol& no) {
  if (condition.known) return *condition.known ? yes : no;
  return Symbol(joined({"where(", condition.text, ", ", yes.text(), ", ", no.text(), ")"}));
}

Symbol call(const char* name, const Symbol& a) {
  return Symbol(joined({name, "(", a.text(), ")"}));
}
Symbol call(const char* name, const Symbol& a, const Symbol& b) {
  return Symbol(joined({name, "(", a.text(), ", ", b.text(), ")"}));
}

Symbol contribution(const Symbol& upstream, const Symbol& slope) { return upstream * slope; }

Symbol contribution(const Symbol& upstream, const SymbolShare& part) {
  const Symbol whole = where(part.all, upstream, 0);
  return part.half ? where(*part.half, upstream / 2, whole) : whole;
}

}  // namespace downhill::ops
