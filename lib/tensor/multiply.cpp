#include "tensor/multiply.hpp"

#include <algorithm>

#include "tensor/parallel.hpp"

namespace downhill {

void multiply(const Matrix& a, const Matrix& b, Real* y, Into into) {
  const std::size_t n = a.rows, inner = a.columns, m = b.columns;
  in_parallel(n, n * inner * m, [=](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Real* row = y + i * m;
      if (into == Into::fresh) std::fill_n(row, m, Real(0));
      for (std::size_t k = 0; k < inner; ++k) {
        const Real x = a.data[i * a.row_step + k * a.column_step];
        const Real* from = b.data + k * b.row_step;
        for (std::size_t j = 0; j < m; ++j) row[j] += x * from[j * b.column_step];
      }
    }
  });
}

}  // namespace downhill
