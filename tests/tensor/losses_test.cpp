#include "tensor/losses.hpp"

#include "support.hpp"
#include "tensor/softmax.hpp"

using namespace downhill;
using namespace downhill::testing;

namespace {

using Lose = std::function<Tensor(Tensor, Operand, Reduction)>;
constexpr Reduction all_reductions[] = {Reduction::mean, Reduction::sum, Reduction::none};

Sample sample(const std::string& name, const Array& p, const Array& t, Lose lose, Reduction r) {
  return {name + " " + std::to_string(int(r)), {p, t}, [=](auto&, const auto& x) {
            return lose(x[0], x[1], r);
          }};
}

// Targets are read, not differentiated: a constant beside the prediction.
Sample fixed(const std::string& name, const Array& p, const Array& t, Lose lose, Reduction r) {
  return {name + " " + std::to_string(int(r)), {p}, [=](auto&, const auto& x) {
            return lose(x[0], t, r);
          }};
}

}  // namespace

TEST_CASE("losses are right in values, slopes and words, for each reduction") {
  std::vector<Sample> samples;
  for (const Reduction r : all_reductions)
    for (const Shape& shape : {Shape{4}, Shape{2, 3}}) {
      const Array p = numbers(shape, 1), t = numbers(shape, 2);
      const Array q = numbers(shape, 3, Real(0.1), Real(0.9)),
                  u = numbers(shape, 4, Real(0.1), Real(0.9));
      samples.push_back(sample(
          "mse", p, t, [](Tensor a, Operand b, Reduction k) { return mse(a, b, k); }, r));
      samples.push_back(sample(
          "mse to a number", p, 1, [](Tensor a, Operand b, Reduction k) { return mse(a, b, k); },
          r));
      samples.push_back(sample(
          "l1", p, t, [](Tensor a, Operand b, Reduction k) { return l1(a, b, k); }, r));
      samples.push_back(sample(
          "huber", p, t,
          [](Tensor a, Operand b, Reduction k) { return huber(a, b, Real(0.75), k); }, r));
      samples.push_back(sample(
          "bce", q, u, [](Tensor a, Operand b, Reduction k) { return bce(a, b, k); }, r));
      samples.push_back(sample(
          "bce_with_logits", p, u,
          [](Tensor a, Operand b, Reduction k) { return bce_with_logits(a, b, k); }, r));
      samples.push_back(sample(
          "hinge", p, t, [](Tensor a, Operand b, Reduction k) { return hinge(a, b, k); }, r));
      samples.push_back(sample(
          "kl_div", p, u, [](Tensor a, Operand b, Reduction k) { return kl_div(a, b, k); }, r));
    }
  check(samples);
}

TEST_CASE("cross_entropy and nll are right in values, slopes and words, for each target") {
  std::vector<Sample> samples;
  const Array z = numbers({2, 3}, 1), classes = Array::vector({2, 0});
  const Array probabilities = numbers({2, 3}, 2, Real(0.1), 1);  // need not add up to 1
  for (const Reduction r : all_reductions)
    for (const Real smoothing : {Real(0), Real(0.1)}) {
      const Lose f = [=](Tensor a, Operand b, Reduction k) {
        return cross_entropy(a, b, k, smoothing);
      };
      samples.push_back(fixed("classes", z, classes, f, r));
      samples.push_back(sample("probabilities", z, probabilities, f, r));
      samples.push_back(fixed("one class", numbers({4}, 3), 2, f, r));
      samples.push_back(sample("one sample", numbers({4}, 3), numbers({4}, 4, 0, 1), f, r));
    }
  for (const Reduction r : all_reductions) {
    const Lose f = [](Tensor a, Operand b, Reduction k) { return nll(a, b, k); };
    samples.push_back(fixed("nll", z, classes, f, r));
    samples.push_back(fixed("nll of one", numbers({4}, 3), 2, f, r));
  }
  check(samples);
}

TEST_CASE("cross_entropy's slopes have the same bits whether or not its powers were kept") {
  TensorTape tape;
  const Tensor z = tape.input("z", numbers({5, 3}, 1));
  CHECK_THROWS_AS(cross_entropy(z, Array::vector({0, 2, 3, 1, 0})), UsageError);  // no class 3
  const Tensor first = cross_entropy(z, Array::vector({0, 2, 1, 1, 0}));
  const Tensor second = cross_entropy(z * 2, Array::vector({1, 1, 0, 2, 2}));
  for (const Tensor loss : {first, second}) {
    const TensorNode& node = tape.nodes()[loss.index()];
    const auto slope = [&](const Array* kept) {
      return node.operation->contribution(
          0, Inputs(tape.nodes().data(), tape.inputs_of(node), kept), node.value, 1);
    };
    REQUIRE(tape.kept_by(node));
    CHECK(slope(tape.kept_by(node)) == slope(nullptr));
  }
}

