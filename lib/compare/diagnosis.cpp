#include "compare/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "compare/compare.hpp"
#include "compare/slips.hpp"

namespace downhill {
namespace {

using Verdict = Diagnosis::Verdict;

// Tolerances. A build with Real = float has fewer digits to compute with.
constexpr double nine_digits = sizeof(Real) == 4 ? 1e-6 : 1e-9, as_float32 = 0;
constexpr std::size_t many = 3;  // values that one mistake explains are no coincidence
constexpr std::size_t most_statements = 4000;  // of a reference that is played again
constexpr double most_work = 5e6;              // nodes times mistakes times steps: a second

PrintedValue printed(const Array& array) {
  PrintedValue value;
  value.value.shape.assign(array.shape().begin(), array.shape().end());
  value.value.data.assign(array.values().begin(), array.values().end());
  value.precision.resize(array.size(), {computed_digits, -400});
  return value;
}

// How a mistake's run stands beside the learner's values.
struct Fit {
  const Slip* mistake = nullptr;
  std::vector<bool> matches;  // by given value: wrong, and just as this run has it
  std::vector<bool> clashes;  // … wrong in another way than this run has it
  std::size_t count = 0;      // of the matches
  bool contradicts_right = false, contradicts_wrong = false;
};

class Diagnoser {
 public:
  Diagnoser(const TraceText& reference, const Definitions& definitions,
            const std::vector<Given>& given, Comparison& comparison)
      : definitions_(definitions),
        given_(given),
        comparison_(comparison),
        run_(reference, definitions) {
    for (std::size_t k = 0; k < comparison.wrong.size(); ++k) open_.insert(k);
  }

  void work() {
    if (run_.possible()) {
      noise_ = run_.noise(Real(1) / (1 << 24));  // what rounding to float32 does
      witness();
      collect();
      explain(nine_digits);
      if (!open_.empty()) find_rounding();
      explain(as_float32);
      explain_first_alone();
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
        sides_with_mine = agree(*given.mine, recomputed, given.terms, nine_digits).right() &&
                          !agree(*given.reference, recomputed, given.terms, 1e-8).right();
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
    add_slips_of_arrays(run_, mistakes_);
    add_slips_of_losses(run_, mistakes_);
    add_slips_of_runs(run_, mistakes_);
    add_slips_of_updates(run_, mistakes_);
    add_slips_of_values(run_, mistakes_);
    add_suggested();
    const double work = double(run_.graph().nodes().size()) * double(run_.steps());
    const auto most = std::size_t(most_work / std::max(work, 1.0));
    if (mistakes_.size() > most) {  // the most common ones are tried
      std::stable_sort(mistakes_.begin(), mistakes_.end(),
                       [](const Slip& a, const Slip& b) { return a.rank < b.rank; });
      mistakes_.resize(most);
    }
    for (const Slip& mistake : mistakes_) {
      const auto outcome = run_.play(mistake);
      if (!outcome) continue;
      Fit exact = fit(mistake, *outcome, nine_digits), rough = fit(mistake, *outcome, as_float32);
      if (exact.count > 0 && !exact.contradicts_right) exact_.push_back(std::move(exact));
      if (rough.count > 0 && !rough.contradicts_right) rough_.push_back(std::move(rough));
    }
  }

  // What the learner's own numbers suggest: a factor, or a limit.
  void add_suggested() {
    std::vector<double> factors;
    double largest = 0, squares = 0, scale = 0;
    std::size_t at_limit = 0, smaller = 0, larger = 0;
    for (const Given& given : given_) {
      if (!definitions_.all[given.definition].gradient) continue;
      const auto& mine = given.mine->value.data;
      const auto place = run_.place_of(given.definition);
      const bool leaf = place && !place->graph->nodes()[place->node].operation;
      for (const Real x : mine)
        if (leaf) squares += double(x) * double(x), ++(given.right ? smaller : larger);
      if (given.right || given.mine->value.shape != given.reference->value.shape) continue;
      const Agreement difference = agree(*given.mine, *given.reference, given.terms, 0);
      if (difference.ratio) {
        const double r = *difference.ratio;
        if (leaf) scale = r;
        const bool known = std::any_of(factors.begin(), factors.end(), [&](double f) {
          return std::abs(f - r) <= 1e-6 * std::abs(r);
        });
        if (!known && r != 0 && factors.size() < 8) factors.push_back(r);
      }
      for (std::size_t i = 0; leaf && i < mine.size(); ++i) {
        const double size = std::abs(double(mine[i]));
        if (std::abs(double(given.reference->value.data[i])) <= size * (1 + 1e-9)) continue;
        if (size > largest * (1 + 1e-9)) largest = size, at_limit = 0;
        if (size >= largest * (1 - 1e-9)) ++at_limit;
      }
    }
    for (const double factor : factors) add_factor(run_, factor, mistakes_);
    const double length = std::sqrt(squares);
    const auto round = [](double x) {
      const double unit = x > 0 ? std::pow(10.0, std::floor(std::log10(x)) - 1) : 1;
      return std::abs(x / unit - std::round(x / unit)) <= 2e-4;
    };
    const auto is_usual = [](double x) {  // 1, 5, 0.1, …
      const double unit = x > 0 ? std::pow(10.0, std::floor(std::log10(x))) : 1;
      return std::abs(x / unit - 1) <= 1e-9 || std::abs(x / unit - 5) <= 1e-9;
    };
    add_clipping(run_, at_limit > 1 || (is_usual(largest) && smaller > 2) ? largest : 0,
                 factors.size() == 1 && larger > 1 && smaller == 0 && round(length) ? scale : 0,
                 length, mistakes_);
  }

  bool close(const Given& given, const Array& value, double tolerance) const {
    const PrintedValue computed = printed(value);
    if (agree(*given.mine, computed, given.terms, std::max(tolerance, nine_digits)).right())
      return true;
    const Array& right = run_.right()[given.definition];
    return tolerance == as_float32 && within_noise(given, value) &&
           !(right.given() && within_noise(given, right));
  }

  bool within_noise(const Given& given, const Array& value) const {
    const Array& noise = noise_[given.definition];
    const auto& mine = given.mine->value.data;
    if (!noise.given() || mine.size() != value.size() || noise.size() != value.size()) return false;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      const Precision& printed = given.mine->precision[i];
      const double last = printed.digits >= 6 ? std::pow(10.0, printed.place) / 2 : 0;
      const double allowed = 6 * double(noise[i]) + 1.2e-7 * std::abs(double(value[i])) + last;
      const double off = std::abs(double(mine[i]) - double(value[i]));
      if (!(off <= allowed) || !std::isfinite(allowed)) return false;
    }
    return true;
  }

