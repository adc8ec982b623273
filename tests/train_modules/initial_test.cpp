#include "train/initial.hpp"

#include <cmath>

#include "catch.hpp"
#include "train/modules_layers.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Moments {
  double mean = 0, deviation = 0, largest = 0;
};

Moments moments(const Array& values) {
  Moments found;
  double squares = 0;
  for (const Real x : values.values()) {
    found.mean += double(x) / double(values.size());
    squares += double(x) * double(x) / double(values.size());
    found.largest = std::max(found.largest, std::abs(double(x)));
  }
  found.deviation = std::sqrt(squares - found.mean * found.mean);
  return found;
}

Array draw(const Initial& rule, const Shape& shape, std::uint64_t seed = 5) {
  Random random(seed);
  return rule(shape, random);
}

}  // namespace

TEST_CASE("initial values have the deviations of Glorot and of He, around 0") {
  const Shape matrix = {300, 100}, window = {40, 10, 5, 5};  // fans 300, 100; 250, 1000
  struct Rule {
    const char* name;
    Initial initial;
    bool uniform;
    double deviation_of_matrix, deviation_of_window;
  };
  for (const Rule& rule : {
           Rule{"xavier_uniform", initial::xavier_uniform(), true, std::sqrt(2.0 / 400),
                std::sqrt(2.0 / 1250)},
           Rule{"xavier_normal", initial::xavier_normal(), false, std::sqrt(2.0 / 400),
                std::sqrt(2.0 / 1250)},
           Rule{"he_uniform", initial::he_uniform(), true, std::sqrt(2.0 / 300),
                std::sqrt(2.0 / 250)},
           Rule{"he_normal", initial::he_normal(), false, std::sqrt(2.0 / 300),
                std::sqrt(2.0 / 250)},
       })
    for (const auto& [shape, deviation] :
         {std::pair{matrix, rule.deviation_of_matrix}, {window, rule.deviation_of_window}}) {
      INFO(rule.name << " " << text(shape));
      const Moments found = moments(draw(rule.initial, shape));
      // At least 10 000 numbers: the mean strays by 1 % of the deviation, the deviation by 0.7 %;
      // four times that is allowed.
      CHECK(std::abs(found.mean) < 0.04 * deviation);
      CHECK(found.deviation == Approx(deviation).epsilon(0.03));
      if (rule.uniform) CHECK(found.largest <= std::sqrt(3.0) * deviation);
    }
}

TEST_CASE("zeros, ones and given values are what they say") {
  CHECK(draw(initial::zeros(), {2, 3}) == Array::zeros({2, 3}));
  CHECK(draw(initial::ones(), {4}) == Array::filled({4}, 1));
  const Array mine = Array::matrix({{1, 2, 3}, {4, 5, 6}});
  CHECK(draw(initial::given(mine), {2, 3}) == mine);
  CHECK_THROWS_WITH(draw(initial::given(mine), {3, 2}),
                    "initial::given: the values have shape [2, 3], the parameter [3, 2]");
  CHECK_THROWS_WITH(draw(initial::he_normal(), {3}), ContainsSubstring("shape [3] does not say"));
}

TEST_CASE("a parameter's first values depend on the seed and its name alone") {
  const Mlp small({2, 3, 1}), deep({2, 3, 5, 1});
  const Parameters a(small, 1), again(small, 1), other(small, 2), b(deep, 1);
  CHECK(a["w1"] == again["w1"]);
  CHECK(a["w1"] == b["w1"]);
  CHECK_FALSE(a["w1"] == other["w1"]);
  CHECK_FALSE(a["w1"].reshaped({6})[0] == a["w2"].reshaped({3})[0]);
  CHECK(a["b1"] == Array::zeros({3}));
}

TEST_CASE("the first numbers of a network are the same on every machine") {
  const Parameters w(Mlp({2, 3, 1}), 1), e(Embedding(1, 3), 1);
  const double w1[] = {1.7314713407504976,  1.4691885149308197, -1.727563761454721,
                       -1.1875032527186482, -1.565620374759094, -1.3656225495494259};
  const double table[] = {1.2083058983929724, 1.2526071205542246, -0.33211354541527682};
  // Uniform numbers are exact; where Real is float they are the first digits of the same numbers.
  const double tolerance = sizeof(Real) == 8 ? 0 : 1e-6;
  for (std::size_t i = 0; i < 6; ++i)
    CHECK_THAT(double(w["w1"][i]), Catch::Matchers::WithinAbs(w1[i], tolerance));
  // Normal ones go through the library's log: a unit or two of the last place.
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(double(e["table"][i]) == Approx(table[i]).epsilon(sizeof(Real) == 8 ? 1e-15 : 1e-6));
}
