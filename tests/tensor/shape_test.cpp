#include "tensor/shape.hpp"

#include "support.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("shapes print as people and as Python write them") {
  CHECK(text(Shape{2, 3}) == "[2, 3]");
  CHECK(text(Shape{}) == "[]");
  CHECK(text_tuple(Shape{2, 3}) == "(2, 3)");
  CHECK(text_tuple(Shape{3}) == "(3,)");
  CHECK(text_tuple(Shape{}) == "()");
}

TEST_CASE("shapes broadcast as in NumPy") {
  CHECK(broadcast("test", {2, 3}, {3}) == Shape{2, 3});
  CHECK(broadcast("test", {2, 1}, {3}) == Shape{2, 3});
  CHECK(broadcast("test", {}, {2, 3}) == Shape{2, 3});
  CHECK(broadcast("test", {4, 1, 3}, {2, 1}) == Shape{4, 2, 3});
  CHECK(broadcast("test", {0}, {1}) == Shape{0});
}

TEST_CASE("shapes that do not broadcast are told why, and what to do") {
  CHECK(message<ShapeError>([] {
          broadcast("add", {2, 3}, {2});
        }) ==
        "add: shapes [2, 3] and [2] do not broadcast: the last axes are 3 and 2, and neither is 1."
        "\n     To use one number per row, reshape the second to [2, 1].");
  CHECK(message<ShapeError>([] {
          broadcast("mul", {2}, {2, 3, 4});
        }) ==
        "mul: shapes [2] and [2, 3, 4] do not broadcast: the last axes are 2 and 4, and neither is "
        "1.\n     To use one number per leading index, reshape the first to [2, 1, 1].");
  CHECK(message<ShapeError>([] {
          broadcast("mul", {2, 3}, {3, 2});
        }) ==
        "mul: shapes [2, 3] and [3, 2] do not broadcast: the last axes are 3 and 2, and neither is "
        "1.\n     One is as large as the other transposed: use transpose on one of them.");
  CHECK(message<ShapeError>([] {
          broadcast("sub", {4, 3}, {2, 3});
        }) ==
        "sub: shapes [4, 3] and [2, 3] do not broadcast: axes -2 are 4 and 2, and neither is 1.\n"
        "     Give both the same size there, or size 1, which is then repeated.");
  CHECK(message<ShapeError>([] {
          Shape({1, 2, 3, 4, 5});
        }) ==
        "Shape: [1, 2, 3, 4, 5] has 5 axes, and at most 4 are possible.\n"
        "     Join some of them by reshape.");
}

// 2^16 four times is 2^64, which a 64-bit count takes for 0: an array without memory.
TEST_CASE("a shape of more numbers than can be counted has no size") {
  const std::size_t large = std::size_t(1) << 16;
  CHECK(message<ShapeError>([&] {
          Array::zeros({large, large, large, large});
        }) ==
        "Shape: [65536, 65536, 65536, 65536] has more numbers than any memory holds.\n"
        "     Choose smaller sizes.");
  CHECK(message<ShapeError>([&] {
          Array({0}, std::initializer_list<Real>{}).reshaped({large, large, large, large});
        }) != "");
  const std::size_t half = std::size_t(1)
                           << 31;  // so many numbers could be counted, not their bytes
  CHECK(message<ShapeError>([&] { Array::unwritten({half, half}); }) != "");
  CHECK(Shape({0, half, half}).size() == 0);
}

TEST_CASE("axes count from the front or from the end") {
  CHECK(axis_index("test", 0, {2, 3}) == 0);
  CHECK(axis_index("test", -1, {2, 3}) == 1);
  CHECK(message<ShapeError>([] { axis_index("sum", 0, {}); }) ==
        "sum: axis 0 does not exist: one number, shape [], has no axes.\n     Leave the axis out.");
  CHECK(Axes({0, -1}).text() == "(0, -1)");
  CHECK(Axes().text() == "None");
}

TEST_CASE("an array is a value: a copy does not change with the original") {
  Array a = Array::vector({1, 2, 3});
  const Array b = a, c = a.reshaped({3, 1});
  CHECK(a.data() == b.data());  // shared so far
  a.set(0, 9);
  CHECK(a == Array::vector({9, 2, 3}));
  CHECK(b == Array::vector({1, 2, 3}));
  CHECK(c == Array({3, 1}, {1, 2, 3}));
  CHECK(text(c) == "[3, 1]  1 / 2 / 3");
  CHECK(message<ShapeError>([] {
          Array({2, 2}, {1, 2, 3});
        }) ==
        "Array: shape [2, 2] needs 4 numbers, and 3 are given.\n"
        "     Give one number for each place, row after row.");
}
