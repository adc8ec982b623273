#include "compare/unexplained.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/slips.hpp"

namespace downhill {

std::vector<std::string> telling_numbers(const Difference& wrong) {
  std::vector<std::string> numbers;
  const double mine = wrong.agreement.mine, reference = wrong.agreement.reference;
  if (!wrong.agreement.same_shape || !std::isfinite(mine) || reference == 0) return numbers;
  const auto number = [](double x) { return short_number(Real(x)); };
  numbers.push_back("yours / reference = " + number(mine / reference));
  numbers.push_back("yours - reference = " + number(mine - reference));
  for (const Input& input : wrong.inputs) {
    const Value& upstream = input.reference;
    if (!upstream.is_number() || input.name[0] != 'd' || upstream.number() == 0) continue;
    if (wrong.reference_lines.size() != 1) break;  // several slopes
    numbers.push_back(fmt::format("yours / {} = {}, the reference's slope is {}", input.name,
                                  number(mine / double(upstream.number())),
                                  number(reference / double(upstream.number()))));
    break;
  }
  return numbers;
}

std::vector<std::string> places_of_factors(const Comparison& comparison,
                                           const std::vector<Given>& given,
                                           const std::vector<std::size_t>& open, const Rerun& run,
                                           const Judge& judge) {
  constexpr std::size_t most_factors = 4;
  const RerunGraph& graph = run.graph();
  std::vector<std::string> sentences;
  std::vector<double> done;
  for (const std::size_t k : open) {
    const auto ratio = comparison.wrong[k].agreement.ratio;
    if (!ratio || *ratio == 0 || !comparison.wrong[k].gradient || done.size() == most_factors)
      continue;
    const double factor = *ratio;
    const bool again = std::any_of(done.begin(), done.end(), [&](double other) {
      return std::abs(other - factor) <= 1e-6 * std::abs(factor);
    });
    if (again) continue;
    done.push_back(factor);
    Fit best;
    std::uint32_t place = 0;
    for (std::uint32_t i = 0; i <= run.output(); ++i) {
      if (!graph.nodes()[i].operation || !graph.nodes()[i].wants_gradient) continue;
      const Slip scaled = scaled_gradient(i, factor);
      const auto outcome = run.play(scaled);
      if (!outcome) continue;
      Fit one = judge.fit(scaled, *outcome, 1e-6);  // the factor is known to its digits only
      if (!one.contradicts_right && one.count > best.count) best = std::move(one), place = i;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; best.count > 1 && i < given.size(); ++i)
      if (best.matches[i] && given[i].wrong &&
          std::count(open.begin(), open.end(), *given[i].wrong))
        names.push_back(comparison.wrong[*given[i].wrong].name);
    if (names.size() > 1)
      sentences.push_back(
          fmt::format("{} are {} {} times the right ones, as they are if {} is: look there.",
                      listed(names), names.size() == 2 ? "both" : "all", short_number(Real(factor)),
                      gradient_of(graph, place)));
  }
  return sentences;
}

}  // namespace downhill
