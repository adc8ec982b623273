#include "trace/read_arithmetic.hpp"

#include <cmath>

#include "trace/character.hpp"
#include "trace/read_value.hpp"

namespace downhill {
namespace {

constexpr int deepest = 100;

// Recursive descent over sum, product, unary, power and atom; every method returns nothing where
// the text leaves the grammar.
class Evaluator {
 public:
  Evaluator(std::string_view text, const Lookup& lookup) : cursor_{text}, lookup_(lookup) {}

  std::optional<Arithmetic> whole() {
    const auto result = sum();
    cursor_.skip_blanks();
    return cursor_.at_end() ? result : std::nullopt;
  }

 private:
  using Result = std::optional<Arithmetic>;

  Result sum() {
    Result left = product();
    while (left) {
      const bool minus = take("-");
      if (!minus && !take("+")) break;
      const Result right = product();
      if (!right) return {};
      left->value += minus ? -right->value : right->value;
      left->terms += right->terms;
    }
    return left;
  }

  Result product() {
    Result left = unary();
    while (left) {
      if (cursor_.rest().starts_with("**") || cursor_.rest().starts_with("//")) return {};
      const bool divide = take("/");
      if (!divide && !take("*")) break;
      const Result right = unary();
      if (!right) return {};
      left->value = divide ? left->value / right->value : left->value * right->value;
      left->terms = divide ? left->terms / std::abs(right->value) : left->terms * right->terms;
    }
    return left;
  }

  Result unary() {
    if (++depth_ > deepest) return {};
    Result result;
    if (take("-")) {
      result = unary();
      if (result) result->value = -result->value;
    } else if (take("+")) {
      result = unary();
    } else {
      result = power();
    }
    --depth_;
    return result;
  }

  Result power() {
    Result base = atom();
    if (!base || !take("**")) return base;
    const Result exponent = unary();
    if (!exponent) return {};
    const double value = std::pow(base->value, exponent->value);
    return Arithmetic{value, std::abs(value)};
  }

  Result atom() {
    if (take("(")) {
      const Result inside = sum();
      return inside && take(")") ? inside : std::nullopt;
    }
    cursor_.skip_blanks();
    if (cursor_.peek() == '-' || cursor_.peek() == '+') return {};
    if (const auto number = take_number(cursor_)) {
      const double value = double(number->number);
      cursor_.skip_blanks();
      return Arithmetic{value, std::abs(value)};
    }
    return name();
  }

  Result name() {
    const std::size_t start = cursor_.at;
    while (!cursor_.at_end() && is_of_name(cursor_.peek())) ++cursor_.at;
    if (cursor_.at == start) return {};
    const auto value = lookup_(cursor_.text.substr(start, cursor_.at - start));
    cursor_.skip_blanks();
    if (!value || cursor_.peek() == '(') return {};
    return Arithmetic{*value, std::abs(*value)};
  }

  bool take(std::string_view sign) {
    cursor_.skip_blanks();
    if (!cursor_.take(sign)) return false;
    cursor_.skip_blanks();
    return true;
  }

  Cursor cursor_;
  const Lookup& lookup_;
  int depth_ = 0;
};

}  // namespace

std::optional<Arithmetic> evaluate_arithmetic(std::string_view text, const Lookup& lookup) {
  return Evaluator(text, lookup).whole();
}

}  // namespace downhill
