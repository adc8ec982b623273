// The product of plain numbers: every path through it, by size, orientation and what y holds.
#include "tensor/multiply.hpp"

#include <omp.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "train/random.hpp"

using namespace downhill;

namespace {

struct Product {
  std::size_t n, inner, m;
  bool a_transposed, b_transposed;

  std::vector<Real> a, b, before;  // before: what y holds

  Product(std::size_t rows, std::size_t depth, std::size_t columns, bool ta, bool tb)
      : n(rows), inner(depth), m(columns), a_transposed(ta), b_transposed(tb) {
    Random random(n + 31 * inner + 997 * m);
    for (auto [numbers, count] : {std::pair{&a, n * inner}, {&b, inner * m}, {&before, n * m}})
      for (std::size_t i = 0; i < count; ++i) numbers->push_back(random.uniform(-1, 1));
  }

  Matrix left() const {
    return a_transposed ? matrix(a.data(), inner, n).transposed() : matrix(a.data(), n, inner);
  }
  Matrix right() const {
    return b_transposed ? matrix(b.data(), m, inner).transposed() : matrix(b.data(), inner, m);
  }
  std::vector<Real> computed(Into into, int threads) const {
    const int usual = omp_get_max_threads();
    omp_set_num_threads(threads);
    std::vector<Real> y = before;
    multiply(left(), right(), y.data(), into);
    omp_set_num_threads(usual);
    return y;
  }

  // How far y is from the plain sums, as a part of what rounding may do: a unit for each product
  // and each sum of `inner` terms, on the scale of the sum of their sizes.
  Real worst(const std::vector<Real>& y, Into into) const {
    const Matrix l = left(), r = right();
    long double most = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < m; ++j) {
        long double sum = into == Into::added ? before[i * m + j] : 0, sizes = std::abs(sum);
        for (std::size_t k = 0; k < inner; ++k) {
          const long double term =
              static_cast<long double>(l.data[i * l.row_step + k * l.column_step]) *
              r.data[k * r.row_step + j * r.column_step];
          sum += term;
          sizes += std::abs(term);
        }
        const long double allowed =
            static_cast<long double>(inner + 2) * std::numeric_limits<Real>::epsilon() * sizes;
        most = std::max(most, std::abs(y[i * m + j] - sum) / allowed);
      }
    return Real(most);
  }
};

}  // namespace

// From one number to products that are packed, are deeper than a panel, and have edges everywhere.
constexpr std::size_t sizes[][3] = {{1, 1, 1},    {2, 3, 4},     {6, 40, 16},    {7, 5, 33},
                                    {13, 31, 1},  {1, 50, 9},    {64, 32, 10},   {40, 3, 129},
                                    {300, 21, 1}, {1, 700, 450}, {130, 513, 47}, {509, 64, 66},
                                    {61, 800, 9}, {70, 70, 290}, {700, 600, 1}};

TEST_CASE("every size and orientation of a matrix product is right with any number of threads") {
  for (const auto& [n, inner, m] : sizes)
    for (const bool ta : {false, true})
      for (const bool tb : {false, true})
        for (const Into into : {Into::fresh, Into::added}) {
          INFO(n << " x " << inner << " x " << m << ", a transposed: " << ta
                 << ", b transposed: " << tb << ", added: " << (into == Into::added));
          const Product product(n, inner, m, ta, tb);
          const std::vector<Real> y = product.computed(into, 1);
          CHECK(product.worst(y, into) < 1);
          CHECK(product.computed(into, 2) == y);
          CHECK(product.computed(into, 3) == y);
        }
}

TEST_CASE("a bias added on the way is the product first, and then the sum with the bias") {
  const auto check_bias = [](const Product& product) {
    INFO(product.n << " x " << product.inner << " x " << product.m << ", a transposed: "
                   << product.a_transposed << ", b transposed: " << product.b_transposed);
    std::vector<Real> y = product.before, with_bias = y, expected;
    const std::vector<Real> bias(product.before.begin(),
                                 product.before.begin() + std::ptrdiff_t(product.m));
    multiply(product.left(), product.right(), y.data(), bias.data(), with_bias.data());
    CHECK(y == product.computed(Into::fresh, 1));
    for (std::size_t i = 0; i < y.size(); ++i) expected.push_back(y[i] + bias[i % product.m]);
    CHECK(with_bias == expected);
  };
  for (const auto& [n, inner, m] : sizes)
    for (const bool ta : {false, true})
      for (const bool tb : {false, true}) check_bias({n, inner, m, ta, tb});
  check_bias({3, 0, 5, false, false});
}