  // Whether a run with this value is another than the right one.
  bool changes(const Given& given, const Array& value) const {
    const Array& right = run_.right()[given.definition];
    if (!right.given()) return true;
    return !agree(printed(value), printed(right), given.terms, nine_digits / 10).right();
  }

  Fit fit(const Slip& mistake, const Outcome& outcome, double tolerance) const {
    Fit fit{&mistake, std::vector<bool>(given_.size()), std::vector<bool>(given_.size())};
    for (std::size_t i = 0; i < given_.size(); ++i) {
      const Given& given = given_[i];
      const Array& value = outcome[given.definition];
      if (!value.given()) {
        // The mistake leaves this without a gradient; a learner may call that 0.
        if (!run_.right()[given.definition].given()) continue;
        (given.right ? fit.contradicts_right : fit.contradicts_wrong) = true;
        continue;
      }
      if (given.right) {
        const Array& right = run_.right()[given.definition];
        if (right.given() && right == value) continue;
        if (!agree(*given.mine, printed(value), given.terms, comparison_.rtol).right() &&
            !(tolerance == as_float32 && within_noise(given, value)))
          fit.contradicts_right = true;
      } else if (changes(given, value) && close(given, value, tolerance)) {
        fit.matches[i] = true;
        ++fit.count;
      } else if (!agree(*given.reference, printed(value), given.terms, 1e-8).right()) {
        fit.contradicts_wrong = fit.clashes[i] = true;
      }
      if (fit.contradicts_right) break;
    }
    return fit;
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
        if (one.contradicts_wrong && one.matches[given_of(k)]) fits.push_back(one);
      name(k, fits, nine_digits);
    }
  }

  // Enough digits that a number does not fit by chance.
  static bool telling(const PrintedValue& value) {
    int digits = 0;
    for (const Precision& one : value.precision) digits += one.digits;
    return digits >= 5;
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
    Diagnosis found;
    found.verdict = Verdict::mistake;
    bool is_special = false;  // that backward was called twice looks like any factor of 2
    for (const Fit* one : best) {
      if (one->mistake->general && is_special) continue;
      is_special = is_special || one->mistake->calls == 1;
      add_cause(found, *one->mistake);
    }
    for (const std::size_t other : std::set(open_))
      if (best.front()->matches[given_of(other)]) found.of.push_back(other), open_.erase(other);
    say(found, most, tolerance);
    if (best.front()->contradicts_wrong) {
      found.sentences.push_back(
          "Not every wrong value that depends on it follows: something else is wrong there, too.");
      for (std::size_t i = 0; i < given_.size(); ++i)
        if (best.front()->clashes[i] && given_[i].wrong) mixed_.insert(*given_[i].wrong);
    }
    comparison_.diagnoses.push_back(std::move(found));
  }

  // The same kind of mistake at another place counts once.
  void add_cause(Diagnosis& found, const Slip& mistake) const {
    for (const Cause& cause : found.causes)
      if (cause.kind == mistake.kind) return;
    Cause& cause = found.causes.emplace_back();
    cause.kind = mistake.kind;
    cause.sentence = mistake.sentence;
    for (const std::uint32_t node : mistake.nodes) cause.nodes.push_back(run_.graph().call(node));
  }

