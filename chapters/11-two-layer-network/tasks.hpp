// What exercise 11 is asked for. The tasks themselves are told in exercise.cpp.
#pragma once

#include <fmt/format.h>

#include <vector>

#include "downhill.hpp"

namespace downhill::learner {

// The parameters of the network: w1 [inputs, hidden], b1 [hidden], w2 [hidden, classes],
// b2 [classes].
struct Network {
  Array w1, b1, w2, b2;
};

// What the forward pass leaves behind for the backward pass.
struct Forward {
  Array z1, s1, h1, z2, logits;
};

// The gradients of the second layer and of the first.
struct SecondLayer {
  Array dlogits, db2, dw2;
};
struct FirstLayer {
  Array dh1, ds1, db1, dw1;
};

// The class of each sample: 0, 1, 2, …
using Classes = std::vector<std::size_t>;

Forward forward(const Network& network, const Array& x);
Array softmax_rows(const Array& logits);
Real loss_of(const Array& logits, const Classes& right);
SecondLayer second_layer(const Forward& f, const Classes& right);
FirstLayer first_layer(const Network& network, const Array& x, const Forward& f,
                       const Array& dlogits);
Network train(Network network, const Array& x, const Classes& right, Real rate, int turns);

// ---- What NumPy would give you. An Array a has a.size(), a.shape()[0] rows, a.shape()[1] columns;
// ---- a[i] counts row after row, and a.set(i, number) writes.

// a @ b
inline Array product(const Array& a, const Array& b) {
  if (a.rank() != 2 || b.rank() != 2 || a.shape()[1] != b.shape()[0])
    throw ShapeError(fmt::format("product: {} @ {} do not fit: the inner sizes must be equal",
                                 text(a.shape()), text(b.shape())));
  const std::size_t rows = a.shape()[0], inner = a.shape()[1], columns = b.shape()[1];
  Array y = Array::zeros({rows, columns});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      Real sum = 0;
      for (std::size_t k = 0; k < inner; ++k) sum += a[i * inner + k] * b[k * columns + j];
      y.set(i * columns + j, sum);
    }
  return y;
}

// a.T
inline Array transposed(const Array& a) {
  if (a.rank() != 2) throw ShapeError("transposed: " + text(a.shape()) + " is no matrix");
  const std::size_t rows = a.shape()[0], columns = a.shape()[1];
  Array y = Array::zeros({columns, rows});
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) y.set(j * rows + i, a[i * columns + j]);
  return y;
}

// sum(a, axis=0): all rows added up
inline Array column_sums(const Array& a) {
  if (a.rank() != 2) throw ShapeError("column_sums: " + text(a.shape()) + " is no matrix");
  Array y = Array::zeros({a.shape()[1]});
  for (std::size_t i = 0; i < a.size(); ++i) y.set(i % y.size(), y[i % y.size()] + a[i]);
  return y;
}

// a + row: the same row added to every row of a
inline Array plus_row(Array a, const Array& row) {
  if (a.rank() != 2 || row.size() != a.shape()[1])
    throw ShapeError(
        fmt::format("plus_row: {} has no rows of {}", text(a.shape()), text(row.shape())));
  for (std::size_t i = 0; i < a.size(); ++i) a.set(i, a[i] + row[i % row.size()]);
  return a;
}

}  // namespace downhill::learner