// PyTorch's numbers, worked out by hand.
TEST_CASE("losses divide by what PyTorch divides by") {
  TensorTape tape;
  const Tensor p = tape.input("p", Array::matrix({{1, 2, 3}, {4, 5, 6}}));
  CHECK(mse(p, 0).value().number() == Real(91) / 6);  // elements
  CHECK(mse(p, 0, Reduction::sum).value().number() == 91);
  CHECK(l1(p, 0).value().number() == Real(3.5));
  CHECK(huber(p, 0, 2).value().number() == Real(0.5 + 2 + 4 + 6 + 8 + 10) / 6);
  CHECK(nll(p, Array::vector({0, 2})).value().number() == Real(-3.5));  // samples
  const Tensor one = tape.input("one", Array::filled({2, 3}, 1));
  CHECK(kl_div(p, one).value().number() == Real(-10.5));  // samples: "batchmean"
  const Tensor z = tape.input("z", Array::zeros({2, 4}));
  CHECK(double(cross_entropy(z, Array::vector({1, 3})).value().number()) == Approx(std::log(4.0)));
  CHECK(hinge(p, -1).value().number() == Real(4.5));
}

TEST_CASE("label smoothing mixes the target with equal parts") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::matrix({{std::log(Real(2)), 0, 0}}));  // 1/2 1/4 1/4
  const Tensor y = cross_entropy(z, Array::vector({0}), Reduction::mean, Real(0.3));
  // t' = 0.8, 0.1, 0.1: 0.8 log 2 + 0.2 log 4
  CHECK(double(y.value().number()) == Approx(1.2 * std::log(2.0)));
  const TensorGradients g = backward(y);
  CHECK(double(g[z][0]) == Approx(0.5 - 0.8));
  CHECK(double(g[z][1]) == Approx(0.25 - 0.1));
}

TEST_CASE("bce cuts its logarithms off at -100, as PyTorch does") {
  TensorTape tape;
  const Tensor p = tape.input("p", Array::vector({0, 1, 0, 1}));
  const Tensor y = bce(p, Array::vector({1, 0, 0, 1}), Reduction::none);
  CHECK(y.value() == Array::vector({100, 100, 0, 0}));
  const TensorGradients g = backward(y, Array::filled({4}, 1));
  CHECK(double(g[p][0]) == Approx(-1e12));  // (p - t) / max(p (1 - p), 1e-12)
  CHECK(double(g[p][1]) == Approx(1e12));
  CHECK(g[p][2] == 0);
}

TEST_CASE("losses from logits are right at ±1000") {
  TensorTape tape;
  const Tensor z = tape.input("z", Array::vector({1000, -1000, 1000, -1000}));
  const Tensor y = bce_with_logits(z, Array::vector({1, 0, 0, 1}), Reduction::none);
  CHECK(y.value() == Array::vector({0, 0, 1000, 1000}));
  CHECK(backward(y, Array::filled({4}, 1))[z] == Array::vector({0, 0, 1, -1}));
  const Tensor rows = tape.input("rows", Array::matrix({{1000, -1000}, {-1000, 1000}}));
  const Tensor c = cross_entropy(rows, Array::vector({0, 0}), Reduction::none);
  CHECK(c.value() == Array::vector({0, 2000}));
  CHECK(backward(c, Array::vector({1, 1}))[rows] == Array::matrix({{0, 0}, {-1, 1}}));
}

TEST_CASE("kl_div takes 0 log 0 for 0") {
  TensorTape tape;
  const Tensor log_q = tape.input("log_q", Array::vector({-1, -2}));
  const Tensor y = kl_div(log_q, Array::vector({0, 1}), Reduction::sum);
  CHECK(y.value().number() == 2);
}

TEST_CASE("a loss never broadcasts silently, and says how to fix it") {
  TensorTape tape;
  const Tensor p = tape.input("p", Array::zeros({3})), t = tape.input("t", Array::zeros({3, 1}));
  CHECK(message<ShapeError>([&] { mse(p, t); }) ==
        "mse: shapes [3] and [3, 1] differ, and a loss does not broadcast: it would compare "
        "numbers that do not belong together.\n     Reshape the second to [3].");
  CHECK(message<ShapeError>([&] { l1(t, Array::zeros({2})); }) ==
        "l1: shapes [3, 1] and [2] differ, and a loss does not broadcast: it would compare numbers "
        "that do not belong together.\n     Give one target for each prediction.");
  const Tensor z = tape.input("z", Array::zeros({2, 3}));
  CHECK(message<ShapeError>([&] { cross_entropy(z, t); }) ==
        "cross_entropy: the first argument has shape [2, 3] and the target [3, 1]; it can be [2] "
        "(class numbers) or [2, 3] (probabilities).\n"
        "     Reshape the target, or give one for each sample.");
  CHECK(message<UsageError>([&] {
          cross_entropy(z, Array::vector({0, 3}));
        }) ==
        "cross_entropy: target 3 of sample 1 is not a class number: there are 3 classes, 0 to 2");
  CHECK(message<UsageError>([&] { bce(z, Array::zeros({2, 3})); }) == "");
  CHECK(message<UsageError>([&] {
          bce(z - 1, Array::zeros({2, 3}));
        }) ==
        "bce: number 0 of the prediction is -1, which is not a probability.\n"
        "     For logits, use bce_with_logits.");
}
