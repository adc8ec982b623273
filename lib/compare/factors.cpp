#include "compare/factors.hpp"

#include <algorithm>
#include <cmath>

namespace downhill {

double FactorRange::roundest() const {
  const double middle = (low + high) / 2;
  for (int digits = 1; digits < 10; ++digits) {
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(middle))) + 1 - digits);
    const double rounded = unit < 1 ? std::round(middle / unit) / std::round(1 / unit)
                                    : std::round(middle / unit) * unit;
    if (low <= rounded && rounded <= high) return rounded;
  }
  return middle;
}

std::optional<FactorRange> factor_range(const Difference& wrong) {
  const Agreement& agreement = wrong.agreement;
  const double ratio = agreement.mine / agreement.reference;
  if (!agreement.same_shape || agreement.summary || !std::isfinite(ratio) || ratio == 0) return {};
  if (agreement.size > 1 && !agreement.ratio) return {};
  // Half a unit of the last digit printed; and what is alike to six digits is one factor.
  const Precision& printed = wrong.mine.precision[agreement.first];
  const double last = std::pow(10.0, printed.place) / 2 / std::abs(agreement.mine);
  const double width = std::abs(ratio) * std::max(last, 1e-6);
  return FactorRange{ratio - width, ratio + width};
}

std::optional<FactorRange> intersection(const FactorRange& a, const FactorRange& b) {
  const FactorRange both{std::max(a.low, b.low), std::min(a.high, b.high)};
  if (both.low > both.high) return {};
  return both;
}

}  // namespace downhill
