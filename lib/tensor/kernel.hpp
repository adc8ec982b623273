// The innermost part of the matrix product: a strip of the result, computed tile by tile in the
// registers of the processor at hand.
#pragma once

#include <cstddef>

#include "ops/real.hpp"

namespace downhill {

// y = a @ b, or y += a @ b, for a strip of y: any number of rows, as wide as a tile. In plain
// words:
//
//     for (i = 0; i < rows; ++i)
//       for (j = 0; j < width; ++j) {
//         sum = 0;
//         for (k = 0; k < depth; ++k) sum += a[i * a_row + k * a_k] * b[k * b_k + j];
//         y[i * y_row + j] = add ? y[i * y_row + j] + sum : sum;
//         if (bias) y_and_bias[i * y_row + j] = y[i * y_row + j] + bias[j];
//       }
struct Strip {
  std::size_t rows;
  std::size_t depth;
  const Real* a;
  std::size_t a_row, a_k;
  const Real* b;
  std::size_t b_k;
  Real* y;
  std::size_t y_row;
  bool add;
  const Real* bias = nullptr;
  Real* y_and_bias = nullptr;
};

// The tiles that this processor computes well: 6 rows, or those that are left, by 1, 2 or 4 vectors
// of `lane_count` numbers. (6 rows by 4 vectors are 24 sums that stay in registers where there are
// 32 of them.)
struct Kernels {
  struct Function {
    void (*without_bias)(const Strip&);
    void (*with_bias)(const Strip&);

    void operator()(const Strip& s) const { return s.bias ? with_bias(s) : without_bias(s); }
  };
  static constexpr std::size_t rows = 6;
  std::size_t lane_count;
  std::size_t steps;  // 3: up to 4 vectors; 2: up to 2, where there are 16 registers
  Function strip[3];  // strip[s] is 2^s vectors wide
  Function column;    // one number wide

  std::size_t width(std::size_t step) const { return lane_count << step; }
};

const Kernels& kernels();

}  // namespace downhill
