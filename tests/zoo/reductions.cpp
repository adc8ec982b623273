// Wrong gradients of rows that are reduced to one number each.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "zoo.hpp"

namespace zoo {
namespace {

using Row = std::vector<double>;
// The slopes of y, the result, along the numbers of a row.
using Slopes = std::function<Row(const Row& p, double y)>;

constexpr std::size_t n = 4;

double mean(const Row& p) { return std::accumulate(p.begin(), p.end(), 0.0) / double(n); }

Slopes each(std::function<double(double p, double y, double mean)> slope) {
  return [slope](const Row& row, double y) {
    Row slopes;
    for (const double p : row) slopes.push_back(slope(p, y, mean(row)));
    return slopes;
  };
}

}  // namespace

// p = x * w, r = a reduction of p's rows, y = sum(r * c): all gradients by hand.
void add_reductions(std::vector<Case>& cases) {
  const std::vector<Row> x = {{0.5, -1.2, 0.8, 1.5}, {2.1, 0.4, -0.3, 0.9}};
  const double w = 0.7, c[] = {1.3, -0.6};
  const auto put = [&](const std::string& reduction, const char* mistake, const char* expected,
                       const std::function<double(const Row&)>& result, const Slopes& slopes) {
    const std::string reference =
        told_by({"explain", "p = x * w; r = " + reduction + "; y = sum(r * c)",
                 "x=[[0.5, -1.2, 0.8, 1.5], [2.1, 0.4, -0.3, 0.9]]", "c=[1.3, -0.6]", "w=0.7"});
    Row dp;
    double dw = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      Row p;
      for (const double number : x[i]) p.push_back(number * w);
      const Row slope = slopes(p, result(p));
      for (std::size_t k = 0; k < n; ++k) {
        dp.push_back(c[i] * slope[k]);
        dw += dp.back() * x[i][k];
      }
    }
    cases.push_back({"reductions of rows",
                     mistake,
                     expected,
                     reference,
                     {{"dr", {2}, {c[0], c[1]}}, {"dp", {2, n}, dp}, {"dw", {}, {dw}}}});
  };
  const char* factor = "the factor of the power is left out";
  const char* other = "the slope of another function";
  const char* value = "the value stands where the slope belongs";

  const auto variance = [](const Row& p) {
    double sum = 0;
    for (const double number : p) sum += (number - mean(p)) * (number - mean(p));
    return sum / double(n);
  };
  const auto deviation = [=](const Row& p) { return std::sqrt(variance(p)); };
  put("var(p, axis=1)", "2 lost", factor, variance,
      each([](double p, double, double m) { return (p - m) / n; }));
  put("var(p, axis=1)", "not centred", "the mean is not subtracted", variance,
      each([](double p, double, double) { return 2 * p / n; }));
  put("var(p, axis=1)", "the mean's part as well", "", variance, [](const Row& p, double) {
    double rest = 0;  // 0 but for rounding
    for (const double number : p) rest += 2 * (number - mean(p)) / n;
    Row slopes;
    for (const double number : p) slopes.push_back(2 * (number - mean(p)) / n - rest / n);
    return slopes;
  });
  put("std(p, axis=1)", "var's", "the slope of the root is left out", deviation,
      each([](double p, double, double m) { return 2 * (p - m) / n; }));
  put("std(p, axis=1)", "not divided by it", "not divided by the deviation", deviation,
      each([](double p, double, double m) { return (p - m) / n; }));
  put("std(p, axis=1)", "over the variance", "the root is missing", deviation,
      each([](double p, double y, double m) { return (p - m) / (n * y * y); }));
  put("std(p, axis=1)", "a sum", "it is not averaged", deviation,
      each([](double p, double y, double m) { return (p - m) / y; }));
  put("std(p, axis=1)", "n - 1", "divided by another number", deviation,
      each([](double p, double y, double m) { return (p - m) / ((n - 1) * y); }));
  put("std(p, axis=1)", "by the chain rule", "", deviation,
      each([](double p, double y, double m) { return 1 / (2 * y) * (2 * (p - m) / n); }));

  const auto length = [](const Row& p) {
    return std::sqrt(std::inner_product(p.begin(), p.end(), p.begin(), 0.0));
  };
  put("norm(p, axis=1)", "x", "not divided by the length", length,
      each([](double p, double, double) { return p; }));
  put("norm(p, axis=1)", "2x", other, length, each([](double p, double, double) { return 2 * p; }));
  put("norm(p, axis=1)", "1 / 2y", "a part of the slope is left out", length,
      each([](double, double y, double) { return 1 / (2 * y); }));
  put("norm(p, axis=1)", "x / y²", "the root is missing", length,
      each([](double p, double y, double) { return p / (y * y); }));
  put("norm(p, axis=1)", "by the chain rule", "", length,
      each([](double p, double y, double) { return 0.5 / y * 2 * p; }));

  const auto product = [](const Row& p) { return p[0] * p[1] * p[2] * p[3]; };
  put("prod(p, axis=1)", "all of them", value, product,
      each([](double, double y, double) { return y; }));
  put("prod(p, axis=1)", "dy alone", "the local slope is left out", product,
      each([](double, double, double) { return 1; }));
  put("prod(p, axis=1)", "y / x", "", product,
      each([](double p, double y, double) { return y / p; }));

  put("prod(p, axis=1)", "the others, one by one", "", product, [](const Row& p, double) {
    Row slopes;
    for (std::size_t k = 0; k < n; ++k)
      slopes.push_back(p[(k + 1) % n] * p[(k + 2) % n] * p[(k + 3) % n]);
    return slopes;
  });

  const auto log_of_powers = [](const Row& p) {
    double sum = 0;
    for (const double number : p) sum += std::exp(number);
    return std::log(sum);
  };
  put("logsumexp(p, axis=1)", "e^x", "not divided by the sum", log_of_powers,
      each([](double p, double, double) { return std::exp(p); }));
  put("logsumexp(p, axis=1)", "softmax's own", other, log_of_powers,
      each([](double p, double y, double) { return std::exp(p - y) * (1 - std::exp(p - y)); }));
  put("logsumexp(p, axis=1)", "e^x over its sum", "", log_of_powers,
      each([](double p, double y, double) { return std::exp(p) / std::exp(y); }));

  put("logsumexp(p, axis=1)", "one over all ratios", "", log_of_powers, [](const Row& p, double) {
    Row slopes;
    for (const double one : p) {
      double ratios = 0;
      for (const double other_one : p) ratios += std::exp(other_one - one);
      slopes.push_back(1 / ratios);
    }
    return slopes;
  });

  const auto largest = [](const Row& p) { return *std::max_element(p.begin(), p.end()); };
  put("max(p, axis=1)", "all of them", "the mask is missing", largest,
      each([](double, double, double) { return 1; }));
  put("max(p, axis=1)", "times x", value, largest,
      each([](double p, double y, double) { return p == y ? p : 0; }));
  put("max(p, axis=1)", "by comparing", "", largest,
      each([](double p, double y, double) { return p >= y ? 1 : 0; }));
}

}  // namespace zoo
