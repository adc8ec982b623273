#include "compare/definitions.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_set>
#include <utility>

#include "ops/text_index.hpp"
#include "trace/character.hpp"

namespace downhill {
namespace {

bool is_backward(std::string_view section) {
  std::string text;
  for (const char c : section) text += char(std::tolower(static_cast<unsigned char>(c)));
  return text.find("backward") != std::string::npos || text.find("gradient") != std::string::npos;
}

void mark_gradients(const TraceText& text, Definitions& definitions) {
  std::vector<bool> backward;
  for (const std::string& section : text.sections) backward.push_back(is_backward(section));
  const bool has_heading = std::find(backward.begin(), backward.end(), true) != backward.end();
  for (Definition& definition : definitions.all) {
    const Statement& last = text.statements[definition.statements.back()];
    definition.gradient = has_heading ? definition.name.starts_with('d') && backward[last.section]
                                      : !differentiated(definitions, definition.name).empty();
  }
}

}  // namespace

std::vector<std::string_view> names_in(std::string_view expression) {
  constexpr std::size_t few = 8;  // that are found faster one by one
  std::vector<std::string_view> names;
  std::unordered_set<std::string_view> seen;
  const auto is_new = [&](std::string_view word) {
    if (names.size() < few) return std::find(names.begin(), names.end(), word) == names.end();
    if (seen.empty()) seen.insert(names.begin(), names.end());
    return seen.insert(word).second;
  };
  for (std::size_t i = 0; i < expression.size();) {
    const std::size_t start = i;
    while (i < expression.size() && is_of_name(expression[i])) ++i;
    if (i == start) {
      ++i;
      continue;
    }
    const std::string_view word = expression.substr(start, i - start);
    const std::size_t next = std::min(expression.find_first_not_of(' ', i), expression.size());
    const std::string_view rest = expression.substr(next);
    const bool keyword = rest.starts_with('=') && !rest.starts_with("==");
    const bool attribute = start > 0 && expression[start - 1] == '.';
    const bool number = is_digit(word[0]);
    if (number || attribute || keyword || rest.starts_with('(')) continue;
    if (is_new(word)) names.push_back(word);
  }
  return names;
}

Definitions definitions_of(const TraceText& text) {
  std::vector<Definition> begun;
  std::vector<std::string> names;
  TextIndex places;                 // of the names
  std::vector<std::size_t> newest;  // the definition that is in force, of each name
  for (std::size_t i = 0; i < text.statements.size(); ++i) {
    const Statement& statement = text.statements[i];
    std::vector<std::size_t> inputs;
    for (const std::string_view name : names_in(statement.expression))
      if (const auto known = places.find(name, names); known != TextIndex::nowhere)
        inputs.push_back(newest[known]);
    const std::uint32_t name = places.add(statement.name, names);
    const bool begins = !statement.adds || name == newest.size();
    newest.resize(names.size());
    const std::size_t at = begins ? begun.size() : newest[name];
    if (begins) begun.emplace_back().name = statement.name;
    newest[name] = at;
    begun[at].statements.push_back(i);
    for (const std::size_t input : inputs)
      if (input != at) begun[at].inputs.push_back(input);
  }

  // From the order in which they begin to the order in which they are complete.
  std::vector<std::size_t> order(begun.size()), place(begun.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return begun[a].statements.back() < begun[b].statements.back();
  });
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  Definitions result;
  result.all.reserve(order.size());
  result.of_name.reserve(names.size());
  std::vector<std::size_t> input_of(order.size(), order.size());  // the last that it was seen at
  for (const std::size_t i : order) {
    Definition& definition = result.all.emplace_back(std::move(begun[i]));
    std::vector<std::size_t> inputs;
    for (const std::size_t input : definition.inputs)
      if (std::exchange(input_of[input], i) != i) inputs.push_back(place[input]);
    definition.inputs = std::move(inputs);
    auto& same_name = result.of_name[definition.name];
    definition.occurrence = same_name.size();
    same_name.push_back(result.all.size() - 1);
  }
  mark_gradients(text, result);
  return result;
}

std::string differentiated(const Definitions& definitions, const std::string& gradient) {
  for (const std::string_view prefix : {"d", "d_"}) {
    if (!gradient.starts_with(prefix)) continue;
    std::string name = gradient.substr(prefix.size());
    if (definitions.of_name.contains(name)) return name;
  }
  return {};
}

std::vector<Value> contributions(const TraceText& text, const Definition& definition) {
  std::vector<Value> parts;
  const Value* before = nullptr;
  for (const std::size_t i : definition.statements) {
    const Value& held = text.statements[i].held.value;
    Value& part = parts.emplace_back(held);
    if (before && before->shape == held.shape && before->data.size() == held.data.size())
      for (std::size_t k = 0; k < held.data.size(); ++k) part.data[k] -= before->data[k];
    before = &held;
  }
  return parts;
}

}  // namespace downhill
