#include "compare/unexplained.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/factors.hpp"
#include "compare/fit.hpp"
#include "compare/slips.hpp"

namespace downhill {
namespace {

class Unexplained {
 public:
  explicit Unexplained(const Findings& about)
      : comparison_(about.comparison),
        given_(about.given),
        definitions_(about.definitions),
        run_(about.run) {}

  std::vector<std::string> words(const std::vector<std::size_t>& open) {
    const Difference& first = comparison_.wrong[open.front()];
    std::vector<std::string> patterns = shifts(open);
    if (run_.possible() && patterns.empty()) patterns = places(open);
    // Where all are off by one factor, or one step late, that is all that their numbers say.
    const bool whole = covered_ == open.size();
    const std::vector<std::string> numbers =
        whole ? std::vector<std::string>() : telling_numbers(first);
    std::vector<std::string> sentences = {
        fmt::format("No known mistake fits{}.{}", open.size() > 1 ? " them" : "",
                    numbers.empty() ? "" : " What the numbers of " + first.name + " say:")};
    for (const std::string& number : numbers) sentences.push_back("  " + number);
    sentences.insert(sentences.end(), patterns.begin(), patterns.end());
    return sentences;
  }

 private:
  const Given& given_of(std::size_t wrong) const {
    return *std::find_if(given_.begin(), given_.end(),
                         [&](const Given& given) { return given.wrong == wrong; });
  }

  // Up to four numbers of one difference that tell most: whose, ratio, difference, slope.
  std::vector<std::string> telling_numbers(const Difference& wrong) const {
    std::vector<std::string> numbers;
    const double mine = wrong.agreement.mine, reference = wrong.agreement.reference;
    if (!wrong.agreement.same_shape || !std::isfinite(mine) || reference == 0) return numbers;
    const auto number = [](double x) { return short_number(Real(x)); };
    if (const std::string other = whose(wrong); !other.empty())
      numbers.push_back("yours is the number of " + other);
    if (!std::isfinite(reference)) return numbers;
    numbers.push_back("yours / reference = " + number(mine / reference));
    numbers.push_back("yours - reference = " + number(mine - reference));
    if (!wrong.gradient || !wrong.reference.value.is_number() || wrong.reference_lines.size() != 1)
      return numbers;  // no slope, or several
    for (const Input& input : wrong.inputs) {
      const Value& upstream = input.reference;
      if (!input.gradient || !upstream.is_number() || upstream.number() == 0) continue;
      numbers.push_back(fmt::format("yours / {} = {}, the reference's slope is {}", input.name,
                                    number(mine / double(upstream.number())),
                                    number(reference / double(upstream.number()))));
      break;
    }
    return numbers;
  }

  // The name of another value of the reference that the learner's number is.
  std::string whose(const Difference& wrong) const {
    const Given& own = given_of(std::size_t(&wrong - comparison_.wrong.data()));
    if (!telling(*own.mine)) return "";
    for (const Given& other : given_)
      if (definitions_.all[other.definition].name != wrong.name &&
          other.reference->value.shape == own.mine->value.shape &&
          agree(*own.mine, *other.reference, 0, nine_digits).right())
        return definitions_.all[other.definition].name;
    return "";
  }

  // A list whose values are all there, one place too early or too late.
  std::vector<std::string> shifts(const std::vector<std::size_t>& open) {
    std::vector<std::string> sentences;
    std::map<std::string, std::size_t> lists;  // by name: how many of them found is about
    for (const std::size_t k : open)
      if (comparison_.wrong[k].occurrences > 2) ++lists[comparison_.wrong[k].name];
    for (const int by : {-1, 1}) {
      std::vector<std::string> names;
      for (const auto& [name, count] : lists)
        if (is_shifted(name, by)) names.push_back(name), covered_ += count;
      if (!names.empty())
        sentences.push_back(fmt::format("Each {} that is given is that of the step {}.",
                                        listed(names), by < 0 ? "before" : "after it"));
    }
    return sentences;
  }

