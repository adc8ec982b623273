#include "tensor/selecting.hpp"

#include <limits>

#include "support.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("slices, rows and picks are right, also in their slopes and words") {
  std::vector<Sample> samples;
  const auto add = [&](const std::string& name, const Shape& shape,
                       std::function<Tensor(Tensor)> f) {
    samples.push_back({name, {numbers(shape, 5)}, [f](auto&, const auto& x) { return f(x[0]); }});
  };
  using S = Slice;
  add("x[1:3]", {5}, [](Tensor x) { return slice(x, {S::range(1, 3)}); });
  add("x[:, 0:4:2]", {3, 4}, [](Tensor x) { return slice(x, {S::all(), S::range(0, 4, 2)}); });
  add("x[-1]", {3, 4}, [](Tensor x) { return slice(x, {S::at(-1)}); });
  add("x[::-1, -3:]", {3, 4}, [](Tensor x) {
    return slice(x, {S::range({}, {}, -1), S::range(-3, {})});
  });
  add("x[4:0:-2]", {5, 2}, [](Tensor x) { return slice(x, {S::range(4, 0, -2)}); });
  add("x[-2::-1]", {5}, [](Tensor x) { return slice(x, {S::range(-2, {}, -1)}); });
  add("x[1, :, 0]", {2, 3, 4}, [](Tensor x) { return slice(x, {S::at(1), S::all(), S::at(0)}); });
  add("x[-9:9]", {4}, [](Tensor x) { return slice(x, {S::range(-9, 9)}); });
  add("x[0, 1, 2, 1]", {2, 2, 3, 2}, [](Tensor x) {
    return slice(x, {S::at(0), S::at(1), S::at(2), S::at(1)});
  });
  add("x[[2, 0, 2]]", {4, 3}, [](Tensor x) { return gather(x, Array::vector({2, 0, 2})); });
  add("x[[-1, 1]]", {4}, [](Tensor x) { return gather(x, Array::vector({-1, 1})); });
  add("x[[[1, 1], [0, 2]]]", {3, 2, 2}, [](Tensor x) {
    return gather(x, Array::matrix({{1, 1}, {0, 2}}));
  });
  add("x[3]", {4, 3}, [](Tensor x) { return gather(x, 3); });
  add("take axis 1", {2, 4}, [](Tensor x) {
    return take_along_axis(x, Array::matrix({{0, 3, 3}, {2, 1, 2}}), 1);
  });
  add("take axis 0", {3, 2}, [](Tensor x) {
    return take_along_axis(x, Array::matrix({{2, 0}}), 0);
  });
  add("take axis -1 of three", {2, 1, 3}, [](Tensor x) {
    return take_along_axis(x, Array({2, 1, 2}, {0, -1, 1, 1}), -1);
  });
  const Array mask = Array::matrix({{1, 0, 1}, {0, 0, 1}});
  add("masked_fill", {2, 3}, [=](Tensor x) { return masked_fill(x, mask, -7); });
  add("masked_fill by row", {2, 3}, [=](Tensor x) {
    return masked_fill(x, Array::vector({0, 1, 0}), Real(0.5));
  });
  add("clip", {3, 4}, [](Tensor x) { return clip(x, -1, Real(0.5)); });
  add("dropout", {2, 3}, [=](Tensor x) { return dropout(x, mask, Real(0.25)); });
  for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{
           {{2, 3}, {2, 3}}, {{3}, {2, 1}}, {{}, {2, 3}}, {{4, 2, 3}, {1}}})
    samples.push_back({"where " + text(a) + text(b),
                       {numbers(a, 1), numbers(b, 2)},
                       [=](auto&, const auto& x) { return where(mask, x[0], x[1]); }});
  check(samples);
}

TEST_CASE("repeated rows add up") {
  TensorTape tape;
  const Tensor table = tape.parameter("table", Array::matrix({{1, 2}, {3, 4}, {5, 6}}));
  const Tensor y = gather(table, Array::vector({2, 0, 2}));
  CHECK(y.value() == Array::matrix({{5, 6}, {1, 2}, {5, 6}}));
  const TensorGradients g = backward(y, Array::matrix({{1, 2}, {3, 4}, {10, 20}}));
  CHECK(g[table] == Array::matrix({{3, 4}, {0, 0}, {11, 22}}));
}

TEST_CASE("clip passes the gradient at its bounds, as PyTorch does") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({-2, -1, 0, 1, 2}));
  const TensorGradients g = backward(clip(x, -1, 1), Array::filled({5}, 3));
  CHECK(g[x] == Array::vector({0, 3, 3, 3, 0}));
}

TEST_CASE("masked scores of -inf leave no trace in a gradient") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({1, 2}));
  const Tensor y = masked_fill(x, Array::vector({1, 0}), -std::numeric_limits<Real>::infinity());
  CHECK(backward(y, Array::vector({5, 6}))[x] == Array::vector({0, 6}));
}

TEST_CASE("an empty slice is an array without numbers") {
  TensorTape tape;
  const Tensor x = tape.input("x", numbers({3, 2}, 1));
  const Tensor y = slice(x, {Slice::range(2, 1)});
  CHECK(text(y.shape()) == "[0, 2]");
  CHECK(backward(y, Array::zeros({0, 2}))[x] == Array::zeros({3, 2}));
}

TEST_CASE("slices may start, stop and step as far out as an int reaches") {
  constexpr int far = std::numeric_limits<int>::max(), below = std::numeric_limits<int>::min();
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({1, 2, 3}));
  CHECK(slice(x, {Slice::range({}, {}, far)}).value() == Array::vector({1}));
  CHECK(slice(x, {Slice::range({}, {}, below)}).value() == Array::vector({3}));
  CHECK(slice(x, {Slice::range(below, far)}).value() == x.value());
}

TEST_CASE("selecting says what does not exist") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3}));
  CHECK(message<ShapeError>([&] {
          slice(x, {Slice::all(), Slice::at(3)});
        }) ==
        "slice: place 3 does not exist along axis 1, which has size 3.\n"
        "     Choose from -3 to 2.");
  CHECK(message<ShapeError>([&] {
          slice(x, {Slice::all(), Slice::all(), Slice::at(0)});
        }) == "slice: [:, :, 0] names 3 axes, and shape [2, 3] has 2.\n     Leave some out.");
  CHECK(message<UsageError>([&] {
          gather(x, Array::vector({0, 2}));
        }) == "gather: index 2 is not a whole number from -2 to 1");
  CHECK(message<UsageError>([&] { gather(x, Array::vector({Real(0.5)})); }) ==
        "gather: index 0.5 is not a whole number from -2 to 1");
  CHECK(message<ShapeError>([&] {
          take_along_axis(x, Array::vector({0, 1}), 1);
        }) ==
        "take_along_axis: shape [2, 3] and indices of shape [2] must agree in all axes but axis 1."
        "\n     Reshape the indices.");
  CHECK(message<ShapeError>([&] {
          masked_fill(x, Array::zeros({4, 2, 3}), 0);
        }) ==
        "masked_fill: a mask of shape [4, 2, 3] is larger than the array, [2, 3].\n"
        "     Repeat the array first, with broadcast_to.");
}
