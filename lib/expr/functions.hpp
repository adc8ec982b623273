// The functions that formulas can call by name, as far as they are elementwise: every rule of
// the catalogue under its own name, under NumPy's where that differs, and under PyTorch's.
// A rule that joins the catalogue can be called from formulas at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/program.hpp"
#include "scalar/operators.hpp"

namespace downhill::expr {

struct Parameter {
  std::string_view name;
  std::optional<double> otherwise;  // its value when it is not given
  std::string_view spelled = "";    // that value as a signature shows it, if it is not a number
};

struct Function {
  std::string_view name;
  std::uint8_t code;                  // the rule's place in the catalogue
  std::vector<Parameter> parameters;  // one or two

  std::string signature() const;  // leaky_relu(x, negative_slope=0.01)
};

// The elementwise function with this name; the operators + - * / ** are names too (- is the
// difference; a minus sign is "negative"). Null if there is none.
const Function* find_function(std::string_view name);

// The names of all of them that are words.
std::vector<std::string_view> function_names();

// Whether traces spell a function with this name, so that no value can have it.
bool is_reserved(std::string_view name);

// The argument for each parameter of a call, by place or by keyword; nothing where the parameter
// has a value of its own. Throws ParseError showing the signature when they do not fit.
std::vector<Id> match_arguments(const Program& program, const Instruction& call,
                                const Function& function);

// Records y = rule(a) or y = rule(a, b) for the rule with this code.
Scalar record(std::uint8_t code, At a);
Scalar record(std::uint8_t code, At a, Scalar b);

// The same on plain numbers, which leave no trace.
Real compute(std::uint8_t code, Real a);
Real compute(std::uint8_t code, Real a, Real b);

}  // namespace downhill::expr
