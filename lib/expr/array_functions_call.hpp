// A call of a function on arrays while a program is evaluated: its arguments by their names, each
// as the kind of thing that the function needs. Where an argument is of another kind, a ParseError
// points at it and says what was expected.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/functions.hpp"
#include "tensor/operators.hpp"

namespace downhill::expr {

// What an instruction left behind.
struct ArrayValue {
  enum Kind : std::uint8_t {
    none,      // None
    node,      // a node of the tape
    constant,  // a number or an array without a node
    text,      // a string: the word of the instruction
    list,      // a list with nodes in it: the arguments of the instruction
    slice      // start:stop:step, only inside [ ]
  } kind = none;
  Tensor tensor = {};
  Array array = {};

  static ArrayValue of(Tensor x) { return {node, x, {}}; }
  static ArrayValue of(Array x) { return {constant, {}, std::move(x)}; }
};

// How messages name a value of this kind: "a string".
std::string_view kind_name(ArrayValue::Kind kind);

// The whole number that an array holds, if it is one number and a whole one.
std::optional<int> whole_number(const Array& array);

// What all calls of one evaluation share.
struct ArrayState {
  const Program& program;
  const std::vector<ArrayValue>& values;  // of each instruction
  TensorTape& tape;
  const char* file;
};

class ArrayCall {
 public:
  ArrayCall(const ArrayState& state, const Instruction& call, const Function& function)
      : state_(state),
        call_(call),
        function_(function),
        matched_(match_arguments(state.program, call, function)) {}

  bool has_nodes() const;  // false: all arguments are constants

  // The array of a parameter; a constant becomes a node of the tape. As TensorAt it carries the
  // line of the call.
  Tensor tensor(std::string_view parameter) const;
  TensorAt at(std::string_view parameter) const { return {tensor(parameter), line(), file()}; }
  std::vector<Tensor> tensors(std::string_view parameter) const;  // [a, b, …]

  bool given(std::string_view parameter) const;  // and not None
  Real number(std::string_view parameter) const;
  int integer(std::string_view parameter) const;
  bool flag(std::string_view parameter) const;
  std::vector<int> integers(std::string_view parameter) const;  // 2, or [0, 1]
  Axes axes(std::string_view parameter) const;                  // None: all
  std::string text(std::string_view parameter) const;

  Place place() const { return {line(), file()}; }
  [[noreturn]] void fail(std::string_view parameter, std::string_view expected) const;

 private:
  std::size_t index(std::string_view parameter) const;
  const ArrayValue* value(std::string_view parameter) const;  // null: not given
  std::optional<Real> constant_number(std::string_view parameter) const;
  Tensor as_tensor(Id id, std::string_view parameter) const;
  unsigned line() const;
  const char* file() const { return state_.file; }

  ArrayState state_;
  const Instruction& call_;
  const Function& function_;
  std::vector<Id> matched_;
};

}  // namespace downhill::expr
