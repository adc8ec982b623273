#include "tensor/reductions.hpp"

#include <limits>

#include "support.hpp"
#include "tensor/losses.hpp"
#include "tensor/softmax.hpp"

using namespace downhill;
using namespace downhill::testing;

namespace {

using Reduce = std::function<Tensor(Tensor, Axes, bool)>;

const std::vector<std::pair<std::string, Reduce>> reductions = {
    {"sum", [](Tensor x, Axes a, bool k) { return sum(x, a, k); }},
    {"mean", [](Tensor x, Axes a, bool k) { return mean(x, a, k); }},
    {"prod", [](Tensor x, Axes a, bool k) { return prod(x, a, k); }},
    {"max", [](Tensor x, Axes a, bool k) { return max(x, a, k); }},
    {"min", [](Tensor x, Axes a, bool k) { return min(x, a, k); }},
    {"var", [](Tensor x, Axes a, bool k) { return var(x, a, 0, k); }},
    {"var ddof 1", [](Tensor x, Axes a, bool k) { return var(x, a, 1, k); }},
    {"std", [](Tensor x, Axes a, bool k) { return stddev(x, a, 0, k); }},
    {"std ddof 1", [](Tensor x, Axes a, bool k) { return stddev(x, a, 1, k); }},
    {"norm 1", [](Tensor x, Axes a, bool k) { return norm(x, 1, a, k); }},
    {"norm 2", [](Tensor x, Axes a, bool k) { return norm(x, 2, a, k); }},
    {"logsumexp", [](Tensor x, Axes a, bool k) { return logsumexp(x, a, k); }},
};

constexpr Real inf = std::numeric_limits<Real>::infinity();

}  // namespace

TEST_CASE("reductions along any axes have the right numbers, slopes and words") {
  const std::vector<std::pair<Shape, Axes>> places = {
      {{5}, {}},           {{2, 3}, {}},        {{2, 3}, 0},
      {{2, 3}, 1},         {{2, 3, 4}, 1},      {{2, 3, 4}, -1},
      {{2, 3, 4}, {0, 2}}, {{2, 3, 4}, {0, 1}}, {{2, 3, 2, 2}, {1, 3}},
      {{3, 1, 2}, {0, 1}}};
  std::vector<Sample> samples;
  unsigned seed = 0;
  for (const auto& [name, reduce] : reductions)
    for (const auto& [shape, axes] : places)
      for (const bool keep : {false, true})
        samples.push_back({name + " " + text(shape) + " axis " + axes.text(),
                           {numbers(shape, ++seed)},
                           [reduce = reduce, axes = axes, keep](auto&, const auto& x) {
                             return reduce(x[0], axes, keep);
                           }});
  check(samples);
}

TEST_CASE("cumsum, softmax and log_softmax work along any axis") {
  std::vector<Sample> samples;
  for (const auto& [shape, axis] :
       std::vector<std::pair<Shape, int>>{{{4}, 0}, {{2, 3}, 0}, {{2, 3}, -1}, {{2, 3, 4}, 1}}) {
    const auto add = [&, shape = shape](const std::string& name, std::function<Tensor(Tensor)> f) {
      samples.push_back(
          {name + text(shape), {numbers(shape, 7)}, [f](auto&, const auto& x) { return f(x[0]); }});
    };
    add("cumsum", [axis = axis](Tensor x) { return cumsum(x, axis); });
    add("softmax", [axis = axis](Tensor x) { return softmax(x, axis); });
    add("log_softmax", [axis = axis](Tensor x) { return log_softmax(x, axis); });
  }
  check(samples);
}

TEST_CASE("ties of max and min share the gradient evenly") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{1, 3, 3}, {2, 2, 2}}));
  const TensorGradients g = backward(max(x, 1), Array::vector({1, 6}));
  CHECK(g[x] == Array::matrix({{0, Real(0.5), Real(0.5)}, {2, 2, 2}}));
  const TensorGradients h = backward(min(x));
  CHECK(h[x] == Array::matrix({{1, 0, 0}, {0, 0, 0}}));
}

TEST_CASE("a product's gradient is right at zeros, and where the product is too large") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{2, 0, 3}, {0, 5, 0}, {2, 4, 3}}));
  const TensorGradients rows = backward(prod(x, 1), Array::vector({1, 1, 10}));
  CHECK(rows[x] == Array::matrix({{0, 6, 0}, {0, 0, 0}, {120, 60, 80}}));
  const Real large = std::sqrt(std::numeric_limits<Real>::max()) * 16;
  const Tensor z = tape.input("z", Array::vector({large, large}));
  const Tensor y = prod(z);
  CHECK(y.value().number() == inf);
  const TensorGradients g = backward(y);
  CHECK(g[z] == Array::vector({large, large}));
  CHECK(prod(tape.input("none", Array::zeros({2, 0})), 1).value() == Array::vector({1, 1}));
}

TEST_CASE("a standard deviation is flat where all numbers are equal") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{3, 3}, {1, 5}}));
  const Tensor y = stddev(x, 1);
  CHECK(y.value() == Array::vector({0, 2}));
  const TensorGradients g = backward(y, Array::vector({1, 1}));
  CHECK(g[x] == Array::matrix({{0, 0}, {Real(-0.5), Real(0.5)}}));
}