  bool is_shifted(const std::string& name, int by) const {
    const auto& places = definitions_.of_name.at(name);
    std::size_t compared = 0;
    for (const Given& given : given_) {
      const Definition& own = definitions_.all[given.definition];
      if (own.name != name) continue;
      const std::size_t wanted = own.occurrence + std::size_t(by);
      if (wanted >= places.size()) continue;
      for (const Given& other : given_)
        if (other.definition == places[wanted]) {
          if (given.right || !agree(*given.mine, *other.reference, 0, nine_digits).right())
            return false;
          ++compared;
        }
    }
    return compared > 1;
  }

  // Values that are off by one factor, as they all are if one gradient above them is.
  std::vector<std::string> places(const std::vector<std::size_t>& open) {
    std::vector<std::string> sentences;
    std::vector<std::pair<std::size_t, FactorRange>> ranges;
    for (const std::size_t k : open)
      if (const auto range = factor_range(comparison_.wrong[k]);
          range && comparison_.wrong[k].gradient)
        ranges.emplace_back(k, *range);
    while (!ranges.empty() && sentences.size() < 4) {
      FactorRange shared = ranges.front().second;
      std::vector<std::size_t> members;
      for (const auto& [k, range] : ranges)
        if (const auto both = intersection(shared, range)) shared = *both, members.push_back(k);
      std::erase_if(ranges, [&](const auto& one) {
        return std::find(members.begin(), members.end(), one.first) != members.end();
      });
      if (members.size() < 2) continue;
      std::size_t count = 0;
      const std::string words = place_of_factor(members, shared.roundest(), count);
      if (words.empty()) continue;
      sentences.push_back(words);
      covered_ += count;
    }
    return sentences;
  }

  // The gradient above most of these that is off by the factor, in a sentence; how many they are.
  std::string place_of_factor(const std::vector<std::size_t>& members, double factor,
                              std::size_t& count) const {
    const RerunGraph& graph = run_.graph();
    std::vector<std::string> names;
    std::uint32_t place = 0;
    for (std::uint32_t i = 0; i <= run_.output(); ++i) {
      if (!graph.nodes()[i].operation || !graph.nodes()[i].wants_gradient) continue;
      const auto outcome = run_.play(scaled_gradient(i, factor));
      if (!outcome) continue;
      std::vector<std::string> explained;
      for (const std::size_t k : members)
        if (has_factor(given_of(k), *outcome, factor))
          explained.push_back(comparison_.wrong[k].name);
      const bool spoils = std::any_of(given_.begin(), given_.end(), [&](const Given& given) {
        const Array& value = (*outcome)[given.definition];
        return given.right && value.given() &&
               !agree(*given.mine, printed(value), given.terms, comparison_.rtol).right();
      });
      if (!spoils && explained.size() > names.size()) names = std::move(explained), place = i;
    }
    if (names.size() < 2) return "";
    count = names.size();
    names = each_once(names);
    return fmt::format("{} {} {} times the right {}, as {} if {} is: look there.", listed(names),
                       names.size() == 1   ? "is"
                       : names.size() == 2 ? "are both"
                                           : "are all",
                       short_number(Real(factor)), names.size() == 1 ? "one" : "ones",
                       names.size() == 1 ? "it is" : "they are", gradient_of(graph, place));
  }

  // Whether this run has the factor, too, and not another one.
  bool has_factor(const Given& given, const Outcome& outcome, double factor) const {
    const Array &value = outcome[given.definition], &right = run_.right()[given.definition];
    if (!value.given() || !right.given() || value.size() != right.size()) return false;
    for (std::size_t i = 0; i < value.size(); ++i)
      if (!(std::abs(double(value[i]) - factor * double(right[i])) <=
            1e-6 * std::abs(factor * double(right[i]))))
        return false;
    return true;
  }

  const Comparison& comparison_;
  const std::vector<Given>& given_;
  const Definitions& definitions_;
  const Rerun& run_;
  std::size_t covered_ = 0;  // differences that a pattern tells of
};

}  // namespace

bool telling(const PrintedValue& value) {
  int digits = 0;  // nan and inf have none: many mistakes end there
  for (std::size_t i = 0; i < value.precision.size(); ++i)
    if (std::isfinite(value.value.data[i])) digits += value.precision[i].digits;
  return digits >= 5;
}

std::vector<std::string> words_of_unexplained(const Findings& about,
                                              const std::vector<std::size_t>& open) {
  return Unexplained(about).words(open);
}

}  // namespace downhill
