#include "expr/evaluate_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "expr/array_functions.hpp"
#include "expr/array_functions_call.hpp"
#include "expr/array_functions_index.hpp"
#include "expr/array_functions_masks.hpp"
#include "expr/names.hpp"
#include "tensor/matmul.hpp"
#include "tensor/shaping.hpp"

namespace downhill::expr {
namespace {

const Function array_float64 = {"float64", 0, {{"x", {}}}};

class ArrayEvaluator {
 public:
  ArrayEvaluator(const Program& program, TensorTape& tape, const ArrayBindings& values)
      : program_(program), tape_(tape), file_(lasting_source_name(program)), bound_(values) {}

  ArrayEvaluation run() {
    prepare();
    values_.resize(program_.instructions.size());
    for (Id id = 0; id < values_.size(); ++id) {
      try {
        values_[id] = step(program_.instructions[id]);
      } catch (const ParseError&) {
        throw;
      } catch (const Error& error) {  // shapes that do not fit, and the like
        fail_at(program_, program_.instructions[id], error.what());
      } catch (const std::bad_alloc&) {
        fail_at(program_, program_.instructions[id], "there is not enough memory for this array");
      }
    }
    done_.output = values_[program_.output].tensor;
    return std::move(done_);
  }

 private:
  // Checks the names, and records the inputs from outside.
  void prepare() {
    const std::vector<NameUse> uses = name_uses(program_);
    std::vector<std::string> names;
    for (const auto& [name, value] : bound_) names.push_back(name);
    const std::vector<Word> words = bound_words(program_, uses, names);
    named_.resize(program_.words.size());
    replaced_.resize(program_.words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const NameUse& use = uses[words[i]];
      if (use.wanted()) {
        named_[words[i]] = input(names[i], bound_[i].second, program_.instructions[use.read]);
      } else {
        replaced_[words[i]] = bound_[i].second;
      }
    }
  }

  ArrayValue step(const Instruction& instruction) {
    switch (instruction.what) {
      case What::number:
      case What::boolean:
        return ArrayValue::of(Array(Real(instruction.number)));
      case What::text:
        return {ArrayValue::text, {}, {}};
      case What::none:
        return {};
      case What::slice:
        return {ArrayValue::slice, {}, {}};
      case What::list:
        return list(instruction);
      case What::name:
        return ArrayValue::of(named_[instruction.word]);
      case What::assign:
        return ArrayValue::of(assign(instruction));
      case What::call:
        return call(instruction);
      case What::index:
        return index(instruction);
      case What::attribute:
        return transposed(instruction);
    }
    return {};
  }

  // Rows of constants are an array; a list with nodes in it is for concatenate and stack.
  ArrayValue list(const Instruction& instruction) {
    const auto arguments = program_.arguments_of(instruction);
    Shape row;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const ArrayValue& one = values_[arguments[i].value];
      if (one.kind == ArrayValue::node || one.kind == ArrayValue::list)
        return {ArrayValue::list, {}, {}};
      if (one.kind != ArrayValue::constant)
        fail_at(program_, program_.instructions[arguments[i].value],
                fmt::format("expected a number or a list, found {}", kind_name(one.kind)));
      if (i == 0) row = one.array.shape();
      if (one.array.shape() != row)
        fail_at(program_, program_.instructions[arguments[i].value],
                fmt::format("the rows of a list are alike: the first has shape {}, this one {}",
                            text(row), text(one.array.shape())));
    }
    if (row.rank() == Shape::most_axes)
      fail_at(program_, instruction, fmt::format("an array has at most {} axes", Shape::most_axes));
    Array all = Array::unwritten(row.with(0, arguments.size()));
    Real* to = all.writable();
    for (const Argument& argument : arguments)
      to = std::copy_n(values_[argument.value].array.data(), row.size(), to);
    return ArrayValue::of(std::move(all));
  }

  Tensor assign(const Instruction& instruction) {
    const Id source = program_.arguments_of(instruction)[0].value;
    const std::string& name = program_.word_of(instruction);
    const ArrayValue& value = array_or_node(source);
    Array replaced = std::exchange(replaced_[instruction.word], {});
    if (value.kind == ArrayValue::constant)
      return named_[instruction.word] =
                 input(name, replaced.given() ? std::move(replaced) : value.array, instruction);
    if (replaced.given())
      fail_at(program_, instruction,
              fmt::format("{0} is computed here, so {0}=... from outside would be lost", name));
    Tensor x = value.tensor;
    if (!tape_.name_of(tape_.nodes()[x.index()]).empty()) x = identity(at(x, instruction));
    tape_.set_name(x, name);
    done_.assigned.emplace_back(name, x);
    return named_[instruction.word] = x;
  }

  Tensor input(const std::string& name, Array value, const Instruction& instruction) {
    const Tensor x = tape_.input(name, std::move(value), place(instruction));
    done_.assigned.emplace_back(name, x);
    return x;
  }

  ArrayValue call(const Instruction& instruction) {
    const std::string& name = program_.word_of(instruction);
    if (name == "float64")
      return array_or_node(match_arguments(program_, instruction, array_float64)[0]);
    if (name == "@" || is_mask_sign(name)) return binary(instruction, name);
    if (is_array_call(program_, instruction)) {
      const ArrayFunction& function = *find_array_function(name);
      const ArrayCall arguments(state(tape_), instruction, function.signature);
      if (arguments.has_nodes()) return ArrayValue::of(function.record(arguments));
      return without_nodes([&](TensorTape& scratch) {
        return function.record(ArrayCall(state(scratch), instruction, function.signature));
      });
    }
    const bool is_minus = name == "-" && instruction.argument_count == 1;
    const Function* function = find_function(is_minus ? "neg" : name);
    if (!function) fail_for_unknown(program_, instruction);
    return elementwise(instruction, *function);
  }

