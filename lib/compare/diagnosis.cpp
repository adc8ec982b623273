#include "compare/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "compare/comparison.hpp"
#include "compare/fit.hpp"
#include "compare/found.hpp"
#include "compare/slips.hpp"
#include "compare/unexplained.hpp"

namespace downhill {
namespace {

using Verdict = Diagnosis::Verdict;

constexpr std::size_t many = 3;  // values that one mistake explains are no coincidence
constexpr std::size_t most_statements = 4000;  // of a reference that is played again
constexpr double most_work = 5e6;              // nodes times mistakes times steps: a second

class Diagnoser {
 public:
  Diagnoser(const TraceText& reference, const Definitions& definitions,
            const std::vector<Given>& given, Comparison& comparison)
      : definitions_(definitions),
        given_(given),
        comparison_(comparison),
        run_(run_of(reference, definitions)),
        whole_(reference, definitions, Rerun::Losses::whole),
        judge_(run_, given, comparison.rtol) {
    for (std::size_t k = 0; k < comparison.wrong.size(); ++k) open_.insert(k);
  }

  void work() {
    if (run_.possible()) {
      witness();
      collect();
      explain(nine_digits);
      if (!open_.empty()) find_rounding();
      explain(as_float32);
      explain_first_alone();
      for (Found& found : found_)
        comparison_.diagnoses.push_back(in_words(std::move(found), given_, comparison_));
    }
    give_up();
    std::sort(comparison_.diagnoses.begin(), comparison_.diagnoses.end(),
              [](const Diagnosis& a, const Diagnosis& b) { return a.of < b.of; });
  }

 private:
  std::size_t given_of(std::size_t wrong) const {
    for (std::size_t i = 0; i < given_.size(); ++i)
      if (given_[i].wrong == wrong) return i;
    return given_.size();
  }

  // Finite differences at the frontier; and whether the reference's own lines give its numbers.
  void witness() {
    for (const std::size_t k : std::set(open_)) {
      Difference& wrong = comparison_.wrong[k];
      const Given& given = given_[given_of(k)];
      if (const auto place = run_.place_of(given.definition)) {
        wrong.node = place->node;
        wrong.node_name = place->graph->call(place->node);
      }
      if (!wrong.agreement.same_shape || wrong.agreement.summary) continue;
      bool sides_with_mine = false;
      std::string says;
      if (const auto slope = run_.finite_difference(given.definition, wrong.agreement.first)) {
        if (slope->smooth && std::isfinite(slope->value)) {
          wrong.finite_difference = slope->value;
          const double mine = wrong.agreement.mine, reference = wrong.agreement.reference;
          const double error = 2 * double(slope->error) + 1e-9 * std::abs(mine);
          sides_with_mine = std::abs(double(slope->value) - mine) <= error &&
                            std::abs(double(slope->value) - reference) > 4 * error;
          says = fmt::format("Finite differences give {}, as yours", short_number(slope->value));
        }
      } else if (!wrong.leaf && run_.right()[given.definition].given()) {
        const PrintedValue recomputed = printed(run_.right()[given.definition]);
        // Where Real is float, the recomputed number is as coarse as the learner's may be.
        sides_with_mine = agree(*given.mine, recomputed, given.terms, nine_digits).right() &&
                          !agree(*given.reference, recomputed, given.terms, 1e-8).right() &&
                          !judge_.within_noise(given.definition, *given.reference,
                                               run_.right()[given.definition]);
        says = "Its own line, computed again, gives your number";
      }
      if (!sides_with_mine) continue;
      Diagnosis& found = comparison_.diagnoses.emplace_back();
      found.verdict = Verdict::reference_wrong;
      found.of = {k};
      found.sentences = {fmt::format("{}: the reference is wrong here.", says)};
      open_.erase(k);
    }
  }