  void say(Diagnosis& found, std::size_t count, double tolerance) const {
    constexpr std::size_t most_named = 3;
    const auto& causes = found.causes;
    const std::size_t shown = std::min(causes.size(), most_named);
    if (causes.size() == 1) {
      found.sentences.push_back(causes[0].sentence);
    } else {
      found.sentences.push_back(fmt::format(
          "{} mistakes give just these numbers; the most common one first:", causes.size()));
      for (std::size_t i = 0; i < shown; ++i)
        found.sentences.push_back(fmt::format("{}. {}", i + 1, causes[i].sentence));
    }
    const std::size_t all = std::size_t(std::count_if(
        given_.begin(), given_.end(), [](const Given& given) { return !given.right; }));
    const std::string what = all == 1       ? "your number"
                             : count == all ? fmt::format("all {} wrong values", all)
                                            : fmt::format("{} of the {} wrong values", count, all);
    found.sentences.push_back(fmt::format("Made in this graph, {} {} {}.",
                                          causes.size() == 1 ? "it gives" : "each gives", what,
                                          precision(found, tolerance)));
  }

  // How precisely the matching numbers were printed: the coarsest of them counts.
  std::string precision(const Diagnosis& found, double tolerance) const {
    if (tolerance == as_float32) return "as closely as float32 can tell";
    int digits = computed_digits;
    for (const std::size_t k : found.of) {
      int most = 0;
      for (const Precision& one : comparison_.wrong[k].mine.precision)
        most = std::max(most, int(one.digits));
      digits = std::min(digits, most);
    }
    if (digits >= 9) return "to nine digits";
    return digits < fewest_digits ? "exactly" : fmt::format("to the {} digits printed", digits);
  }

  // All that is still open is of the size of float32's rounding, and most values have some of it.
  void find_rounding() {
    std::size_t noisy = 0, exact = 0;
    for (const Given& given : given_) {
      const Array& right = run_.right()[given.definition];
      if (!right.given() && !given.right) return;
      if (!right.given()) continue;
      const bool is_noise = within_noise(given, right);
      if (!given.right && !is_noise) return;
      const bool equal = agree(*given.mine, printed(right), given.terms, 1e-10).right();
      const Array& noise = noise_[given.definition];
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
    std::vector<std::string> numbers = telling_numbers(first);
    found.sentences.push_back(
        fmt::format("No known mistake fits{}.{}", found.of.size() > 1 ? " them" : "",
                    numbers.empty() ? "" : " What the numbers of " + first.name + " say:"));
    for (std::string& number : numbers) found.sentences.push_back("  " + std::move(number));
    if (run_.possible()) find_places(found);
    comparison_.diagnoses.push_back(std::move(found));
  }

  static std::vector<std::string> telling_numbers(const Difference& wrong) {
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

  // Values that are off by one factor, as they all are if one gradient above them is.
  void find_places(Diagnosis& found) const {
    const RerunGraph& graph = run_.graph();
    std::vector<double> done;
    for (const std::size_t k : found.of) {
      const auto ratio = comparison_.wrong[k].agreement.ratio;
      if (!ratio || *ratio == 0 || !comparison_.wrong[k].gradient || done.size() == 4) continue;
      const double factor = *ratio;
      const bool again = std::any_of(done.begin(), done.end(), [&](double other) {
        return std::abs(other - factor) <= 1e-6 * std::abs(factor);
      });
      if (again) continue;
      done.push_back(factor);
      Fit best;
      std::uint32_t place = 0;
      for (std::uint32_t i = 0; i <= run_.output(); ++i) {
        if (!graph.nodes()[i].operation || !graph.nodes()[i].wants_gradient) continue;
        const Slip scaled = scaled_gradient(i, factor);
        const auto outcome = run_.play(scaled);
        if (!outcome) continue;
        Fit one = fit(scaled, *outcome, 1e-6);  // the factor is known to its digits only
        if (!one.contradicts_right && one.count > best.count) best = std::move(one), place = i;
      }
      std::vector<std::string> names;
      for (const std::size_t other : found.of)
        if (best.count > 1 && best.matches[given_of(other)])
          names.push_back(comparison_.wrong[other].name);
      if (names.size() > 1)
        found.sentences.push_back(
            fmt::format("{} are {} {} times the right ones, as they are if {} is: look there.",
                        listed(names), names.size() == 2 ? "both" : "all",
                        short_number(Real(factor)), gradient_of(graph, place)));
    }
  }

  const Definitions& definitions_;
  const std::vector<Given>& given_;
  Comparison& comparison_;
  Rerun run_;
  std::set<std::size_t> open_;   // differences that nothing explains yet
  std::set<std::size_t> mixed_;  // … in which a named mistake meets another one
  Outcome noise_;
  std::vector<Slip> mistakes_;
  std::vector<Fit> exact_, rough_;
};

}  // namespace

void diagnose(const TraceText& reference, const Definitions& definitions,
              const std::vector<Given>& given, Comparison& comparison) {
  if (comparison.wrong.empty() || reference.statements.size() > most_statements) return;
  Diagnoser(reference, definitions, given, comparison).work();
}

}  // namespace downhill
