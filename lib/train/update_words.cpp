#include "train/update_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ops/symbol.hpp"

namespace downhill {
namespace {

using ops::Symbol;

// The rule's `let` where it spells: every value becomes a statement, and is its name from then on.
struct Spell {
  const std::string& parameter;
  UpdateNames& names;
  std::vector<UpdateLine> statements = {};

  // Not known as a number, so that 1 - 0.9 is spelled and not carried out.
  static Symbol number(Real setting) { return Symbol(ops::literal(setting)); }
  static Symbol one() { return Symbol(1.0); }

  Symbol operator()(const char* part, const Symbol& value, const char* words) {
    const bool is_parameter = std::string_view(part) == "w";
    const std::string name = is_parameter ? parameter : names.of(part, parameter);
    statements.push_back({name, value.text(), {}, words});
    return Symbol(name);
  }
};

// The rule's `let` where it computes one element and keeps every value in its statement.
struct Keep {
  std::vector<UpdateLine>& statements;
  std::size_t next = 0;

  static Real number(Real setting) { return setting; }
  static Real one() { return 1; }
  Real operator()(const char*, Real value, const char*) {
    statements[next++].values.push_back(value);
    return value;
  }
};

void check_sizes(const NamedParameter& parameter) {
  if (parameter.values.size() != parameter.gradient.size())
    throw UsageError(fmt::format("update_words: {} has {} elements, its gradient {} has {}",
                                 parameter.name, parameter.values.size(), parameter.gradient_name,
                                 parameter.gradient.size()));
}

}  // namespace

const std::string& UpdateNames::of(std::string_view part, const std::string& parameter) {
  std::string& name = names_[{std::string(part), parameter}];
  if (!name.empty()) return name;
  const std::string wish = fmt::format("{}_{}", part, parameter);
  name = wish;
  for (int copy = 2; !taken_.insert(name).second; ++copy) name = fmt::format("{}_{}", wish, copy);
  return name;
}

std::vector<UpdateLine> memory_words(const Optimizer& optimizer, std::size_t k,
                                     const NamedParameter& parameter, UpdateNames& names) {
  std::vector<UpdateLine> statements;
  for (auto& [part, values] : optimizer.state(k, parameter.values.size())) {
    const bool all_equal =
        std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
    statements.push_back({names.of(part, parameter.name),
                          all_equal && !values.empty() ? ops::literal(values[0]) : "",
                          std::move(values), "remembered by the optimizer"});
  }
  return statements;
}

std::vector<UpdateLine> update_words(const Optimizer& optimizer, std::size_t k,
                                     const NamedParameter& parameter, UpdateNames& names,
                                     Real rate_factor) {
  check_sizes(parameter);
  Spell spell{parameter.name, names};
  const int t = optimizer.steps() + 1;
  std::visit(
      [&](auto rule) {
        rule.rate *= rate_factor;
        constexpr std::size_t count = std::tuple_size_v<decltype(rule.memory())>;
        std::array<std::vector<Real>, count> memory;
        std::vector<Symbol> memory_symbols;
        for (std::size_t i = 0; i < count; ++i)
          memory_symbols.emplace_back(
              rule.memory()[i].used ? names.of(rule.memory()[i].name, parameter.name) : "");
        for (auto& [part, values] : optimizer.state(k, parameter.values.size()))
          for (std::size_t i = 0; i < count; ++i)
            if (rule.memory()[i].name == part) memory[i] = std::move(values);

        descent::with_constants(
            rule.switches(), [&]<bool... known>() {
              Symbol w(parameter.name);
              rule.template update<known...>(w, Symbol(parameter.gradient_name), memory_symbols,
                                             rule.shared(t, spell), spell);
              for (std::size_t i = 0; i < parameter.values.size(); ++i) {
                Keep keep{spell.statements};
                Real element = parameter.values[i];
                std::array<Real, count> of_element{};
                for (std::size_t m = 0; m < count; ++m)
                  if (!memory[m].empty()) of_element[m] = memory[m][i];
                rule.template update<known...>(element, parameter.gradient[i], of_element,
                                               rule.shared(t, keep), keep);
              }
            });
      },
      optimizer.method());
  return std::move(spell.statements);
}

}  // namespace downhill
