#include "trace/value.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace downhill;

namespace {

constexpr Real inf = std::numeric_limits<Real>::infinity();
constexpr Real not_a_number = std::numeric_limits<Real>::quiet_NaN();

Value counted(std::vector<std::size_t> shape) {
  std::size_t size = 1;
  for (const std::size_t length : shape) size *= length;
  std::vector<Real> data;
  for (std::size_t i = 0; i < size; ++i) data.push_back(Real(i) / 8 - 1);
  return {std::move(shape), std::move(data)};
}

}  // namespace

TEST_CASE("an annotation is short, and the same in every spelling of zero") {
  CHECK(annotation(20) == "20");
  CHECK(annotation(Real(1) / 3).starts_with("0.333333"));
  CHECK(annotation(Real(-0.0)) == "0");
  CHECK(annotation(-inf) == "-inf");
  CHECK(annotation(not_a_number) == "nan");
  CHECK(annotation(counted({2, 3})) == "[2, 3]  -1 -0.875 -0.75 / -0.625 -0.5 -0.375");
  CHECK(annotation(counted({2, 2, 2})) ==
        "[2, 2, 2]  -1 -0.875 / -0.75 -0.625 // -0.5 -0.375 / "
        "-0.25 -0.125");
  CHECK(annotation(counted({2, 1, 2, 1})).find("///") != std::string::npos);
}

TEST_CASE("what annotation() writes, read_annotation() reads") {
  const std::vector<std::vector<std::size_t>> shapes = {{},     {1},       {3},          {0},
                                                        {2, 3}, {2, 3, 2}, {2, 1, 3, 2}, {2, 0}};
  for (const auto& shape : shapes) {
    const Value value = counted(shape);
    const std::string text = annotation(value) + "  adds 5; dy/dx is c";
    INFO(text);
    std::string_view rest;
    const auto read = read_annotation(text, &rest);
    REQUIRE(read);
    CHECK(*read == value);
    CHECK(rest.find_first_not_of(' ') == rest.find("adds"));
  }
  CHECK(read_annotation("inf")->number() == inf);
  CHECK(std::isnan(read_annotation("[2]  nan 1")->data[0]));
}

TEST_CASE("a large array is summarised, and reads as its shape") {
  const std::string text = annotation(counted({10, 10}));
  CHECK(text.starts_with("[10, 10]  mean 5.1875 std "));
  CHECK(text.find(" min -1 max 11.375 norm ") != std::string::npos);
  const auto read = read_annotation(text);
  REQUIRE(read);
  CHECK(read->shape == std::vector<std::size_t>{10, 10});
  CHECK(read->data.empty());
}

TEST_CASE("a Python literal reads back to the last bit") {
  for (const Value& value : {Value(Real(0.1)), Value(inf), Value(-inf), Value(Real(1e-300 * 1e300)),
                             Value(-7), counted({3}), counted({2, 3}), counted({2, 3, 2, 1})}) {
    INFO(python_literal(value));
    const auto read = read_python_value(python_literal(value));
    REQUIRE(read);
    CHECK(*read == value);
  }
}

// 1 / a is -inf at -0.0 and inf at 0, so a program must start from the one that was recorded.
TEST_CASE("a literal keeps the sign of zero, but for indices") {
  const Value value({2}, {Real(-0.0), 1});
  CHECK(python_literal(Real(-0.0)) == "-0.0");
  CHECK(python_literal(value) == "array([-0.0, 1])");
  CHECK(python_literal(value, Elements::whole) == "array([0, 1])");
  CHECK(std::signbit(read_python_value("-0.0")->number()));
}

TEST_CASE("digits beyond the range of a Real are 0 or infinity, whichever is nearer") {
  const std::string zeros(400, '0');
  for (const std::string& tiny : {std::string("1e-999"), "0." + zeros + "1", "." + zeros + "1e5",
                                  std::string("1e-99999999999999999999")}) {
    INFO(tiny);
    CHECK(beyond_range(tiny) == 0);
    CHECK(read_python_value(tiny)->number() == 0);
  }
  for (const std::string& huge :
       {std::string("1e999"), "1" + zeros, "1" + zeros + ".5", "1" + zeros + "e-1",
        "0." + zeros + "1e900", std::string("1e99999999999999999999")}) {
    INFO(huge);
    CHECK(beyond_range(huge) == inf);
    CHECK(read_python_value("-" + huge)->number() == -inf);
  }
}

TEST_CASE("read_python_value reads what Python prints") {
  CHECK(read_python_value(" -3.5e-2 ")->number() == Real(-0.035));
  CHECK(read_python_value("float64(2)")->number() == 2);
  CHECK(read_python_value("+4")->number() == 4);
  CHECK(*read_python_value("[[1, 2], [3, 4,],]") == Value({2, 2}, {1, 2, 3, 4}));
  CHECK(*read_python_value("array([1., 2.])") == Value({2}, {1, 2}));
  CHECK(std::isnan(read_python_value("nan")->number()));
}

TEST_CASE("read_python_value takes nothing else") {
  for (const char* text : {"",          "x",
                           "1 2",       "1,",
                           "--1",       "+-1",
                           "[1, [2]]",  "[[1], [2, 3]]",
                           "[1 2]",     "[1, 2",
                           "1]",        "array([1]",
                           "float64()", "1e",
                           "1x",        "0x10",
                           "[1,,2]",    "[[[[[[[[[[1]]]]]]]]]]",
                           "infinity_", "nano"}) {
    INFO(text);
    CHECK_FALSE(read_python_value(text));
  }
}