TEST_CASE("a norm is flat at a zero vector, and a sum of sizes at zero") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::matrix({{0, 0}, {3, -4}}));
  const TensorGradients two = backward(norm(x, 2, 1), Array::vector({1, 1}));
  CHECK(two[x] == Array::matrix({{0, 0}, {Real(3) / 5, Real(-4) / 5}}));
  const TensorGradients one = backward(norm(x, 1));
  CHECK(one[x] == Array::matrix({{0, 0}, {1, -1}}));
}

TEST_CASE("the softmax family is right at logits of ±1000") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::matrix({{1000, 0, -1000}, {-1000, -1000, -1000}}));
  const Tensor p = softmax(z), l = log_softmax(z), s = logsumexp(z, 1);
  const Real third = Real(1) / 3;
  CHECK(p.value() == Array::matrix({{1, 0, 0}, {third, third, third}}));
  CHECK(l.value()[0] == 0);
  CHECK(l.value()[2] == -2000);
  CHECK(l.value()[4] == -std::log(Real(3)));
  CHECK(s.value()[0] == 1000);
  CHECK(s.value()[1] == std::log(Real(3)) - 1000);
  const TensorGradients g = backward(s, Array::vector({1, 1}));
  CHECK(g[z][0] == 1);
  CHECK(g[z][1] == 0);
  CHECK(g[z][3] == third);
  const TensorGradients h = backward(l, Array::filled({2, 3}, 1));
  for (const Real d : h[z].values()) CHECK(std::isfinite(d));
}

// The true numbers with 60 digits (mpmath 1.2), rounded to double. log(1 + e^-20) computed as it is
// written has eight right digits, and log(1 + e^-40) none. PyTorch 1.13 has -2.0611536e-09 and 0.
TEST_CASE("a small rest beside the largest logit keeps its digits") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::matrix({{20, 0, -inf}, {-40, 0, -40}, {0, 0, -40}}));
  const Real unit = 4 * std::numeric_limits<Real>::epsilon();
  const Tensor l = log_softmax(z), s = logsumexp(z, 1);
  CHECK(double(l.value()[0]) == Approx(-2.061153620314381e-09).epsilon(unit).margin(0));
  CHECK(double(l.value()[1]) == Approx(-20.000000002061153).epsilon(unit));
  CHECK(l.value()[2] == -inf);
  CHECK(double(l.value()[4]) == Approx(-8.496708510583178e-18).epsilon(unit).margin(0));
  CHECK(double(s.value()[0]) == Approx(20.000000002061153).epsilon(unit));
  CHECK(double(s.value()[1]) == Approx(8.496708510583178e-18).epsilon(unit).margin(0));
  CHECK(s.value()[2] == std::log(Real(2)));  // of two that are largest, only one is taken out
  const Tensor right = cross_entropy(z, Array::vector({0, 1, 0}), Reduction::none);
  CHECK(right.value()[0] == -l.value()[0]);
  CHECK(right.value()[1] == -l.value()[4]);
}

// y is near 1e6 and rounded there, so that e^(a - y) would be right to ten digits only.
TEST_CASE("the gradient of logsumexp is the softmax at any size of logits") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::matrix({{1e6, 1e6 - 1, 1e6 - 3}, {1, 0, -2}}));
  const TensorGradients g = backward(logsumexp(z, 1), Array::vector({1, 1}));
  for (std::size_t k = 0; k < 3; ++k) CHECK(g[z][k] == g[z][3 + k]);
  CHECK(g[z] == softmax(z).value());
}

TEST_CASE("logsumexp of nothing but -inf is -inf, and inf stays inf") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::matrix({{-inf, -inf}, {inf, 1}, {-inf, 2}}));
  CHECK(logsumexp(z, 1).value() == Array::vector({-inf, inf, 2}));
}

TEST_CASE("reductions say what does not fit") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3}));
  CHECK(message<ShapeError>([&] { sum(x, 2); }) ==
        "sum: axis 2 does not exist in shape [2, 3]: it has 2 axes.\n"
        "     Choose from 0 to 1, or from -2 to -1 counted from the end.");
  CHECK(message<ShapeError>([&] {
          mean(x, {1, -1});
        }) == "mean: axis 1 of shape [2, 3] is named twice in (1, -1).\n     Name each axis once.");
  CHECK(message<ShapeError>([&] { var(x, 0, 2); }) ==
        "var: along axis 0, shape [2, 3] has 2 numbers, and ddof=2 leaves nothing to divide by.\n"
        "     Use a smaller ddof, or more numbers.");
  CHECK(message<ShapeError>([&] { stddev(x, 0, 2); }) ==
        "std: along axis 0, shape [2, 3] has 2 numbers, and ddof=2 leaves nothing to divide by.\n"
        "     Use a smaller ddof, or more numbers.");
  CHECK(message<UsageError>([&] { norm(x, 3); }) ==
        "norm: ord is 3; it can be 1 (sum of sizes) or 2 (length)");
  CHECK(tape.size() == 1);  // none of them left a node
}
