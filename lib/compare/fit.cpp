#include "compare/fit.hpp"

#include <algorithm>
#include <cmath>

#include "compare/agree.hpp"

namespace downhill {
namespace {

// What rounding to float32 does to a result; in a build with Real = float, a little more, or it
// would be lost in the computation itself.
constexpr Real unit_of_float32 = Real(1) / (1 << (sizeof(Real) == 4 ? 22 : 24));

bool any_finite(const PrintedValue& value) {
  const auto& numbers = value.value.data;
  return std::any_of(numbers.begin(), numbers.end(), [](Real x) { return std::isfinite(x); });
}

}  // namespace

PrintedValue printed(const Array& array) {
  PrintedValue value;
  value.value.shape.assign(array.shape().begin(), array.shape().end());
  value.value.data = NumberList(array.values());
  value.precision.resize(array.size(), {computed_digits, -400});
  return value;
}

Judge::Judge(const Rerun& run, const std::vector<Given>& given, double rtol)
    : run_(run), given_(given), rtol_(rtol) {
  if (run.possible()) noise_ = run.noise(unit_of_float32);
}

bool Judge::close(const Given& given, const Array& value, double tolerance) const {
  const PrintedValue computed = printed(value);
  if (agree(*given.mine, computed, given.terms, std::max(tolerance, nine_digits)).right())
    return true;
  const Array& right = run_.right()[given.definition];
  return tolerance == as_float32 && within_noise(given, value) &&
         !(right.given() && within_noise(given, right));
}

bool Judge::within_noise(const Given& given, const Array& value) const {
  return within_noise(given.definition, *given.mine, value);
}

bool Judge::within_noise(std::size_t definition, const PrintedValue& held,
                         const Array& value) const {
  const Array& noise = noise_[definition];
  const auto& mine = held.value.data;
  if (!noise.given() || mine.size() != value.size() || noise.size() != value.size()) return false;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const Precision& printed = held.precision[i];
    const double last = printed.digits >= 6 ? std::pow(10.0, printed.place) / 2 : 0;
    const double allowed = 6 * double(noise[i]) + 1.2e-7 * std::abs(double(value[i])) + last;
    const double off = std::abs(double(mine[i]) - double(value[i]));
    if (!(off <= allowed) || !std::isfinite(allowed)) return false;
  }
  return true;
}

// Whether a run with this value is another than the right one.
bool Judge::changes(const Given& given, const Array& value) const {
  const Array& right = run_.right()[given.definition];
  if (!right.given()) return true;
  return !agree(printed(value), printed(right), given.terms, nine_digits / 10).right();
}

Fit Judge::fit(const Slip& mistake, const Outcome& outcome, double tolerance) const {
  Fit fit{&mistake, &run_, std::vector<bool>(given_.size()), std::vector<bool>(given_.size())};
  bool proven = false;  // one value that is nan fits whatever ends in nan
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
      if (!agree(*given.mine, printed(value), given.terms, rtol_).right() &&
          !(tolerance == as_float32 && within_noise(given, value)))
        fit.contradicts_right = true;
    } else if (changes(given, value) && close(given, value, tolerance)) {
      fit.matches[i] = true;
      ++fit.count;
      proven = proven || fit.count > 1 || any_finite(*given.mine);
    } else if (!agree(*given.reference, printed(value), given.terms, 1e-8).right()) {
      fit.contradicts_wrong = fit.clashes[i] = true;
    }
    if (fit.contradicts_right) break;
  }
  if (!proven) fit.count = 0;
  return fit;
}

}  // namespace downhill
