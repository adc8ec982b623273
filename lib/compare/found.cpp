#include "compare/found.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compare/slips.hpp"

namespace downhill {
namespace {

constexpr std::size_t most_named = 3;

// How precisely the matching numbers were printed: the coarsest of them counts.
std::string precision(const Found& found, const Comparison& comparison) {
  if (found.tolerance == as_float32) return "as closely as float32 can tell";
  int digits = computed_digits;
  for (const std::size_t k : found.diagnosis.of) {
    int most = 0;
    for (const Precision& one : comparison.wrong[k].mine.precision)
      most = std::max(most, int(one.digits));
    digits = std::min(digits, most);
  }
  if (digits >= 9) return "to nine digits";
  return digits < fewest_digits ? "exactly" : fmt::format("to the {} digits printed", digits);
}

// Of the wrong values, those that it explains.
std::string explained(const Found& found, const std::vector<Given>& given) {
  const auto all = std::size_t(
      std::count_if(given.begin(), given.end(), [](const Given& one) { return !one.right; }));
  if (all == 1) return "your number";
  if (found.count < all) return fmt::format("{} of the {} wrong values", found.count, all);
  return all == 2 ? "both wrong values" : fmt::format("all {} wrong values", all);
}

}  // namespace

void add_cause(Found& found, const Fit& fit) {
  const Slip& mistake = *fit.mistake;
  for (const Cause& cause : found.diagnosis.causes)
    if (cause.kind == mistake.kind) return;
  Cause& cause = found.diagnosis.causes.emplace_back();
  cause.kind = mistake.kind;
  cause.sentence = mistake.sentence;
  for (const std::uint32_t node : mistake.nodes) cause.nodes.push_back(fit.run->graph().call(node));
  found.keys.push_back(mistake.kind + ": " + mistake.words);
}

void keep(Found found, std::vector<Found>& all, const Comparison& comparison) {
  for (Found& known : all) {
    if (known.keys != found.keys || known.tolerance != found.tolerance || known.meets_another ||
        found.meets_another)
      continue;
    known.count += found.count;
    known.diagnosis.of.insert(known.diagnosis.of.end(), found.diagnosis.of.begin(),
                              found.diagnosis.of.end());
    for (std::size_t c = 0; c < found.diagnosis.causes.size(); ++c) {
      const auto& nodes = found.diagnosis.causes[c].nodes;
      auto& places = known.diagnosis.causes[c].nodes;
      places.insert(places.end(), nodes.begin(), nodes.end());
    }
    known.again.push_back(comparison.wrong[found.diagnosis.of.front()].name);
    return;
  }
  all.push_back(std::move(found));
}

Diagnosis in_words(Found found, const std::vector<Given>& given, const Comparison& comparison) {
  const auto& causes = found.diagnosis.causes;
  std::vector<std::string> sentences;
  if (causes.size() == 1) {
    sentences.push_back(causes[0].sentence);
  } else {
    sentences.push_back(fmt::format(
        "{} mistakes give just these numbers; the most common one first:", causes.size()));
    for (std::size_t i = 0; i < std::min(causes.size(), most_named); ++i)
      sentences.push_back(fmt::format("{}. {}", i + 1, causes[i].sentence));
  }
  if (!found.again.empty())
    sentences.push_back(fmt::format("The same in {}.", listed(each_once(found.again))));
  sentences.push_back(fmt::format("Made in this graph, {} {} {}.",
                                  causes.size() == 1 ? "it gives" : "each gives",
                                  explained(found, given), precision(found, comparison)));
  if (found.meets_another)
    sentences.push_back(
        "Not every wrong value that depends on it follows: something else is wrong there, too.");
  found.diagnosis.sentences = std::move(sentences);
  return std::move(found.diagnosis);
}

}  // namespace downhill
