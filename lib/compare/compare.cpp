#include "compare/compare.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "compare/definitions.hpp"
#include "compare/diagnosis.hpp"
#include "compare/difference.hpp"
#include "compare/suggest.hpp"
#include "trace/read_arithmetic.hpp"

namespace downhill {
namespace {

constexpr std::size_t none = no_partner;

// The reference's chapter as a title: 06 The Blueprint: Computation Graphs.
std::string title_of(const TraceText& reference) {
  const std::string& chapter = reference.chapter;
  const std::string_view mark = " · ";
  const std::size_t at = chapter.find(mark);
  if (chapter.empty() && !reference.titles.empty()) return reference.titles.front();
  if (at == std::string::npos) return chapter.empty() ? reference.source : chapter;
  return chapter.substr(0, std::min(chapter.find('-'), at)) + " " +
         chapter.substr(at + mark.size());
}

class Comparer {
 public:
  Comparer(const TraceText& mine, const TraceText& reference, double rtol)
      : mine_(mine), reference_(reference), rtol_(rtol) {
    result_.title = title_of(reference);
    result_.mine = mine.source;
    result_.reference = reference.source;
    result_.rtol = rtol;
  }

  Comparison run() {
    pair();
    for (const Definition& definition : theirs_.all)
      if (definition.gradient) {
        result_.output = differentiated(theirs_, definition.name);
        break;
      }
    find_required();
    for (std::size_t i = 0; i < theirs_.all.size(); ++i) judge(i);
    result_.total = result_.given + missing_;
    list_unknown();
    diagnose(reference_, theirs_, given_, result_);
    forgive_rounding();
    return std::move(result_);
  }

 private:
  // For each definition of the reference the one of mine it is compared with, or none.
  void pair() {
    partner_.assign(theirs_.all.size(), none);
    for (const auto& [name, references] : theirs_.of_name) {
      const auto known = ours_.of_name.find(name);
      if (known == ours_.of_name.end()) continue;
      const auto& mine = known->second;
      if (mine.size() == 1 || references.size() == 1) {
        partner_[meant_by_one(references)] = mine.back();
        continue;
      }
      const auto meant = meant_by(mine.size(), references);
      for (std::size_t k = 0; k < std::min(mine.size(), meant.size()); ++k)
        partner_[meant[k]] = mine[k];
    }
    root_.assign(theirs_.all.size(), none);
    has_gradients_ = std::any_of(theirs_.all.begin(), theirs_.all.end(),
                                 [](const Definition& d) { return d.gradient; });
  }

  // The last gradient, before it was clipped; of other names the last.
  std::size_t meant_by_one(const std::vector<std::size_t>& references) const {
    for (std::size_t k = references.size(); k-- > 0;)
      if (theirs_.all[references[k]].gradient) return references[k];
    return references.back();
  }

  // Which of the reference's values so many of mine stand for: all of them, or in every step the
  // gradient before it was clipped, or the last value in each section; each without the number
  // that a run starts from, too.
  std::vector<std::size_t> meant_by(std::size_t count,
                                    const std::vector<std::size_t>& references) const {
    const auto section = [&](std::size_t i) {
      return reference_.statements[theirs_.all[i].statements.back()].section;
    };
    std::vector<std::size_t> gradients, lasts;
    for (std::size_t k = 0; k < references.size(); ++k) {
      if (theirs_.all[references[k]].gradient) gradients.push_back(references[k]);
      if (k + 1 == references.size() || section(references[k]) != section(references[k + 1]))
        lasts.push_back(references[k]);
    }
    for (auto choice : {references, gradients, lasts}) {
      if (choice.size() == count) return choice;
      if (choice.size() != count + 1 || !theirs_.all[choice.front()].is_leaf()) continue;
      choice.erase(choice.begin());
      return choice;
    }
    return references;
  }

  // Definitions come in an order in which inputs are judged first.
  void judge(std::size_t i) {
    const Definition& definition = theirs_.all[i];
    std::size_t root = none;  // the first difference that this value follows from
    for (const std::size_t input : definition.inputs) root = std::min(root, root_[input]);
    if (partner_[i] == none) {
      root_[i] = root;
      note_missing(i);
      return;
    }
    ++result_.given;
    const Definition& own = ours_.all[partner_[i]];
    const PrintedValue& mine = Definitions::held(mine_, own);
    const PrintedValue& reference = Definitions::held(reference_, definition);
    Agreement agreement = agree(mine, reference, 0, rtol_);
    const double size = agreement.right() ? 0 : terms(definition);
    if (!agreement.right()) agreement = agree(mine, reference, size, rtol_);
    if (agreement.rounded_to.value_or(0) <= 1)
      given_.push_back({i, &mine, &reference, size, agreement.right(), {}});
    if (agreement.right()) {
      ++result_.right;
    } else if (agreement.rounded_to.value_or(0) > 1) {
      root_[i] = root;  // neither right nor wrong
      result_.imprecise.push_back(definition.name);
    } else if (root != none) {
      root_[i] = root;
      result_.consequences.push_back(definition.name);
      ++result_.wrong[root].consequences;
    } else {
      root_[i] = result_.wrong.size();
      given_.back().wrong = root_[i];
      result_.wrong.push_back(difference({mine_, reference_, ours_, theirs_, partner_}, definition,
                                         own, std::move(agreement), rtol_));
    }
  }

