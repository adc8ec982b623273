#include "expr/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "expr/array_functions.hpp"
#include "expr/functions.hpp"
#include "expr/nearest.hpp"
#include "ops/error.hpp"

namespace downhill::expr {
namespace {

// a, b and c
std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) all += i + 1 == names.size() ? " and " : ", ";
    all += names[i];
  }
  return all;
}

std::vector<Word> wanted_words(const std::vector<NameUse>& uses) {
  std::vector<Word> wanted;
  for (Word word = 0; word < uses.size(); ++word)
    if (uses[word].wanted()) wanted.push_back(word);
  std::sort(wanted.begin(), wanted.end(),
            [&](Word a, Word b) { return uses[a].read < uses[b].read; });
  return wanted;
}

[[noreturn]] void fail_without_value(const Program& program, const std::vector<NameUse>& uses,
                                     const std::vector<Word>& words) {
  constexpr std::size_t most = 10;
  const NameUse& first = uses[words[0]];
  const std::string& name = program.words[words[0]];
  const Instruction& reading = program.instructions[first.read];
  if (const Function* function = find_function(name))
    fail_at(program, reading, fmt::format("{} is a function: {}", name, function->signature()));
  if (first.assigned != nothing) {
    fail_at(program, reading,
            fmt::format("{0} has no value yet: it is assigned in line {1}; add {0}=... or assign "
                        "it before",
                        name, program.instructions[first.assigned].line));
  }
  std::vector<std::string> names;
  std::string to_add;
  for (const Word word : words) {
    if (names.size() == most) break;
    names.push_back(program.words[word]);
    to_add += fmt::format("{}{}=...", to_add.empty() ? "" : " ", names.back());
  }
  if (words.size() > most) names.push_back(fmt::format("{} more", words.size() - most));
  fail_at(
      program, reading,
      fmt::format("{} {} no value: add {} or assign {}", listed(names),
                  words.size() == 1 ? "has" : "have", to_add, words.size() == 1 ? "it" : "them"));
}

[[noreturn]] void fail_unused(const Program& program, const std::vector<NameUse>& uses,
                              const std::string& name) {
  std::vector<std::string_view> known;
  for (Word word = 0; word < uses.size(); ++word)
    if (uses[word].read != nothing || uses[word].assigned != nothing)
      known.push_back(program.words[word]);
  const std::string_view near = nearest(name, known);
  throw UsageError(fmt::format("{}=... is given, but {} has no {}{}", name, program.source_name,
                               name, near.empty() ? "" : fmt::format("; did you mean {}?", near)));
}

}  // namespace

std::vector<NameUse> name_uses(const Program& program) {
  std::vector<NameUse> uses(program.words.size());
  for (Id id = 0; id < program.instructions.size(); ++id) {
    const Instruction& instruction = program.instructions[id];
    if (instruction.word == nothing) continue;
    NameUse& use = uses[instruction.word];
    if (instruction.what == What::name) use.read = std::min(use.read, id);
    if (instruction.what == What::assign) use.assigned = std::min(use.assigned, id);
    if (instruction.what == What::call) use.called = std::min(use.called, id);
  }
  return uses;
}

std::vector<std::string> names_to_bind(const Program& program) {
  std::vector<std::string> names;
  for (const Word word : wanted_words(name_uses(program))) names.push_back(program.words[word]);
  return names;
}

std::vector<Word> bound_words(const Program& program, const std::vector<NameUse>& uses,
                              const std::vector<std::string>& bound) {
  check_names(program, uses, bound);
  if (bound.empty()) return {};
  std::unordered_map<std::string_view, std::size_t> places;
  for (const std::string& name : bound)
    if (!places.try_emplace(name, places.size()).second)
      throw UsageError(fmt::format("{}=... is given twice", name));
  std::vector<Word> result(bound.size());
  for (Word word = 0; word < uses.size(); ++word)
    if (const auto bound_to = places.find(program.words[word]); bound_to != places.end())
      result[bound_to->second] = word;
  return result;
}

void check_names(const Program& program, const std::vector<NameUse>& uses,
                 const std::vector<std::string>& bound) {
  std::unordered_set<std::string_view> given(bound.begin(), bound.end());
  for (Word word = 0; word < uses.size(); ++word) {
    const NameUse& use = uses[word];
    const std::string& name = program.words[word];
    if (use.assigned == nothing) continue;
    const bool called = use.called != nothing;
    if (is_reserved(name) || (called && (find_function(name) || find_array_function(name)))) {
      fail_at(program, program.instructions[use.assigned],
              fmt::format("{} is a function: give this value another name", name));
    }
    if (called) {
      fail_at(program, program.instructions[use.called],
              fmt::format("{} is a value, not a function: a product is written *", name));
    }
  }
  std::vector<Word> missing = wanted_words(uses);
  std::erase_if(missing, [&](Word word) { return given.contains(program.words[word]); });
  if (!missing.empty()) fail_without_value(program, uses, missing);
  for (Word word = 0; word < uses.size() && !given.empty(); ++word) {
    if (uses[word].read != nothing || uses[word].assigned != nothing)
      given.erase(program.words[word]);
  }
  for (const std::string& name : bound)
    if (given.contains(name)) fail_unused(program, uses, name);
}

}  // namespace downhill::expr
