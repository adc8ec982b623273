#include "tensor/matmul.hpp"

#include "support.hpp"

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
