// The innermost part of the matrix product: one tile of the result, computed in the registers of
// the processor at hand.
#pragma once

#include <cstddef>

#include "ops/real.hpp"

namespace downhill {

// y = a @ b, or y += a @ b, for a tile of y. In plain words:
//
//     for (i = 0; i < rows; ++i)
//       for (j = 0; j < width; ++j) {
//         sum = 0;
//         for (k = 0; k < depth; ++k) sum += a[i * a_row + k * a_k] * b[k * b_k + j];
//         y[i * y_row + j] = add ? y[i * y_row + j] + sum : sum;
//       }
struct Tile {
  std::size_t depth;
  const Real* a;
  std::size_t a_row, a_k;
  const Real* b;
  std::size_t b_k;
  Real* y;
  std::size_t y_row;
  bool add;
};

// The tiles that this processor computes well: 1 to 6 rows by 1, 2 or 4 vectors of `lane_count`
// numbers. (6 rows by 4 vectors are 24 sums that stay in registers where there are 32 of them.)
struct Kernels {
  using Function = void (*)(const Tile&);
  static constexpr std::size_t rows = 6;
  std::size_t lane_count;
  std::size_t steps;           // 3: up to 4 vectors; 2: up to 2, where there are 16 registers
  Function tile[3][rows + 1];  // tile[s][r] is 2^s vectors wide and r rows high
  Function column[rows + 1];   // one number wide

  std::size_t width(std::size_t step) const { return lane_count << step; }
};

const Kernels& kernels();

}  // namespace downhill
