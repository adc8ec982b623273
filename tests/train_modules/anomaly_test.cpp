#include "train/anomaly.hpp"

#include <limits>

#include "tensor/matmul.hpp"
#include "tensor/reductions.hpp"
#include "tensor/selecting.hpp"
#include "tensor/softmax.hpp"
#include "tensor/support.hpp"

using namespace downhill;
using namespace Catch::Matchers;

namespace {

constexpr Real infinity = std::numeric_limits<Real>::infinity();

}  // namespace

TEST_CASE("the first operation that made inf is named, not those that passed it on") {
  TensorTape tape;
  const Tensor w = tape.parameter("w", Array::matrix({{0.5, 0.25}, {0, 1}}));
  tape.begin_block("layer 1");
  const Tensor p = name("p", w * 2);
  const unsigned line = __LINE__ + 1;
  const Tensor q = name("q", log(p));
  tape.end_block();
  sum(q * q - q);  // inf, and nan from inf - inf
  const auto found = forward_anomaly(tape);
  REQUIRE(found);
  CHECK(found->found == "-inf");
  CHECK(found->operation == "log");
  CHECK(found->statement == "q = log(p)");
  CHECK(found->inputs == std::vector<std::string>{"p = [2, 2]  1 0.5 / 0 2"});
  CHECK(found->line == line);
  CHECK(found->block == "layer 1");
  CHECK_FALSE(found->backward);
  CHECK_THAT(text(*found), StartsWith("log gave -inf\n     q = log(p)") &&
                               ContainsSubstring("anomaly_test.cpp:") &&
                               EndsWith("in layer 1\n     p = [2, 2]  1 0.5 / 0 2"));
}

TEST_CASE("a leaf that holds nan is named as what it is") {
  TensorTape tape;
  tape.parameter("w", Array::vector({1, 2}));
  const Tensor x = tape.data("x", Array::vector({1, std::numeric_limits<Real>::quiet_NaN()}));
  sum(x * x);
  const auto found = forward_anomaly(tape);
  REQUIRE(found);
  CHECK(found->operation == "data");
  CHECK_THAT(text(*found), StartsWith("the data holds nan\n     x = [2]  1 nan"));
}

TEST_CASE("an inf that a mask asks for is no anomaly, and what it breaks is one") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{1, 2}, {3, 4}}));
  const Tensor one = masked_fill(x, Array::matrix({{0, 1}, {0, 0}}), -infinity);
  softmax(one);
  CHECK_FALSE(forward_anomaly(tape));
  softmax(masked_fill(x, Array::matrix({{0, 0}, {1, 1}}), -infinity));  // nothing left to choose
  const auto found = forward_anomaly(tape);
  REQUIRE(found);
  CHECK(found->operation == "softmax");
  CHECK(found->found == "nan");
}

TEST_CASE("on the way back the operation with the infinite slope is named") {
  TensorTape tape;
  const Tensor w = tape.parameter("w", Array::vector({4, 0}));
  const unsigned line = __LINE__ + 1;
  const Tensor r = name("r", sqrt(w));
  const Tensor loss = name("loss", sum(r));
  CHECK_FALSE(forward_anomaly(tape));
  const auto found = backward_anomaly(loss);
  REQUIRE(found);
  CHECK(found->backward);
  CHECK(found->operation == "sqrt");
  CHECK(found->found == "inf");
  CHECK(found->line == line);
  CHECK_THAT(found->statement, StartsWith("dw = "));
  CHECK_THAT(text(*found), StartsWith("sqrt gave inf on the way back\n     dw = ") &&
                               ContainsSubstring("w = [2]  4 0") &&
                               ContainsSubstring("dr = [2]  1 1"));
}

TEST_CASE("large inputs are shown by their range and what is not finite") {
  TensorTape tape;
  Array large = Array::filled({4, 8}, 2);
  large.set(3, -1);
  const Tensor x = tape.input("x", large);
  name("y", log(x));
  const auto found = forward_anomaly(tape);
  REQUIRE(found);
  CHECK(found->found == "nan");
  CHECK(found->inputs == std::vector<std::string>{"x = [4, 8]  -1 to 2"});
}

TEST_CASE("a healthy run has no anomaly, forward or backward") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{1, 2}, {3, 4}}));
  const Tensor loss = sum(exp(matmul(x, Array::matrix({{0.1}, {0.2}}))));
  CHECK_FALSE(forward_anomaly(tape));
  CHECK_FALSE(backward_anomaly(loss));
}

TEST_CASE("an update that overflows is named with its gradient") {
  CHECK_FALSE(update_anomaly("w", Array::vector({1, 2}), Array::vector({3, 4})));
  const auto found = update_anomaly("w", Array::vector({1, infinity}), Array::vector({3, 4}));
  REQUIRE(found);
  CHECK(text(*found) == "the update of w gave inf\n     w = [2]  1 inf\n     dw = [2]  3 4");
}
