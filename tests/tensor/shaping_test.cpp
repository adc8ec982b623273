#include "tensor/shaping.hpp"

#include "support.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("shaping operations move numbers there and gradients back") {
  std::vector<Sample> samples;
  const auto add = [&](const std::string& name, const Shape& shape,
                       std::function<Tensor(Tensor)> f) {
    samples.push_back({name, {numbers(shape, 5)}, [f](auto&, const auto& x) { return f(x[0]); }});
  };
  add("reshape", {2, 6}, [](Tensor x) { return reshape(x, {3, 4}); });
  add("reshape -1", {2, 3, 2}, [](Tensor x) { return reshape(x, {-1, 2}); });
  add("reshape to one number", {1, 1}, [](Tensor x) { return reshape(x, {}); });
  add("transpose", {2, 3}, [](Tensor x) { return transpose(x); });
  add("transpose 3", {2, 3, 4}, [](Tensor x) { return transpose(x); });
  add("transpose order", {2, 3, 4}, [](Tensor x) { return transpose(x, {2, 0, 1}); });
  add("transpose negative", {2, 3, 4, 2}, [](Tensor x) { return transpose(x, {0, -1, 1, 2}); });
  add("broadcast_to", {3, 1}, [](Tensor x) { return broadcast_to(x, {2, 3, 4}); });
  add("squeeze", {1, 3, 1}, [](Tensor x) { return squeeze(x); });
  add("squeeze axis", {1, 3, 1}, [](Tensor x) { return squeeze(x, -1); });
  add("squeeze axes", {1, 3, 1, 2}, [](Tensor x) { return squeeze(x, {0, 2}); });
  add("unsqueeze", {2, 3}, [](Tensor x) { return unsqueeze(x, 1); });
  add("unsqueeze last", {2, 3}, [](Tensor x) { return unsqueeze(x, -1); });
  add("x joined to itself", {2, 3}, [](Tensor x) { return concatenate({x, x}); });
  for (const int axis : {0, 1, -1}) {
    const auto name = std::to_string(axis);
    Shape second{2, 3, 4};
    second[axis_index("test", axis, second)] = 2;
    samples.push_back({"concatenate " + name,
                       {numbers({2, 3, 4}, 1), numbers(second, 2)},
                       [axis](auto&, const auto& x) {
                         return concatenate({x[0], x[1]}, axis);
                       }});
    samples.push_back({"stack " + name,
                       {numbers({2, 3}, 1), numbers({2, 3}, 2), numbers({2, 3}, 3)},
                       [axis](auto&, const auto& x) { return stack(x, axis); }});
  }
  check(samples);
}

TEST_CASE("shaping says what does not fit") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3}));
  CHECK(message<ShapeError>([&] {
          reshape(x, {4, 2});
        }) ==
        "reshape: shape [2, 3] has 6 numbers and cannot become [4, 2], which has 8.\n"
        "     Choose sizes whose product is 6.");
  CHECK(message<ShapeError>([&] {
          reshape(x, {-1, 4});
        }) ==
        "reshape: shape [2, 3] to (-1, 4): 6 numbers cannot be divided by 4.\n"
        "     Choose sizes whose product is 6.");
  CHECK(message<ShapeError>([&] { squeeze(x, 0); }) ==
        "squeeze: axis 0 of shape [2, 3] has size 2, and only size 1 can be dropped.\n"
        "     To pick one of its places, use slice; to join axes, reshape.");
  CHECK(message<ShapeError>([&] {
          broadcast_to(x, {3, 3});
        }) ==
        "broadcast_to: shapes [2, 3] and [3, 3] do not broadcast: axes -2 are 2 and 3, and neither "
        "is 1.\n     Give both the same size there, or size 1, which is then repeated.");
  const Tensor y = tape.input("y", Array::zeros({3, 2}));
  CHECK(message<ShapeError>([&] {
          concatenate({x, y});
        }) ==
        "concatenate: shapes [2, 3] and [3, 2] do not join along axis 0: all other axes must be "
        "the same.\n     Bring them to one shape by reshape or slice, or choose another axis.");
  CHECK(message<ShapeError>([&] {
          transpose(x, {0, 0});
        }) ==
        "transpose: axis 0 of shape [2, 3] is named twice in (0, 0).\n     Name each axis once.");
}
