#include <cmath>

#include "check/replay_tensor.hpp"
#include "tensor/reductions.hpp"
#include "tensor/support.hpp"
#include "train/modules_attention.hpp"

using namespace downhill;
using namespace downhill::testing;
using namespace Catch::Matchers;

namespace {

Array result(const Attention& attention, const Parameters& w, const Array& x) {
  TensorTape tape;
  return attention.forward(tape.data("x", x), w.on(tape)).value();
}

double entry(const Array& a, std::size_t row, std::size_t column) {
  return double(a[row * a.shape()[1] + column]);
}

Array product(const Array& a, const Array& b) {
  Array y = Array::zeros({a.shape()[0], b.shape()[1]});
  for (std::size_t i = 0; i < a.shape()[0]; ++i)
    for (std::size_t j = 0; j < b.shape()[1]; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < a.shape()[1]; ++k) sum += entry(a, i, k) * entry(b, k, j);
      y.set(i * y.shape()[1] + j, Real(sum));
    }
  return y;
}

// Section 3.2 of the paper for one sequence x [T, width], written out with loops.
Array by_hand(const Parameters& w, const Array& x, std::size_t heads, bool causal) {
  const Array q = product(x, w["wq"]), k = product(x, w["wk"]), v = product(x, w["wv"]);
  const std::size_t places = x.shape()[0], width = x.shape()[1], d = width / heads;
  Array joined = Array::zeros({places, width});
  for (std::size_t head = 0; head < heads; ++head)
    for (std::size_t i = 0; i < places; ++i) {
      const std::size_t seen = causal ? i + 1 : places;
      std::vector<double> weights(seen);
      double total = 0;
      for (std::size_t j = 0; j < seen; ++j) {
        double score = 0;
        for (std::size_t c = head * d; c < (head + 1) * d; ++c)
          score += entry(q, i, c) * entry(k, j, c);
        total += weights[j] = std::exp(score / std::sqrt(double(d)));
      }
      for (std::size_t c = head * d; c < (head + 1) * d; ++c) {
        double sum = 0;
        for (std::size_t j = 0; j < seen; ++j) sum += weights[j] / total * entry(v, j, c);
        joined.set(i * width + c, Real(sum));
      }
    }
  return product(joined, w["wo"]);
}

// Rounding of a few dozen operations on numbers around 1.
const double tolerance = sizeof(Real) == 8 ? 1e-12 : 1e-4;

}  // namespace

TEST_CASE("attention is the formula of its paper, with one head and with several") {
  for (const std::size_t heads : {std::size_t(1), std::size_t(2), std::size_t(3)})
    for (const bool causal : {false, true}) {
      INFO(heads << " heads, " << (causal ? "causal" : "whole"));
      const Attention attention(6, {.heads = heads, .causal = causal});
      const Parameters w(attention, 4);
      const Array x = numbers({5, 6}, 2);
      const Array y = result(attention, w, x), expected = by_hand(w, x, heads, causal);
      REQUIRE(y.shape() == expected.shape());
      for (std::size_t i = 0; i < y.size(); ++i)
        CHECK_THAT(double(y[i]), WithinAbs(double(expected[i]), tolerance));
    }
}

TEST_CASE("sequences of a batch do not see each other") {
  for (const std::size_t heads : {std::size_t(1), std::size_t(2)}) {
    const Attention attention(4, {.heads = heads});
    const Parameters w(attention, 4);
    const Array both = numbers({2, 3, 4}, 2);
    const Array y = result(attention, w, both);
    for (std::size_t n = 0; n < 2; ++n) {
      const Array alone = result(attention, w, Array({3, 4}, both.values().subspan(n * 12, 12)));
      for (std::size_t i = 0; i < 12; ++i)
        CHECK_THAT(double(y[n * 12 + i]), WithinAbs(double(alone[i]), tolerance));
    }
  }
}

TEST_CASE("behind a causal mask no place depends on a later one") {
  const Attention attention(4, {.heads = 2, .causal = true});
  const Parameters w(attention, 4);
  TensorTape tape;
  const Tensor x = tape.input("x", numbers({5, 4}, 2));
  const Tensor y = attention.forward(x, w.on(tape));
  for (std::size_t place = 0; place < 5; ++place) {
    Array only = Array::zeros({5, 4});
    for (std::size_t c = 0; c < 4; ++c) only.set(place * 4 + c, Real(1 + 0.3 * double(c)));
    const TensorGradients g = backward(y, only);
    for (std::size_t j = 0; j < 5; ++j) {
      double seen = 0;
      for (std::size_t c = 0; c < 4; ++c) seen += std::abs(double(g[x][j * 4 + c]));
      INFO("place " << place << " and place " << j);
      CHECK((seen > 0) == (j <= place));
    }
  }
}

TEST_CASE("the gradients of attention agree with central differences") {
  for (const auto& [options, shape] :
       std::vector<std::pair<AttentionOptions, Shape>>{{{}, {3, 4}},
                                                       {{.heads = 1, .causal = true}, {2, 3, 4}},
                                                       {{.heads = 2}, {3, 4}},
                                                       {{.heads = 2, .causal = true}, {2, 3, 4}}}) {
    INFO(options.heads << " heads, x " << text(shape));
    const Attention attention(4, options);
    const Parameters w(attention, 9);
    TensorTape tape;
    const Tensor x = tape.input("x", numbers(shape, 6));
    const Tensor y = attention.forward(x, w.on(tape));
    std::size_t wrong = 0;
    for (const auto& each : check::check(backward(sum(y * numbers(y.shape(), 3)))))
      // Ten times the bound: the loss is a sum of dozens of rounded terms.
      wrong += std::abs(each.gradient - each.difference.value) > 10 * each.difference.error;
    CHECK(wrong == 0);
  }
}

TEST_CASE("attention says which shapes it takes") {
  TensorTape tape;
  const Attention attention(4);
  const Parameters w(attention, 1);
  const auto p = w.on(tape);
  CHECK_THROWS_WITH(attention.forward(tape.data("x", numbers({3, 5}, 1)), p),
                    "Attention: x must be [T, 4] or [N, T, 4], and it is [3, 5]");
  CHECK_THROWS_WITH(Attention(6, {.heads = 4}),
                    "Attention: a width of 6 cannot be divided among 4 heads");
}
