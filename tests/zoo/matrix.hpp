// Just enough of matrices for programs written by hand.
#pragma once

#include <cstddef>
#include <vector>

#include "zoo.hpp"

namespace zoo {

template <class T>
struct Matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<T> x;

  Matrix(std::size_t n, std::size_t m, std::vector<double> numbers = {})
      : rows(n), columns(m), x(n * m) {
    for (std::size_t i = 0; i < numbers.size(); ++i) x[i] = T(numbers[i]);
  }
  T& operator()(std::size_t i, std::size_t j) { return x[i * columns + j]; }
  T operator()(std::size_t i, std::size_t j) const { return x[i * columns + j]; }
  Matrix transposed() const {
    Matrix t(columns, rows);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) t(j, i) = (*this)(i, j);
    return t;
  }
  template <class F>
  Matrix map(F f) const {
    Matrix y = *this;
    for (T& one : y.x) one = f(one);
    return y;
  }
  // As answers: a matrix, or one row as a vector.
  Printed as(const std::string& name, bool vector = false) const {
    Printed printed{name, {rows, columns}, {}};
    if (vector) printed.shape = {columns};
    for (const T one : x) printed.numbers.push_back(double(one));
    return printed;
  }
};

template <class T>
Matrix<T> operator*(const Matrix<T>& a, const Matrix<T>& b) {
  Matrix<T> y(a.rows, b.columns);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.columns; ++j)
      for (std::size_t k = 0; k < a.columns; ++k) y(i, j) += a(i, k) * b(k, j);
  return y;
}

// The rows added up, the last one first if `backward`.
template <class T>
Matrix<T> column_sums(const Matrix<T>& a, bool backward = false) {
  Matrix<T> y(1, a.columns);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.columns; ++j) y(0, j) += a(backward ? a.rows - 1 - i : i, j);
  return y;
}

}  // namespace zoo
