#include "tensor/normalization.hpp"

#include "support.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("layer_norm, batch_norm and cosine_similarity are right in values, slopes and words") {
  std::vector<Sample> samples;
  for (const Shape& shape : {Shape{5}, Shape{5, 3}, Shape{2, 3, 4}, Shape{2, 3, 2, 4}}) {
    const Shape last = {shape[shape.rank() - 1]};
    samples.push_back({"layer_norm " + text(shape),
                       {numbers(shape, 1), numbers(last, 2), numbers(last, 3)},
                       [](auto&, const auto& x) { return layer_norm(x[0], x[1], x[2]); }});
    if (shape.rank() == 1) continue;
    samples.push_back(
        {"batch_norm " + text(shape),
         {numbers(shape, 1), numbers({3}, 2), numbers({3}, 3)},
         [](auto&, const auto& x) { return batch_norm(x[0], x[1], x[2], Real(1e-3)); }});
  }
  for (const auto& [a, b, axis] :
       std::vector<std::tuple<Shape, Shape, int>>{{{2, 3}, {2, 3}, 1},
                                                  {{2, 3}, {2, 3}, 0},
                                                  {{2, 3}, {3}, -1},
                                                  {{4}, {4}, 0},
                                                  {{2, 1, 3}, {4, 3}, 2}})
    samples.push_back(
        {"cosine_similarity " + text(a) + text(b),
         {numbers(a, 4), numbers(b, 5)},
         [axis = axis](auto&, const auto& x) { return cosine_similarity(x[0], x[1], axis); }});
  check(samples);
}

TEST_CASE("cosine similarity beside a zero vector is 0, and its slopes are finite") {
  TensorTape tape;
  const Tensor a = tape.input("a", Array::matrix({{0, 0}, {3, 4}}));
  const Tensor b = tape.input("b", Array::matrix({{1, 0}, {4, 3}}));
  const Tensor y = cosine_similarity(a, b);
  CHECK(y.value()[0] == 0);
  CHECK(double(y.value()[1]) == Approx(0.96));
  const TensorGradients g = backward(y, Array::vector({1, 1}));
  CHECK(double(g[a][0]) == Approx(1e8));  // (b / |b|) / eps
  CHECK(g[b][0] == 0);
}

TEST_CASE("normalisation says which sizes it needs") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3, 4}));
  const Array three = Array::zeros({3}), four = Array::zeros({4});
  CHECK(message<ShapeError>([&] { layer_norm(x, three, four); }) ==
        "layer_norm: shape [2, 3, 4] needs gamma of shape [4], one for each place of the last "
        "axis, and it is [3].\n     Reshape it, or give as many numbers.");
  CHECK(message<ShapeError>([&] { batch_norm(x, three, four); }) ==
        "batch_norm: shape [2, 3, 4] needs beta of shape [3], one for each channel of axis 1, and "
        "it is [4].\n     Reshape it, or give as many numbers.");
}