  ArrayValue binary(const Instruction& instruction, const std::string& sign) {
    const auto arguments = program_.arguments_of(instruction);
    const ArrayValue &a = array_or_node(arguments[0].value), &b = array_or_node(arguments[1].value);
    return recorded({&a, &b}, [&](TensorTape& tape) {
      const TensorAt x = at(tensor(a, tape, instruction), instruction);
      const Tensor y = tensor(b, tape, instruction);
      return sign == "@" ? matmul(x, y) : compared(sign, x, y);
    });
  }

  ArrayValue elementwise(const Instruction& instruction, const Function& function) {
    const std::vector<Id> arguments = match_arguments(program_, instruction, function);
    const ArrayValue& a = array_or_node(arguments[0]);
    if (arguments.size() == 1) {
      refuse_masks(instruction, {&a});
      return recorded({&a}, [&](TensorTape& tape) {
        return record_rule(function.code, at(tensor(a, tape, instruction), instruction));
      });
    }
    const ArrayValue b = arguments[1] == nothing
                             ? ArrayValue::of(Array(Real(*function.parameters[1].otherwise)))
                             : array_or_node(arguments[1]);
    refuse_masks(instruction, {&a, &b});
    if (is_number(a) && is_number(b))
      return ArrayValue::of(Array(compute(function.code, a.array[0], b.array[0])));
    return recorded({&a, &b}, [&](TensorTape& tape) {
      const TensorAt x = at(tensor(a, tape, instruction), instruction);
      return record_rule(function.code, x, tensor(b, tape, instruction));
    });
  }

  // With truth values alone NumPy does not calculate as with numbers: True + True is True there.
  void refuse_masks(const Instruction& instruction, std::initializer_list<const ArrayValue*> all) {
    for (const ArrayValue* one : all)
      if (one->kind != ArrayValue::node || !is_mask(one->tensor)) return;
    fail_at(program_, instruction,
            fmt::format("{} of a mask alone: make it numbers first, with where(mask, 1, 0)",
                        program_.word_of(instruction)));
  }

  ArrayValue index(const Instruction& instruction) {
    const auto arguments = program_.arguments_of(instruction);
    const ArrayValue& x = array_or_node(arguments[0].value);
    const ArrayValue* rows = rows_of_index(program_, instruction, values_);
    return recorded({&x, rows}, [&](TensorTape& tape) {
      const TensorAt of = at(tensor(x, tape, instruction), instruction);
      if (rows) return gather(of, tensor(*rows, tape, instruction));
      return slice(of, slices_of_index(program_, instruction, values_));
    });
  }

  ArrayValue transposed(const Instruction& instruction) {
    const ArrayValue& x = array_or_node(program_.arguments_of(instruction)[0].value);
    return recorded({&x}, [&](TensorTape& tape) {
      const Tensor of = tensor(x, tape, instruction);
      return of.shape().rank() == 0 ? of : transpose(at(of, instruction));
    });
  }

  // What record records on our tape, or, where all these are constants, its value alone.
  template <class Record>
  ArrayValue recorded(std::initializer_list<const ArrayValue*> arguments, Record record) {
    for (const ArrayValue* one : arguments)
      if (one && one->kind == ArrayValue::node) return ArrayValue::of(record(tape_));
    return without_nodes(record);
  }
  template <class Record>
  ArrayValue without_nodes(Record record) {
    scratch_.clear();
    return ArrayValue::of(record(scratch_).value());
  }

  static bool is_number(const ArrayValue& value) {
    return value.kind == ArrayValue::constant && value.array.rank() == 0;
  }

  const ArrayValue& array_or_node(Id id) const {
    const ArrayValue& value = values_[id];
    if (value.kind == ArrayValue::node || value.kind == ArrayValue::constant) return value;
    const bool is_list = value.kind == ArrayValue::list;
    fail_at(program_, program_.instructions[id],
            fmt::format("expected a number or an array, found {}{}", kind_name(value.kind),
                        is_list ? "; stack([a, b]) makes an array of them" : ""));
  }

  Tensor tensor(const ArrayValue& value, TensorTape& tape, const Instruction& instruction) const {
    return value.kind == ArrayValue::node ? value.tensor
                                          : tape.constant(value.array, place(instruction));
  }

  ArrayState state(TensorTape& tape) const { return {program_, values_, tape, file_}; }
  Place place(const Instruction& instruction) const {
    return {std::min(instruction.line, (1u << 22) - 1), file_};  // a tape's last line
  }
  TensorAt at(Tensor x, const Instruction& instruction) const {
    return {x, place(instruction).line, file_};
  }

  const Program& program_;
  TensorTape& tape_;
  const char* file_;
  TensorTape scratch_;  // for what is computed from constants
  const ArrayBindings& bound_;
  std::vector<ArrayValue> values_;  // of each instruction
  std::vector<Tensor> named_;       // the newest value of each word
  std::vector<Array> replaced_;     // by word: instead of the constant it is assigned
  ArrayEvaluation done_;
};

}  // namespace

std::optional<Tensor> ArrayEvaluation::find(std::string_view name) const {
  const auto found = std::find_if(assigned.rbegin(), assigned.rend(),
                                  [&](const auto& one) { return one.first == name; });
  if (found == assigned.rend()) return {};
  return found->second;
}

ArrayEvaluation evaluate_arrays(const Program& program, TensorTape& tape,
                                const ArrayBindings& values) {
  return ArrayEvaluator(program, tape, values).run();
}

}  // namespace downhill::expr