  void collect() {
    if (open_.empty()) return;
    add_slips_of_nodes(run_, mistakes_);
    add_slips_of_slopes(run_, mistakes_);
    add_slips_of_sums(run_, mistakes_);
    add_slips_of_arrays(run_, mistakes_);
    add_slips_of_losses(run_, mistakes_);
    add_slips_of_loss_slopes(run_, mistakes_);
    add_slips_of_softmax(run_, mistakes_);
    add_slips_of_logits(run_, mistakes_);
    add_slips_of_layers(run_, mistakes_);
    add_slips_of_reductions(run_, mistakes_);
    add_slips_of_walks(run_, mistakes_);
    add_slips_of_runs(run_, mistakes_);
    add_slips_of_updates(run_, mistakes_);
    add_slips_of_moments(run_, mistakes_);
    add_slips_of_values(run_, mistakes_);
    add_slips_of_numbers(run_, definitions_, given_, mistakes_);
    const double work = double(run_.graph().nodes().size()) * double(run_.steps());
    const auto most = std::size_t(most_work / std::max(work, 1.0));
    if (mistakes_.size() > most) {  // the most common ones are tried
      std::stable_sort(mistakes_.begin(), mistakes_.end(),
                       [](const Slip& a, const Slip& b) { return a.rank < b.rank; });
      mistakes_.resize(most);
    }
    for (const Slip& mistake : mistakes_) try_out(mistake, run_);
    collect_of_losses();
  }

  // What can go wrong with a loss as a whole, if the reference spells one.
  void collect_of_losses() {
    if (!whole_.possible()) return;
    add_slips_of_arrays(whole_, of_losses_);
    add_slips_of_losses(whole_, of_losses_);
    add_slips_of_loss_slopes(whole_, of_losses_);
    std::erase_if(of_losses_, [&](const Slip& mistake) {
      return std::none_of(mistake.nodes.begin(), mistake.nodes.end(),
                          [&](std::uint32_t node) { return whole_.is_whole_loss(node); });
    });
    for (const Slip& mistake : of_losses_) try_out(mistake, whole_);
  }

  void try_out(const Slip& mistake, const Rerun& run) {
    const auto outcome = run.play(mistake);
    if (!outcome) return;
    for (const double tolerance : {nine_digits, as_float32}) {
      Fit fit = judge_.fit(mistake, *outcome, tolerance);
      fit.run = &run;
      if (fit.count >= mistake.fewest && !fit.contradicts_right)
        (tolerance == nine_digits ? exact_ : rough_).push_back(std::move(fit));
    }
  }

  // A loss in words that formulas do not know can only be run again as a whole.
  static Rerun run_of(const TraceText& reference, const Definitions& definitions) {
    Rerun spelled(reference, definitions);
    if (spelled.possible()) return spelled;
    return Rerun(reference, definitions, Rerun::Losses::whole);
  }

  // Names what explains each open difference, the widest explanation first.
  void explain(double tolerance) {
    const std::vector<Fit>& all = tolerance == as_float32 ? rough_ : exact_;
    std::vector<Fit> whole, wide;
    for (const Fit& one : all) {
      if (!one.contradicts_wrong) whole.push_back(one);
      if (one.count >= many) wide.push_back(one);
    }
    for (const std::size_t k : std::set(open_)) {
      if (!open_.count(k)) continue;
      // One mistake behind many values goes before one for each of them, although values in which
      // it meets another mistake are none that it gives.
      if (widest(wide, k) > 2 * widest(whole, k)) {
        name(k, wide, tolerance);
      } else {
        name(k, whole, tolerance);
      }
    }
  }

  std::size_t widest(const std::vector<Fit>& fits, std::size_t k) const {
    std::size_t most = 0;
    for (const Fit& one : fits)
      if (one.matches[given_of(k)]) most = std::max(most, one.count);
    return most;
  }

  // A first mistake below which another one hides: its own value is all that proves it.
  void explain_first_alone() {
    for (const std::size_t k : std::set(open_)) {
      const Given& given = given_[given_of(k)];
      if (!open_.count(k) || comparison_.wrong[k].leaf || !telling(*given.mine)) continue;
      std::vector<Fit> fits;
      for (const Fit& one : exact_)
        // The first step of a run is too little to tell an update by, if later ones differ.
        if (one.contradicts_wrong && one.matches[given_of(k)] && !one.mistake->update)
          fits.push_back(one);
      name(k, fits, nine_digits);
    }
  }

