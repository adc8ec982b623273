#include "expr/functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "expr/parse.hpp"

namespace downhill::expr {
namespace {

struct Alias {
  std::string_view name, rule;
};
constexpr Alias aliases[] = {
    {"+", "add"},         {"-", "sub"},
    {"*", "mul"},         {"/", "div"},
    {"**", "pow"},        {"subtract", "sub"},
    {"multiply", "mul"},  {"divide", "div"},
    {"negative", "neg"},  {"power", "pow"},
    {"absolute", "abs"},  {"max", "maximum"},
    {"min", "minimum"},   {"logsigmoid", "log_sigmoid"},
    {"arctan", "atan"},   {"arcsin", "asin"},
    {"arccos", "acos"},   {"arcsinh", "asinh"},
    {"arccosh", "acosh"}, {"arctanh", "atanh"},
};

using Table = std::map<std::string_view, Function>;

const Table& functions() {
  static const Table known = [] {
    Table all;
    const std::vector<ops::ElementwiseOp>& rules = ops::catalogue();
    for (std::size_t code = 0; code < rules.size(); ++code) {
      std::vector<Parameter> parameters = {{"x", {}}};
      if (rules[code].arity == 2) parameters = {{"a", {}}, {"b", {}}};
      if (rules[code].name == "leaky_relu") parameters = {{"x", {}}, {"negative_slope", 0.01}};
      const auto add = [&](std::string_view name) {
        all[name] = {name, std::uint8_t(code), parameters};
      };
      add(rules[code].name);
      for (const Alias& alias : aliases)
        if (alias.rule == rules[code].name) add(alias.name);
    }
    return all;
  }();
  return known;
}

bool is_word(std::string_view name) { return name[0] >= 'A'; }  // not an operator

// Every function that a formula of the text calls.
void collect_calls(const std::string& text, std::set<std::string, std::less<>>& into) {
  const Program program = parse(text);
  for (const Instruction& instruction : program.instructions) {
    if (instruction.what == What::call && is_word(program.word_of(instruction)))
      into.insert(program.word_of(instruction));
  }
}

// The words that the catalogue's formulas are made of.
const std::set<std::string, std::less<>>& spelled_functions() {
  static const auto words = [] {
    std::set<std::string, std::less<>> all;
    for (const ops::ElementwiseOp& rule : ops::catalogue()) {
      std::vector<std::string> names = {"a"};
      if (rule.arity == 2) names.push_back("b");
      collect_calls(rule.spell_value(names), all);
      for (const std::string& slope : rule.spell_slopes(names, "y")) collect_calls(slope, all);
    }
    return all;
  }();
  return words;
}

// "takes 1 or 2 arguments, leaky_relu(x, negative_slope=0.01)"
std::string wanted(const Function& function) {
  const std::size_t most = function.parameters.size();
  const auto least =
      std::size_t(std::count_if(function.parameters.begin(), function.parameters.end(),
                                [](const Parameter& parameter) { return !parameter.otherwise; }));
  const std::string range =
      least == most ? fmt::format("{}", most)
                    : fmt::format("{} {} {}", least, most == least + 1 ? "or" : "to", most);
  return fmt::format("{} takes {} argument{}, {}", function.name, range, most == 1 ? "" : "s",
                     function.signature());
}

}  // namespace

std::string Function::signature() const {
  std::string inside;
  for (const Parameter& parameter : parameters) {
    inside += inside.empty() ? "" : ", ";
    inside += parameter.name;
    if (!parameter.spelled.empty()) {
      inside += fmt::format("={}", parameter.spelled);
    } else if (parameter.otherwise) {
      inside += fmt::format("={}", *parameter.otherwise);
    }
  }
  return fmt::format("{}({})", name, inside);
}

const Function* find_function(std::string_view name) {
  const auto found = functions().find(name);
  return found == functions().end() ? nullptr : &found->second;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : functions())
    if (is_word(name)) names.push_back(name);
  return names;
}

bool is_reserved(std::string_view name) { return spelled_functions().contains(name); }

std::vector<Id> match_arguments(const Program& program, const Instruction& call,
                                const Function& function) {
  const std::span<const Argument> given = program.arguments_of(call);
  const std::vector<Parameter>& parameters = function.parameters;
  std::vector<Id> matched(parameters.size(), nothing);
  for (std::size_t i = 0; i < given.size(); ++i) {
    std::size_t place = i;
    if (given[i].keyword != nothing) {
      const std::string& keyword = program.words[given[i].keyword];
      const auto found =
          std::find_if(parameters.begin(), parameters.end(),
                       [&](const Parameter& parameter) { return parameter.name == keyword; });
      if (found == parameters.end()) {
        fail_at(program, call,
                fmt::format("{} knows no {}=: {}", function.name, keyword, wanted(function)));
      }
      place = std::size_t(found - parameters.begin());
    }
    if (place < matched.size() && matched[place] != nothing) {
      fail_at(program, call,
              fmt::format("{} is given twice: {}", parameters[place].name, wanted(function)));
    }
    if (place < matched.size()) matched[place] = given[i].value;
  }
  for (std::size_t i = 0; i < matched.size() || i == 0; ++i) {
    const bool missing = matched[i] == nothing && !parameters[i].otherwise;
    if (missing || given.size() > matched.size())
      fail_at(program, call, fmt::format("{}, and got {}", wanted(function), given.size()));
  }
  return matched;
}

Scalar record(std::uint8_t code, At a) {
  Scalar y;
  ops::visit(code, [&]<class Rule>(Rule) {
    if constexpr (!ops::Binary<Rule>) y = downhill::record<Rule>(a);
  });
  return y;
}

Scalar record(std::uint8_t code, At a, Scalar b) {
  Scalar y;
  ops::visit(code, [&]<class Rule>(Rule) {
    if constexpr (ops::Binary<Rule>) y = downhill::record<Rule>(a, b);
  });
  return y;
}

Real compute(std::uint8_t code, Real a) {
  Real y = 0;
  ops::visit(code, [&]<class Rule>(Rule) {
    if constexpr (!ops::Binary<Rule>) y = Rule::value(a);
  });
  return y;
}

Real compute(std::uint8_t code, Real a, Real b) {
  Real y = 0;
  ops::visit(code, [&]<class Rule>(Rule) {
    if constexpr (ops::Binary<Rule>) y = Rule::value(a, b);
  });
  return y;
}

}  // namespace downhill::expr
