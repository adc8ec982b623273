// The matrix product of plain numbers, which matmul and conv2d are made of.
#pragma once

#include <cstddef>

#include "ops/real.hpp"

namespace downhill {

// Numbers seen as a matrix: the number in row i and column j is data[i * row_step + j *
// column_step].
struct Matrix {
  const Real* data;
  std::size_t rows, columns;
  std::size_t row_step, column_step;

  Matrix transposed() const { return {data, columns, rows, column_step, row_step}; }
};

inline Matrix matrix(const Real* data, std::size_t rows, std::size_t columns) {
  return {data, rows, columns, columns, 1};
}

// y = a @ b, with y row after row; or y += a @ b.
// Every number of y is one sum over k, computed by one thread from k = 0 upward: the bits do not
// depend on how many threads there are. Nor do they depend on how wide the registers are, only on
// whether the processor multiplies and adds in one rounding.
enum class Into { fresh, added };
void multiply(const Matrix& a, const Matrix& b, Real* y, Into into = Into::fresh);

// y = a @ b, and on the way y_and_bias = y + bias, which has a number for each column of y. The
// bits are those of the two steps one after the other.
void multiply(const Matrix& a, const Matrix& b, Real* y, const Real* bias, Real* y_and_bias);

}  // namespace downhill