  void name(std::size_t k, const std::vector<Fit>& fits, double tolerance) {
    const std::size_t at = given_of(k);
    const std::size_t most = widest(fits, k);
    if (most == 0) return;
    std::vector<const Fit*> best;
    for (const Fit& one : fits)
      if (one.matches[at] && one.count == most) best.push_back(&one);
    std::stable_sort(best.begin(), best.end(), [](const Fit* a, const Fit* b) {
      return a->mistake->rank < b->mistake->rank;
    });
    Found found;
    found.diagnosis.verdict = Verdict::mistake;
    found.count = most, found.tolerance = tolerance;
    bool is_special = false;  // that backward was called twice looks like any factor of 2
    for (const Fit* one : best) {
      if (one->mistake->general && is_special) continue;
      is_special = is_special || one->mistake->calls == 1;
      add_cause(found, *one);
    }
    for (const std::size_t other : std::set(open_))
      if (best.front()->matches[given_of(other)])
        found.diagnosis.of.push_back(other), open_.erase(other);
    if (best.front()->contradicts_wrong) {
      found.meets_another = true;
      for (std::size_t i = 0; i < given_.size(); ++i)
        if (best.front()->clashes[i] && given_[i].wrong) mixed_.insert(*given_[i].wrong);
    }
    keep(std::move(found), found_, comparison_);
  }

  // All that is still open is of the size of float32's rounding, and most values have some of it.
  void find_rounding() {
    std::size_t noisy = 0, exact = 0;
    for (const Given& given : given_) {
      const Array& right = run_.right()[given.definition];
      if (!right.given() && !given.right) return;
      if (!right.given()) continue;
      const bool is_noise = judge_.within_noise(given, right);
      if (!given.right && !is_noise) return;
      const bool equal = agree(*given.mine, printed(right), given.terms, 1e-10).right();
      const Array& noise = judge_.noise(given.definition);
      // Where fewer than nine digits were printed, nothing shows.
      const bool shows = std::any_of(given.mine->precision.begin(), given.mine->precision.end(),
                                     [](const Precision& one) { return one.digits >= 9; });
      if ((shows || !equal) && noise.given() &&
          std::any_of(noise.values().begin(), noise.values().end(), [](Real x) { return x > 0; }))
        ++(equal ? exact : noisy);
    }
    if (noisy < exact) return;
    Diagnosis& found = comparison_.diagnoses.emplace_back();
    found.verdict = Verdict::rounding;
    found.of.assign(open_.begin(), open_.end());
    found.sentences = {
        "It is rounding: all differences are as small as float32 makes them, and "
        "they have no pattern."};
    open_.clear();
  }

  // What is left: no known mistake fits. The first value's three most telling numbers, and where
  // the numbers say to look.
  void give_up() {
    Diagnosis found, mixed;
    for (const std::size_t k : std::set(open_))
      if (mixed_.count(k)) mixed.of.push_back(k), open_.erase(k);
    if (!mixed.of.empty()) {
      mixed.sentences = {"More than one mistake meets here: correct the others first."};
      comparison_.diagnoses.push_back(std::move(mixed));
    }
    for (const std::size_t k : open_)
      if (!comparison_.wrong[k].leaf && !comparison_.wrong[k].agreement.rounded_to)
        found.of.push_back(k);
    if (found.of.empty()) return;
    const Difference& first = comparison_.wrong[found.of.front()];
    const bool says_enough = !first.agreement.same_shape || !std::isfinite(first.agreement.mine);
    if (found.of.size() > 1 || !says_enough)
      found.sentences = words_of_unexplained({comparison_, given_, definitions_, run_}, found.of);
    comparison_.diagnoses.push_back(std::move(found));
  }

  const Definitions& definitions_;
  const std::vector<Given>& given_;
  Comparison& comparison_;
  Rerun run_;
  Rerun whole_;  // with losses as one operation each
  Judge judge_;
  std::set<std::size_t> open_;   // differences that nothing explains yet
  std::set<std::size_t> mixed_;  // … in which a named mistake meets another one
  std::vector<Slip> mistakes_, of_losses_;
  std::vector<Found> found_;
  std::vector<Fit> exact_, rough_;
};

}  // namespace

void diagnose(const TraceText& reference, const Definitions& definitions,
              const std::vector<Given>& given, Comparison& comparison) {
  if (comparison.wrong.empty() || reference.statements.size() > most_statements) return;
  Diagnoser(reference, definitions, given, comparison).work();
}

}  // namespace downhill
