#include "expr/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "expr/array_functions.hpp"
#include "expr/functions.hpp"
#include "expr/names.hpp"

namespace downhill::expr {
namespace {

// Whether calls of this function or operator may need arrays, whatever their arguments are.
bool may_work_on_arrays(std::string_view name) {
  return find_array_function(name) ||
         (!find_function(name) && name.find_first_of("<>=!&@") != name.npos);
}

bool works_on_arrays(const Program& program, const Instruction& instruction) {
  switch (instruction.what) {
    case What::list:
    case What::index:
    case What::slice:
    case What::attribute:
      return true;
    case What::call: {
      const std::string& name = program.word_of(instruction);
      return may_work_on_arrays(name) &&
             (!find_array_function(name) || is_array_call(program, instruction));
    }
    default:
      return false;
  }
}

// The one place that turns arrays away.
[[noreturn]] void fail_for_array(const Program& program, const Instruction& instruction) {
  std::string what = "this";
  if (instruction.what == What::list) what = "a list";
  if (instruction.what == What::index || instruction.what == What::slice)
    what = "[ ] after a value";
  if (instruction.what == What::attribute) what = "." + program.word_of(instruction);
  if (instruction.what == What::call) what = program.word_of(instruction);
  fail_at(program, instruction,
          fmt::format("{} needs arrays, and here all values are single numbers", what));
}

const Function float64 = {"float64", 0, {{"x", {}}}};

// What an instruction left behind: a node of the tape, or a plain number.
struct Value {
  enum Kind : std::uint8_t { node, number, neither } kind = neither;
  Real plain = 0;
  Scalar scalar = {};
};

// What is known of a word that is called, before any call is looked at.
struct Called {
  const Function* function = nullptr;  // null: none on single numbers
  bool may_work_on_arrays = false;
};

class Evaluator {
 public:
  Evaluator(const Program& program, Tape& tape, const Bindings& values)
      : program_(program), tape_(tape), file_(lasting_source_name(program)), bound_(values) {}

  Evaluation run() {
    prepare();
    values_.resize(program_.instructions.size());
    for (Id id = 0; id < values_.size(); ++id) values_[id] = step(program_.instructions[id]);
    done_.output = values_[program_.output].scalar;
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
    called_.resize(program_.words.size());
    done_.assigned.reserve(program_.words.size());
    for (Word word = 0; word < uses.size(); ++word)
      if (uses[word].called != nothing)
        called_[word] = {find_function(program_.words[word]),
                         may_work_on_arrays(program_.words[word])};
    if (!words.empty()) replaced_.resize(program_.words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const NameUse& use = uses[words[i]];
      if (use.wanted()) {
        named_[words[i]] =
            input(bound_[i].first, bound_[i].second, program_.instructions[use.read]);
      } else {
        replaced_[words[i]] = bound_[i].second;
      }
    }
  }

  Value step(const Instruction& instruction) {
    switch (instruction.what) {
      case What::number:
        return {Value::number, Real(instruction.number)};
      case What::name:
        return {Value::node, 0, named_[instruction.word]};
      case What::assign:
        return {Value::node, 0, assign(instruction)};
      case What::call:
        return call(instruction);
      case What::boolean:
      case What::none:
      case What::text:
        return {};
      case What::list:
      case What::index:
      case What::slice:
      case What::attribute:
        fail_for_array(program_, instruction);
    }
    return {};
  }

  Scalar assign(const Instruction& instruction) {
    const Id source = program_.arguments_of(instruction)[0].value;
    const std::string& name = program_.word_of(instruction);
    const Value value = number_or_node(source);
    std::optional<Real> replaced;
    if (!replaced_.empty()) replaced.swap(replaced_[instruction.word]);
    if (value.kind == Value::number)
      return named_[instruction.word] = input(name, replaced.value_or(value.plain), instruction);
    if (replaced) {
      fail_at(program_, instruction,
              fmt::format("{0} is computed here, so {0}=... from outside would be lost", name));
    }
    Scalar x = value.scalar;
    if (tape_.nodes()[x.index()].name() != 0) x = record<ops::Identity>(at(x, instruction));
    tape_.set_name(x, name);
    done_.assigned.emplace_back(name, x);
    return named_[instruction.word] = x;
  }

