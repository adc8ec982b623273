#include "tensor/matmul.hpp"

#include <fmt/format.h>

#include <array>

#include "ops/catalogue.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/elementwise.hpp"
#include "tensor/multiply.hpp"

namespace downhill {
namespace {

// The axes before the last two.
Shape batch_of(const Shape& shape) { return Shape(std::span(shape.begin(), shape.rank() - 2)); }

// The product of batches of matrices, each transposed before if its flag says so.
Array product(const Array& a, bool a_transposed, const Array& b, bool b_transposed) {
  const auto matrix_of = [](const Array& x, std::size_t number, bool transposed) {
    const std::size_t rows = x.shape()[x.rank() - 2], columns = x.shape()[x.rank() - 1];
    const Real* data = x.data() + number * rows * columns;
    if (transposed) return Matrix{data, columns, rows, 1, columns};
    return Matrix{data, rows, columns, columns, 1};
  };
  if (a.rank() == 2 && b.rank() == 2) {
    const Matrix ma = matrix_of(a, 0, a_transposed), mb = matrix_of(b, 0, b_transposed);
    Array y = Array::unwritten({ma.rows, mb.columns});
    multiply(ma, mb, y.writable());
    return y;
  }
  const Shape batch_a = batch_of(a.shape()), batch_b = batch_of(b.shape());
  const Shape batch = broadcast("matmul, batch axes", batch_a, batch_b);
  const Matrix first_a = matrix_of(a, 0, a_transposed), first_b = matrix_of(b, 0, b_transposed);
  Shape shape = batch.with(batch.rank(), first_a.rows);
  shape = shape.with(shape.rank(), first_b.columns);
  Array y = Array::unwritten(shape);
  Real* out = y.writable();
  // Many matrices beside one on the right are one tall matrix.
  if (batch_b.size() == 1 && !a_transposed) {
    const Matrix tall = matrix(a.data(), batch.size() * first_a.rows, first_a.columns);
    multiply(tall, first_b, out);
    return y;
  }
  for_each(walk(batch, batch_a, batch_b), [&](std::size_t i, std::size_t ia, std::size_t ib) {
    multiply(matrix_of(a, ia, a_transposed), matrix_of(b, ib, b_transposed),
             out + i * first_a.rows * first_b.columns);
  });
  return y;
}

// a [.., n, k], b [.., k, m] -> y [.., n, m]
struct MatMul final : Operation {
  std::string_view name() const override { return "matmul"; }

  Array forward(const Inputs& in) const override {
    check(in[0].shape(), in[1].shape());
    if (both_matrices(in)) return product(in[0], false, in[1], false);
    const Array y = product(row(in[0]), false, column(in[1]), false);
    Shape shape = y.shape();
    if (in[1].rank() == 1) shape = shape.without(shape.rank() - 1);
    if (in[0].rank() == 1) shape = shape.without(shape.rank() - (in[1].rank() == 1 ? 1 : 2));
    return y.reshaped(shape);
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    if (both_matrices(in))
      return slot == 0 ? product(dy, false, in[1], true) : product(in[0], true, dy, false);
    const Array a = row(in[0]), b = column(in[1]);
    Shape shape = dy.shape();
    if (in[1].rank() == 1) shape = shape.with(shape.rank(), 1);
    if (in[0].rank() == 1) shape = shape.with(shape.rank() - 1, 1);
    const Array d = dy.reshaped(shape);
    if (slot == 0) return sum_to(product(d, false, b, true), a.shape()).reshaped(in[0].shape());
    // One matrix that met a whole batch: the sum over the batch is one product of tall matrices.
    if (b.rank() == 2 && a.rank() > 2)
      return product(tall(a), true, tall(d), false).reshaped(in[1].shape());
    return sum_to(product(a, true, d, false), b.shape()).reshaped(in[1].shape());
  }