  // Whose gradients must be given: the parameters', or if there are none the inputs'.
  void find_required() {
    required_.assign(theirs_.all.size(), !has_gradients_);
    if (!has_gradients_) return;
    bool parameters = false;
    const bool given = std::any_of(partner_.begin(), partner_.end(),
                                   [](std::size_t mine) { return mine != none; });
    std::vector<bool> leaf(theirs_.all.size()), parameter(theirs_.all.size());
    for (std::size_t i = 0; i < theirs_.all.size(); ++i) {
      const Definition& gradient = theirs_.all[i];
      if (!gradient.gradient || gradient.is_leaf()) continue;
      const std::string of = differentiated(theirs_, gradient.name);
      if (of.empty()) continue;
      const Definition& first = theirs_.all[theirs_.of_name.at(of).front()];
      leaf[i] = first.is_leaf() && !first.gradient;
      parameter[i] =
          leaf[i] && reference_.statements[first.statements.front()].words.starts_with("parameter");
      parameters = parameters || parameter[i];
    }
    const bool leaves = std::find(leaf.begin(), leaf.end(), true) != leaf.end();
    for (std::size_t i = 0; i < theirs_.all.size(); ++i) {
      if (!theirs_.all[i].gradient || theirs_.all[i].is_leaf()) continue;
      required_[i] = !given || !leaves || (parameters ? parameter[i] : leaf[i]);
    }
  }

  // Whether leaving this value out is a fault. Of a name that mine gives once, only the last is
  // asked for; of a name that mine does not give, it is named once.
  void note_missing(std::size_t i) {
    const Definition& definition = theirs_.all[i];
    if (has_gradients_ && (!definition.gradient || definition.is_leaf())) return;
    const bool last = theirs_.of_name.at(definition.name).back() == i;
    const auto known = ours_.of_name.find(definition.name);
    const std::size_t given = known == ours_.of_name.end() ? 0 : known->second.size();
    if (given == 1 || (given == 0 && !last)) return;
    missing_ += required_[i];
    if (!listed_.insert(definition.name).second) return;
    (required_[i] ? result_.missing : result_.not_asked).push_back(definition.name);
  }

  // What turned out to be rounding is right.
  void forgive_rounding() {
    std::vector<bool> forgiven(result_.wrong.size());
    for (const Diagnosis& diagnosis : result_.diagnoses)
      if (diagnosis.verdict == Diagnosis::Verdict::rounding)
        for (const std::size_t k : diagnosis.of) forgiven[k] = true;
    if (std::find(forgiven.begin(), forgiven.end(), true) == forgiven.end()) return;
    // It covers all that was open, so what is left follows from other differences.
    for (const Given& given : given_) {
      const std::size_t root = root_[given.definition];
      if (!given.right && root != none && forgiven[root]) {
        ++result_.right;
        result_.rounded.push_back(theirs_.all[given.definition].name);
        std::erase(result_.consequences, theirs_.all[given.definition].name);
      }
    }
    std::vector<Difference> left;
    std::vector<std::size_t> place(result_.wrong.size());
    for (std::size_t k = 0; k < result_.wrong.size(); ++k) {
      place[k] = left.size();
      if (!forgiven[k]) left.push_back(std::move(result_.wrong[k]));
    }
    result_.wrong = std::move(left);
    std::erase_if(result_.diagnoses, [](const Diagnosis& diagnosis) {
      return diagnosis.verdict == Diagnosis::Verdict::rounding;
    });
    for (Diagnosis& diagnosis : result_.diagnoses)
      for (std::size_t& k : diagnosis.of) k = place[k];
  }

  // The size of the terms that the value is summed from; 0 if its lines are no plain arithmetic.
  double terms(const Definition& definition) const {
    std::unordered_map<std::string_view, double> numbers;
    for (const std::size_t input : definition.inputs) {
      const Value& value = Definitions::held(reference_, theirs_.all[input]).value;
      if (value.is_number()) numbers.insert_or_assign(theirs_.all[input].name, value.number());
    }
    const Lookup lookup = [&](std::string_view name) -> std::optional<double> {
      const auto known = numbers.find(name);
      return known == numbers.end() ? std::nullopt : std::optional<double>(known->second);
    };
    double sum = 0;
    const auto parts = contributions(reference_, definition);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Statement& line = reference_.statements[definition.statements[k]];
      const auto result = evaluate_arithmetic(line.expression, lookup);
      double size = result && std::isfinite(result->terms) ? result->terms : 0;
      for (const Real part : parts[k].data)
        if (std::isfinite(part) && parts.size() > 1) size = std::max(size, std::abs(double(part)));
      sum += size;
    }
    return sum;
  }

  void list_unknown() {
    std::vector<std::string> known;
    for (const Definition& definition : theirs_.all)
      if (definition.occurrence == 0) known.push_back(definition.name);
    for (const Definition& definition : ours_.all) {
      if (definition.occurrence > 0 || theirs_.of_name.contains(definition.name)) continue;
      const bool early = result_.unknown.size() < 20;  // nobody reads more suggestions
      result_.unknown.push_back(
          {definition.name, early ? suggestion(definition.name, known) : std::string()});
    }
  }

  const TraceText& mine_;
  const TraceText& reference_;
  double rtol_;
  Definitions ours_ = definitions_of(mine_), theirs_ = definitions_of(reference_);
  std::vector<std::size_t> partner_;  // by definition of the reference
  std::vector<std::size_t> root_;     // by definition: the difference it follows from
  std::vector<bool> required_;        // by definition
  std::vector<Given> given_;
  bool has_gradients_ = false;
  std::size_t missing_ = 0;
  std::unordered_set<std::string_view> listed_;  // in missing
  Comparison result_;
};

}  // namespace

Comparison compare(const TraceText& mine, const TraceText& reference,
                   const CompareOptions& options) {
  return Comparer(mine, reference, options.rtol).run();
}

}  // namespace downhill
