#include "tensor/matmul.hpp"

#include "support.hpp"
#include "tensor/reductions.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("matmul of matrices, vectors and batches is right, also in its slopes and words") {
  const std::vector<std::pair<Shape, Shape>> pairs = {{{2, 3}, {3, 4}},
                                                      {{1, 3}, {3, 1}},
                                                      {{5, 2}, {2, 1}},
                                                      {{3}, {3}},
                                                      {{3}, {3, 4}},
                                                      {{2, 3}, {3}},
                                                      {{3}, {2, 3, 4}},
                                                      {{2, 4, 3}, {3}},
                                                      {{2, 4, 3}, {2, 3, 5}},
                                                      {{2, 4, 3}, {3, 5}},
                                                      {{4, 3}, {2, 3, 5}},
                                                      {{2, 1, 4, 3}, {5, 3, 2}},
                                                      {{2, 2, 4, 3}, {2, 2, 3, 2}},
                                                      {{1, 4, 3}, {2, 3, 2}},
                                                      {{2, 4, 3}, {1, 3, 2}}};
  std::vector<Sample> samples;
  for (const auto& [a, b] : pairs)
    samples.push_back({"matmul " + text(a) + text(b),
                       {numbers(a, 1), numbers(b, 2)},
                       [](auto&, const auto& x) { return matmul(x[0], x[1]); }});
  check(samples);
}

TEST_CASE("matmul says which sizes do not meet") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3})), w = tape.input("w", Array::zeros({4, 3}));
  CHECK(message<ShapeError>([&] { matmul(x, w); }) ==
        "matmul: shapes [2, 3] and [4, 3] do not fit: the last axis of the first is 3, and the "
        "last axis but one of the second is 4.\n"
        "     To multiply by the second transposed, use transpose on it.");
  CHECK(message<ShapeError>([&] { matmul(x, 2); }) ==
        "matmul: shapes [2, 3] and []: one number is not a matrix.\n"
        "     To scale by a number, use *.");
  const Tensor a = tape.input("a", Array::zeros({2, 2, 3})),
               b = tape.input("b", Array::zeros({4, 3, 2}));
  CHECK(message<ShapeError>([&] { matmul(a, b); }) ==
        "matmul, batch axes: shapes [2] and [4] do not broadcast: the last axes are 2 and 4, and "
        "neither is 1.\n     Give both the same size there, or size 1, which is then repeated.");
}

// With what a layer has, and with shapes that leave nothing to do at once.
TEST_CASE("affine is matmul and a sum: nodes, bits, words, lines and slopes") {
  const std::vector<std::array<Shape, 3>> all = {
      {{{32, 2}, {2, 16}, {16}}}, {{{5, 16}, {16, 1}, {1}}}, {{{70, 400}, {400, 33}, {33}}},
      {{{4, 3}, {3, 2}, {1, 2}}}, {{{4, 3}, {3, 2}, {}}},    {{{4, 3}, {3, 2}, {1}}},
      {{{2, 4, 3}, {3, 2}, {2}}}, {{{3}, {3, 2}, {2}}},      {{{4, 3}, {3}, {4}}},
      {{{4, 3}, {3, 2}, {4, 2}}}, {{{0, 3}, {3, 2}, {2}}},   {{{4, 0}, {0, 2}, {2}}},
      {{{4, 3}, {3, 1}, {1, 5}}}};
  for (const auto& [x_shape, w_shape, b_shape] : all) {
    INFO(text(x_shape) << " @ " << text(w_shape) << " + " << text(b_shape));
    TensorTape tape;
    const Tensor x = tape.input("x", numbers(x_shape, 1)), w = tape.input("w", numbers(w_shape, 2)),
                 b = tape.input("b", numbers(b_shape, 3));
    const Tensor z = affine(x, w, b), expected = matmul(x, w) + b;
    REQUIRE(tape.size() == 7);
    for (const std::size_t k : {3, 4}) {
      const TensorNode &node = tape.nodes()[k], &same = tape.nodes()[k + 2];
      CHECK(node.value == same.value);
      CHECK(node.operation == same.operation);
      CHECK(node.place == same.place);
      CHECK(node.wants_gradient);
    }
    CHECK(tape.inputs_of(tape.nodes()[3])[0] == x.index());
    CHECK(tape.inputs_of(tape.nodes()[3])[1] == w.index());
    CHECK(tape.inputs_of(tape.nodes()[4])[0] == 3);
    CHECK(tape.inputs_of(tape.nodes()[4])[1] == b.index());
    const TensorGradients got = backward(sum(z)), wanted = backward(sum(expected));
    for (const Tensor input : {x, w, b}) CHECK(got[input] == wanted[input]);
  }
}

TEST_CASE("affine refuses what matmul and the sum refuse, in their words") {
  TensorTape tape, other;
  const Tensor x = tape.input("x", Array::zeros({2, 3})), w = tape.input("w", Array::zeros({3, 4})),
               b = tape.input("b", Array::zeros({3})), far = other.input("b", Array::zeros({4}));
  CHECK(message<ShapeError>([&] { affine(x, b, b); }) ==
        message<ShapeError>([&] { matmul(x, b) + b; }));
  CHECK(message<ShapeError>([&] { affine(x, x, b); }) ==
        message<ShapeError>([&] { matmul(x, x); }));
  CHECK(message<ShapeError>([&] { affine(x, w, b); }) ==
        message<ShapeError>([&] { matmul(x, w) + b; }));
  CHECK(message<UsageError>([&] { affine(x, w, far); }) ==
        message<UsageError>([&] { matmul(x, w) + far; }));
  CHECK(message<UsageError>([&] { affine(far, w, b); }) ==
        message<UsageError>([&] { matmul(far, w); }));
}