  std::string spell_value(const Words& w) const override {
    return fmt::format("{} @ {}", w[0].within(ops::Symbol::product),
                       w[1].within(ops::Symbol::negation));
  }

  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const std::string a = w[0].within(ops::Symbol::atom), b = w[1].within(ops::Symbol::atom);
    const std::string& dy = w.dy.text();
    const std::size_t rank_a = w.shapes[0].rank(), rank_b = w.shapes[1].rank();
    if (rank_a == 1 && rank_b == 1) return fmt::format("{} * {}", dy, slot == 0 ? b : a);
    if (rank_a == 2 && rank_b == 2)
      return slot == 0 ? fmt::format("{} @ {}.T", dy, b) : fmt::format("{}.T @ {}", a, dy);
    if (rank_a == 1 && rank_b == 2)
      return slot == 0 ? fmt::format("{} @ {}", b, dy) : fmt::format("outer({}, {})", a, dy);
    if (rank_a == 2 && rank_b == 1)
      return slot == 0 ? fmt::format("outer({}, {})", dy, b) : fmt::format("{}.T @ {}", a, dy);
    if (rank_a == 1)
      return slot == 0 ? fmt::format("sum_to(({} @ expand_dims({}, -1))[..., 0], {})", b, dy,
                                     text_tuple(w.shapes[0]))
                       : fmt::format("expand_dims({}, -1) @ expand_dims({}, -2)", a, dy);
    if (rank_b == 1)
      return slot == 0 ? fmt::format("expand_dims({}, -1) * {}", dy, b)
                       : fmt::format(
                             "sum_to((swapaxes({}, -1, -2) @ expand_dims({}, -1))[..., 0], "
                             "{})",
                             a, dy, text_tuple(w.shapes[1]));
    const std::string all = slot == 0 ? fmt::format("{} @ swapaxes({}, -1, -2)", dy, b)
                                      : fmt::format("swapaxes({}, -1, -2) @ {}", a, dy);
    Shape repeated = batch_of(w.y_shape);
    for (const std::size_t back : {2u, 1u})
      repeated = repeated.with(repeated.rank(), w.shapes[slot][w.shapes[slot].rank() - back]);
    return spell_sum_to(all, repeated, w.shapes[slot]);
  }

 private:
  static bool both_matrices(const Inputs& in) { return in[0].rank() == 2 && in[1].rank() == 2; }
  static Array row(const Array& a) { return a.rank() == 1 ? a.reshaped({1, a.size()}) : a; }
  static Array column(const Array& b) { return b.rank() == 1 ? b.reshaped({b.size(), 1}) : b; }
  static Array tall(const Array& a) {
    const std::size_t columns = a.shape()[a.rank() - 1];
    return a.reshaped({columns == 0 ? 0 : a.size() / columns, columns});
  }

  static void check(const Shape& a, const Shape& b) {
    if (a.rank() == 0 || b.rank() == 0)
      throw ShapeError(
          fmt::format("matmul: shapes {} and {}: one number is not a matrix.\n"
                      "     To scale by a number, use *.",
                      text(a), text(b)));
    const std::size_t inner_a = a[a.rank() - 1], inner_b = b[b.rank() == 1 ? 0 : b.rank() - 2];
    if (inner_a == inner_b) return;
    std::string advice = "The columns of the first must be as many as the rows of the second.";
    if (b.rank() == 2 && b[1] == inner_a)
      advice = "To multiply by the second transposed, use transpose on it.";
    else if (a.rank() == 2 && a[0] == inner_b)
      advice = "To multiply the first transposed, use transpose on it.";
    throw ShapeError(fmt::format(
        "matmul: shapes {} and {} do not fit: the last axis of the first is {}, and the "
        "{} of the second is {}.\n     {}",
        text(a), text(b), inner_a, b.rank() == 1 ? "only axis" : "last axis but one", inner_b,
        advice));
  }
};

const MatMul mat_mul;

}  // namespace

Tensor matmul(TensorAt a, Operand b) {
  return a.tensor.tape().record_shared(mat_mul, std::array{a.tensor, b.beside(a)}, a.place);
}

Tensor affine(TensorAt x, Tensor w, Tensor b) {
  const Shape &xs = x.tensor.shape(), &ws = w.shape();
  if (xs.rank() != 2 || ws.rank() != 2 || xs[1] != ws[0] || b.shape() != Shape{ws[1]})
    return TensorAt(matmul(x, w), x.place.line, x.place.file) + b;
  Array y = Array::unwritten({xs[0], ws[1]}), z = Array::unwritten({xs[0], ws[1]});
  multiply(matrix(x.tensor.value().data(), xs[0], xs[1]), matrix(w.value().data(), ws[0], ws[1]),
           y.writable(), b.value().data(), z.writable());
  TensorTape& tape = x.tensor.tape();
  const Tensor product =
      tape.record_computed(mat_mul, std::array{x.tensor, w}, std::move(y), x.place);
  return tape.record_computed(elementwise(ops::code_of<ops::Add>), std::array{product, b},
                              std::move(z), x.place);
}

}  // namespace downhill
