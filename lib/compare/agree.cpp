#include "compare/agree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace downhill {
namespace {

double unit(double place) { return std::pow(10.0, place); }

double exponent(double x) { return std::floor(std::log10(std::abs(x))); }

// A trace prints 10 digits and no zeros at the end: a number of 8 to 10 digits may be rounded,
// one of fewer is exact.
double rounding_of(double reference, const Precision& printed) {
  if (printed.digits < 8 || printed.digits > 10 || reference == 0) return 0;
  return unit(exponent(reference) - 9) / 2;
}

// How an array was printed: as many decimals everywhere (0.0312 0.5), or as many digits
// (1.200e-05 3.000e-01). Zeros at the end may be left out, so the finest element tells.
struct Format {
  int digits = 0;     // the most of any element
  int place = 32767;  // the finest of any element

  explicit Format(const PrintedValue& array) {
    for (const Precision& printed : array.precision) {
      digits = std::max(digits, int(printed.digits));
      if (printed.digits > 0) place = std::min(place, int(printed.place));
    }
  }

  // Whether m is r rounded to the digits of this format. The tiny factor lets a tie go either way.
  bool is_rounding(double m, double r) const {
    if (digits == 0 || (m == 0 && place >= 0)) return false;
    const double last = m == 0 ? place : std::max<double>(place, exponent(m) - digits + 1);
    return std::abs(m - r) <= unit(last) / 2 * (1 + 1e-9) || is_cut(m, r, unit(last));
  }

  // Whether m is r with the digits behind its last one cut off: 0.6603 for 0.66038.
  static bool is_cut(double m, double r, double step) {
    return std::abs(m) <= std::abs(r) && std::abs(r - m) < step && (m == 0 || m * r > 0);
  }
};

// The five numbers that summarise a large array, as value.cpp computes them.
PrintedValue summarised(const PrintedValue& array) {
  PrintedValue result;
  result.value.shape = array.value.shape;
  if (!array.summary.empty()) {
    result.value.data = array.summary;
  } else if (!array.value.data.empty()) {
    const auto& x = array.value.data;
    const double n = double(x.size());
    double sum = 0, squares = 0, deviation = 0;
    for (const Real v : x) sum += double(v), squares += double(v) * double(v);
    for (const Real v : x) deviation += (double(v) - sum / n) * (double(v) - sum / n);
    const auto [least, most] = std::minmax_element(x.begin(), x.end());
    result.value.data = {Real(sum / n), Real(std::sqrt(deviation / n)), *least, *most,
                         Real(std::sqrt(squares))};
  }
  result.precision.resize(result.value.data.size(), {computed_digits, -400});
  return result;
}

bool same_shape(const Value& a, const Value& b) {
  if (a.shape == b.shape) return true;
  return a.data.size() == 1 && b.data.size() == 1 && (a.is_number() || b.is_number());
}

// The one factor between all numbers of both, if there is one.
std::optional<double> common_ratio(const Value& mine, const Value& reference) {
  std::optional<double> ratio;
  for (std::size_t i = 0; i < mine.data.size(); ++i) {
    const double m = double(mine.data[i]), r = double(reference.data[i]);
    if (m == 0 && r == 0) continue;
    if (r == 0 || !std::isfinite(m / r)) return {};
    if (ratio && std::abs(m / r - *ratio) > 1e-6 * std::abs(*ratio)) return {};
    if (!ratio) ratio = m / r;
  }
  return ratio;
}

}  // namespace

Agreement agree(const PrintedValue& mine, const PrintedValue& reference, double terms,
                double rtol) {
  Agreement result;
  if (!same_shape(mine.value, reference.value)) {
    result.same_shape = false;
    return result;
  }
  if (!mine.summary.empty() || !reference.summary.empty()) {
    result = agree(summarised(mine), summarised(reference), terms, std::max(rtol, 1e-6));
    result.summary = true;
    return result;
  }
  const auto& m = mine.value.data;
  const auto& r = reference.value.data;
  result.size = r.size();
  double largest = std::abs(terms);
  for (const Real number : r)
    if (r.size() > 1 && std::isfinite(number))
      largest = std::max(largest, std::abs(double(number)));
  const Format format(mine);
  const double noise = 50 * double(std::numeric_limits<Real>::epsilon()) * largest;
  bool all_rounded = true;
  for (std::size_t i = 0; i < m.size(); ++i) {
    const double a = double(m[i]), b = double(r[i]);
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    const bool finite = std::isfinite(a) && std::isfinite(b);
    const double slack = rtol * std::abs(b) + noise + rounding_of(b, reference.precision[i]);
    if (finite && std::abs(a - b) <= slack) continue;
    const bool rounded = finite && format.is_rounding(a, b);
    if (rounded && format.digits >= fewest_digits) continue;
    all_rounded = all_rounded && rounded;
    if (result.wrong++ > 0) continue;
    result.first = i, result.mine = a, result.reference = b;
  }
  if (result.wrong > 0 && all_rounded) result.rounded_to = format.digits;
  if (result.wrong > 0) result.ratio = common_ratio(mine.value, reference.value);
  return result;
}

}  // namespace downhill