  Scalar input(const std::string& name, Real value, const Instruction& instruction) {
    const Scalar x = tape_.input(name, value, line_of(instruction), file_);
    done_.assigned.emplace_back(name, x);
    return x;
  }

  Value call(const Instruction& instruction) {
    const std::string& name = program_.word_of(instruction);
    const std::span<const Argument> given = program_.arguments_of(instruction);
    if (name == "float64")  // what Python needs around a number; here it is the number itself
      return number_or_node(match_arguments(program_, instruction, float64)[0]);
    auto [function, may_work_on_arrays] = called_[instruction.word];
    if (name == "-" && given.size() == 1) function = find_function("neg");
    if (may_work_on_arrays && works_on_arrays(program_, instruction))
      fail_for_array(program_, instruction);
    if (!function) fail_for_unknown(program_, instruction);

    match(instruction, *function);
    const Value a = argument(*function, 0);
    if (matched_.size() == 1) {
      if (a.kind == Value::number) return {Value::number, compute(function->code, a.plain)};
      return {Value::node, 0, record(function->code, at(a.scalar, instruction))};
    }
    const Value b = argument(*function, 1);
    if (a.kind == Value::number && b.kind == Value::number)
      return {Value::number, compute(function->code, a.plain, b.plain)};
    // A number beside a value becomes a constant of the tape.
    const At beside = at(a.kind == Value::node ? a.scalar : b.scalar, instruction);
    const Scalar x = a.kind == Value::node ? a.scalar : literal(a.plain, beside).scalar;
    const Scalar y = b.kind == Value::node ? b.scalar : literal(b.plain, beside).scalar;
    return {Value::node, 0, record(function->code, at(x, instruction), y)};
  }

  // The argument for each parameter. Most calls give all of them in order.
  void match(const Instruction& instruction, const Function& function) {
    const std::span<const Argument> given = program_.arguments_of(instruction);
    const bool in_order = given.size() == function.parameters.size() &&
                          std::all_of(given.begin(), given.end(), [](const Argument& argument) {
                            return argument.keyword == nothing;
                          });
    if (!in_order) {
      matched_ = match_arguments(program_, instruction, function);
      return;
    }
    matched_.clear();
    for (const Argument& argument : given) matched_.push_back(argument.value);
  }

  Value argument(const Function& function, std::size_t i) const {
    if (matched_[i] == nothing) return {Value::number, Real(*function.parameters[i].otherwise)};
    return number_or_node(matched_[i]);
  }

  const Value& number_or_node(Id id) const {
    if (values_[id].kind == Value::neither) {
      const Instruction& instruction = program_.instructions[id];
      const char* what = instruction.what == What::text      ? "a string"
                         : instruction.what == What::boolean ? "True or False"
                                                             : "None";
      fail_at(program_, instruction, fmt::format("expected a number, found {}", what));
    }
    return values_[id];
  }

  At at(Scalar x, const Instruction& instruction) const { return {x, line_of(instruction), file_}; }
  static unsigned line_of(const Instruction& instruction) {
    return std::min(instruction.line, (1u << 22) - 1);  // a tape's last line
  }

  const Program& program_;
  Tape& tape_;
  const char* file_;
  const Bindings& bound_;
  std::vector<Value> values_;                  // of each instruction
  std::vector<Scalar> named_;                  // the newest value of each word
  std::vector<std::optional<Real>> replaced_;  // by word: instead of the number it is assigned
  std::vector<Called> called_;                 // by word, where it is called
  std::vector<Id> matched_;                    // the arguments of the call at hand
  Evaluation done_;
};

}  // namespace

std::optional<Scalar> Evaluation::find(std::string_view name) const {
  const auto found = std::find_if(assigned.rbegin(), assigned.rend(),
                                  [&](const auto& one) { return one.first == name; });
  if (found == assigned.rend()) return {};
  return found->second;
}

Evaluation evaluate(const Program& program, Tape& tape, const Bindings& values) {
  return Evaluator(program, tape, values).run();
}

bool needs_arrays(const Program& program) {
  std::vector<std::optional<bool>> may(program.words.size());  // by word, where it is called
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [&](const Instruction& instruction) {
                       if (instruction.what == What::call) {
                         std::optional<bool>& known = may[instruction.word];
                         if (!known) known = may_work_on_arrays(program.word_of(instruction));
                         if (!*known) return false;
                       }
                       return works_on_arrays(program, instruction);
                     });
}

}  // namespace downhill::expr
