#include "compare/difference.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace downhill {
namespace {

// The first of the reference's contributions that mine does not have, in any order.
void find_contribution(const Sides& sides, const Definition& definition, const Definition& own,
                       double rtol, Difference& wrong) {
  constexpr std::size_t most = 1000;  // every one is looked for among all
  const auto expected = contributions(sides.reference, definition);
  const auto given = contributions(sides.mine, own);
  if (!wrong.agreement.same_shape || expected.size() != given.size() || expected.size() > most)
    return;
  double size = 0;
  for (const Value& part : expected)
    for (const Real number : part.data) size = std::max(size, std::abs(double(number)));
  const auto equal = [&](const Value& a, const Value& b) {
    if (a.data.size() != b.data.size()) return false;
    for (std::size_t k = 0; k < a.data.size(); ++k)
      if (!(std::abs(double(a.data[k]) - double(b.data[k])) <= std::max(rtol, 1e-9) * size))
        return false;
    return true;
  };
  std::vector<bool> used(given.size());
  std::vector<std::size_t> lacking;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    std::size_t match = !used[k] && equal(given[k], expected[k]) ? k : 0;
    while (match < given.size() && (used[match] || !equal(given[match], expected[k]))) ++match;
    if (match < given.size()) {
      used[match] = true;
    } else {
      lacking.push_back(k);
    }
  }
  if (lacking.empty()) return;
  wrong.place = lacking.front();
  wrong.reference_part = expected[lacking.front()];
  if (lacking.size() == 1 || !used[lacking.front()]) {
    const auto left = std::find(used.begin(), used.end(), false);
    wrong.mine_part = given[std::size_t(left - used.begin())];
  }
}

// The definition of a name that is in force at a statement.
std::size_t newest_before(const Definitions& definitions, const std::string& name,
                          std::size_t statement) {
  const auto& same_name = definitions.of_name.at(name);
  const auto after = std::partition_point(same_name.begin(), same_name.end(), [&](std::size_t i) {
    return definitions.all[i].statements.front() < statement;
  });
  return after == same_name.begin() ? no_partner : *(after - 1);
}

// The forward lines that the value belongs to, and everything computed with on the way.
void find_surroundings(const Sides& sides, const Definition& definition, Difference& wrong) {
  std::vector<std::size_t> inputs;
  std::unordered_set<std::size_t> seen;
  const auto add = [&](std::size_t i) {
    if (seen.insert(i).second) inputs.push_back(i);
  };
  const std::size_t end = definition.statements.back();
  const auto gradient_lines = [&](const Statement& gradient) {
    for (const std::string_view name : names_in(gradient.expression)) {
      const std::string of = differentiated(sides.theirs, std::string(name));
      const std::size_t forward = of.empty() ? no_partner : newest_before(sides.theirs, of, end);
      if (forward == no_partner || sides.theirs.all[forward].is_leaf()) continue;
      for (const std::size_t input : sides.theirs.all[forward].inputs) add(input);
      const Statement& line =
          sides.reference.statements[sides.theirs.all[forward].statements.back()];
      if (wrong.forward.empty() || wrong.forward.back().line != line.line)
        wrong.forward.push_back(line);
      return;
    }
  };
  if (wrong.gradient && wrong.place) {
    gradient_lines(wrong.reference_lines[*wrong.place]);
  } else if (wrong.gradient) {
    for (const Statement& line : wrong.reference_lines)
      if (wrong.forward.size() < 3) gradient_lines(line);
  } else if (!wrong.leaf) {
    wrong.forward.push_back(wrong.reference_lines.back());
  }
  for (const std::size_t input : definition.inputs) add(input);
  for (const std::size_t i : inputs) {
    Input& input = wrong.inputs.emplace_back();
    input.name = sides.theirs.all[i].name;
    input.gradient = sides.theirs.all[i].gradient;
    input.reference = Definitions::held(sides.reference, sides.theirs.all[i]).value;
    if (sides.partner[i] != no_partner)
      input.mine = Definitions::held(sides.mine, sides.ours.all[sides.partner[i]]).value;
  }
}

}  // namespace

Difference difference(const Sides& sides, const Definition& definition, const Definition& own,
                      Agreement agreement, double rtol) {
  Difference wrong;
  wrong.name = definition.name;
  wrong.gradient = definition.gradient;
  wrong.leaf = definition.is_leaf();
  wrong.occurrence = definition.occurrence;
  wrong.occurrences = sides.theirs.of_name.at(definition.name).size();
  wrong.mine = Definitions::held(sides.mine, own);
  wrong.reference = Definitions::held(sides.reference, definition);
  wrong.agreement = std::move(agreement);
  for (const std::size_t i : own.statements) wrong.mine_lines.push_back(sides.mine.statements[i]);
  for (const std::size_t i : definition.statements)
    wrong.reference_lines.push_back(sides.reference.statements[i]);
  if (wrong.reference_lines.size() == 1) wrong.place = 0;
  if (wrong.reference_lines.size() > 1) find_contribution(sides, definition, own, rtol, wrong);
  find_surroundings(sides, definition, wrong);
  return wrong;
}

}  // namespace downhill
