// Lanes: every rule in every lane, and scalar models played for many samples side by side.
#include "batch/lane_batch.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "batch/scalar_batch.hpp"
#include "batch/threads.hpp"
#include "catch.hpp"
#include "scalar/backward.hpp"
#include "scalar/dot.hpp"

using namespace downhill;
using namespace downhill::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

// A network of 2 inputs, 16 neurons of several kinds, and 1 output; a row is x0, x1 and a target.
constexpr std::size_t hidden = 16, weights = 4 * hidden + 1;

Scalar network_loss(Tape&, std::span<const Scalar> w, std::span<const Scalar> x) {
  Scalar y = w[weights - 1];
  for (std::size_t j = 0; j < hidden; ++j) {
    const Scalar s = w[3 * j] * x[0] + w[3 * j + 1] * x[1] + w[3 * j + 2];
    const Scalar h = j % 3 == 0 ? relu(s) : j % 3 == 1 ? tanh(s) : 0.5 * square(s);
    y += w[3 * hidden + j] * h;
  }
  return square(y - x[2]);
}

// Sums of products in all their forms: with and without a b, of parameters only, with a value twice
// in one product and in two, and with plain numbers. A row is three numbers.
constexpr std::size_t summed = 5;

Scalar summed_loss(Tape&, Values w, Values x) {
  const Real numbers[] = {Real(0.5), -2, Real(1.25)};
  const Scalar s = tanh(dot(w.first(3), x, w[3]));
  const Scalar squares = dot(w, w);
  const Scalar twice[] = {s, w[1], s}, again[] = {s, x[2], x[0]};
  return square(dot(twice, again, s) - dot(x, numbers, w[4])) + squares;
}

std::vector<Real> waves(std::size_t count, double start) {
  std::vector<Real> numbers(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = Real(std::sin(start + 0.83 * double(i)));
  return numbers;
}

// The same bits; of one nan and another, the sign is nobody's business.
bool same(Real a, Real b) { return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b)); }

}  // namespace

TEST_CASE("every rule has in every lane the bits that it has for one number") {
  const auto& catalogue = ops::catalogue();
  const auto& rules = lane_rules().rules;
  REQUIRE(rules.size() == catalogue.size());
  for (std::size_t code = 0; code < rules.size(); ++code) {
    INFO("operation " << catalogue[code].name);
    for (const double start : {0.1, 1.7, 2.9}) {
      Lanes a, b, dy, da, db, y;
      for (std::size_t l = 0; l < lane_count; ++l) {
        a.of[l] = Real(3 * std::sin(start + double(l)));
        b.of[l] = l % 5 == 0 ? a.of[l] : Real(2 * std::cos(start + 3 * double(l)));  // also ties
        dy.of[l] = Real(std::sin(1 + double(l)));
        da.of[l] = db.of[l] = Real(0.25);
      }
      a.of[3] = b.of[7] = 0;
      rules[code].forward(a, b, y);
      rules[code].backward(a, b, y, dy, da, db);
      for (std::size_t l = 0; l < lane_count; ++l) {
        INFO("lane " << l << ", a = " << a.of[l] << ", b = " << b.of[l]);
        Tape tape;
        const Scalar sa = tape.input("a", a.of[l]), sb = tape.input("b", b.of[l]);
        const bool binary = catalogue[code].arity == 2;
        const std::vector<Real> in =
            binary ? std::vector<Real>{a.of[l], b.of[l]} : std::vector<Real>{a.of[l]};
        CHECK(same(y.of[l], catalogue[code].value(in)));
        const Scalar sy = tape.append(y.of[l], std::uint8_t(first_rule + code), sa.index(),
                                      binary ? sb.index() : 0, 1, "here");
        const Gradients g = backward(sy, dy.of[l]);
        CHECK(same(da.of[l], Real(0.25) + g.or_zero(sa)));
        CHECK(same(db.of[l], Real(0.25) + g.or_zero(sb)));
      }
    }
  }
}

TEST_CASE("both contributions arrive where an operation has one input twice") {
  const auto& rules = lane_rules().rules;
  Lanes a, y, dy, da;
  for (std::size_t l = 0; l < lane_count; ++l) {
    a.of[l] = Real(l) + 1;
    dy.of[l] = 1;
    da.of[l] = 0;
  }
  rules[ops::code_of<ops::Mul>].forward(a, a, y);
  rules[ops::code_of<ops::Mul>].backward(a, a, y, dy, da, da);
  for (std::size_t l = 0; l < lane_count; ++l) CHECK(da.of[l] == 2 * a.of[l]);
}

TEST_CASE("a lane batch of one sample has the bits of backward on its tape") {
  const std::vector<Real> w = waves(summed, 1), rows = waves(3 * 40, 2);
  LaneBatch batch(summed, 3, summed_loss);
  for (std::size_t sample = 0; sample < 40; ++sample) {
    INFO("sample " << sample);
    std::vector<Real> row(rows.begin() + std::ptrdiff_t(3 * sample),
                          rows.begin() + std::ptrdiff_t(3 * sample + 3));
    if (sample % 10 == 9) row[1] = std::numeric_limits<Real>::infinity();
    Tape tape;
    std::vector<Scalar> p, x;
    for (const Real each : w) p.push_back(tape.parameter("w", each));
    for (const Real each : row) x.push_back(tape.input("x", each));
    const Scalar loss = summed_loss(tape, p, x);
    const Gradients g = backward(loss);

    std::vector<Real> gradient(summed);
    CHECK(same(batch.gradient(w, row, gradient), loss.value()));
    for (std::size_t i = 0; i < summed; ++i) CHECK(same(gradient[i], g[p[i]]));
  }
}

TEST_CASE("a lane batch of sums of products agrees with a scalar batch") {
  const std::vector<Real> w = waves(summed, 1), rows = waves(3 * 150, 2);
  LaneBatch lanes(summed, 3, summed_loss);
  ScalarBatch scalars(summed);
  std::vector<Real> gradient(summed), expected(summed);
  const Real loss = lanes.gradient(w, rows, gradient);
  const Real expected_loss = scalars.gradient(
      w, 150,
      [&](Tape& tape, Values p, std::size_t sample) {
        std::vector<Scalar> x;
        for (std::size_t i = 0; i < 3; ++i) x.push_back(tape.input("x", rows[3 * sample + i]));
        return summed_loss(tape, p, x);
      },
      expected);
  // As below: 150 terms of up to about 10, added in another order.
  const Real tolerance = 1500 * std::numeric_limits<Real>::epsilon();
  CHECK(std::abs(loss - expected_loss) <= tolerance);
  for (std::size_t i = 0; i < summed; ++i) CHECK(std::abs(gradient[i] - expected[i]) <= tolerance);
}

TEST_CASE("a dot of parameters only is a loss that no sample changes") {
  LaneBatch batch(2, 1, [](Tape&, Values p, Values) { return dot(p, p); });
  std::vector<Real> gradient(2);
  CHECK(batch.gradient(std::vector<Real>{2, 3}, waves(20, 1), gradient) == Approx(13));
  CHECK(gradient[0] == Approx(4));
  CHECK(gradient[1] == Approx(6));
}

TEST_CASE("a lane batch has the same bits for any number of threads") {
  const std::vector<Real> w = waves(weights, 1);
  for (const std::size_t samples : {1u, 15u, 16u, 17u, 100u, 333u}) {
    INFO(samples << " samples");
    const std::vector<Real> rows = waves(3 * samples, 2);
    const auto run = [&](int threads) {
      const Threads use(threads);
      LaneBatch batch(weights, 3, network_loss);
      std::vector<Real> all(weights);
      all.push_back(batch.gradient(w, rows, std::span(all).first(weights)));
      return bits(all);
    };
    const auto expected = run(1);
    for (const int threads : thread_counts) {
      INFO(threads << " threads");
      CHECK(run(threads) == expected);
    }
  }
}

TEST_CASE("a lane batch agrees with a scalar batch, step after step") {
  std::vector<Real> w = waves(weights, 1);
  LaneBatch lanes(weights, 3, network_loss);
  ScalarBatch scalars(weights);
  for (const std::size_t samples : {1u, 15u, 16u, 17u, 100u, 64u}) {
    INFO(samples << " samples");
    const std::vector<Real> rows = waves(3 * samples, double(samples));
    const auto from_rows = [&](Tape& tape, std::span<const Scalar> p, std::size_t sample) {
      const Real* row = rows.data() + 3 * sample;
      const std::vector<Scalar> x = {tape.input("x0", row[0]), tape.input("x1", row[1]),
                                     tape.input("x2", row[2])};
      return network_loss(tape, p, x);
    };
    std::vector<Real> gradient(weights), expected(weights);
    const Real loss = lanes.gradient(w, rows, gradient);
    const Real expected_loss = scalars.gradient(w, samples, from_rows, expected);
    // The terms of the sums are the same, their order is not. Each of up to 100 additions rounds by
    // half a unit; the terms, up to about 10, may cancel.
    const Real tolerance = 1000 * std::numeric_limits<Real>::epsilon();
    CHECK(std::abs(loss - expected_loss) <= tolerance);
    for (std::size_t i = 0; i < weights; ++i)
      CHECK(std::abs(gradient[i] - expected[i]) <= tolerance);
    for (std::size_t i = 0; i < weights; ++i) w[i] -= Real(0.01) * gradient[i];
  }
}

TEST_CASE("leaves as losses, unused parameters and detach are no special cases") {
  std::vector<Real> gradient(2);
  const std::vector<Real> w = {2, 3}, rows = waves(20, 1);
  LaneBatch leaf(2, 1,
                 [](Tape&, std::span<const Scalar> p, std::span<const Scalar>) { return p[1]; });
  CHECK(leaf.gradient(w, rows, gradient) == Approx(3));
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == Approx(1));
  LaneBatch stopped(2, 1, [](Tape&, std::span<const Scalar> p, std::span<const Scalar> x) {
    return detach(p[0] * x[0]) + p[1];
  });
  stopped.gradient(w, rows, gradient);
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == Approx(1));
}

TEST_CASE("what a sample recorded but did not use spoils no gradient of a batch") {
  const std::vector<Real> w = {0, 2}, rows = {1, 2, 3};
  std::vector<Real> gradient(2);
  const auto loss = [](Values p, Scalar x) {
    const Scalar unused = 1.0 / p[0];  // of infinite slope at 0
    return (p[0] + detach(log(unused))) * 0.0 + p[1] * x;
  };
  LaneBatch lanes(2, 1, [&](Tape&, Values p, Values x) { return loss(p, x[0]); });
  lanes.gradient(w, rows, gradient);
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == Approx(2));
  ScalarBatch scalars(2);
  gradient = {7, 7};
  scalars.gradient(
      w, 3, [&](Tape& tape, Values p, std::size_t k) { return loss(p, tape.input("x", rows[k])); },
      gradient);
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == Approx(2));
}

TEST_CASE("a graph that depends on the data is refused") {
  std::vector<Real> gradient(1);
  const std::vector<Real> w = {2}, rows = {1, -1, 1, -1};
  LaneBatch branches(1, 1, [](Tape&, std::span<const Scalar> p, std::span<const Scalar> x) {
    return x[0].value() > 0 ? p[0] * x[0] : p[0] - x[0];
  });
  CHECK_THROWS_WITH(branches.gradient(w, rows, gradient), ContainsSubstring("depends on the data"));
  CHECK_THROWS_WITH(branches.gradient(w, rows, gradient), ContainsSubstring("use ScalarBatch"));
  LaneBatch literal(1, 1, [](Tape&, std::span<const Scalar> p, std::span<const Scalar> x) {
    return p[0] * x[0].value();
  });
  CHECK_THROWS_WITH(literal.gradient(w, rows, gradient), ContainsSubstring("depends on the data"));
  LaneBatch longer(1, 1, [](Tape&, std::span<const Scalar> p, std::span<const Scalar> x) {
    return x[0].value() > 0 ? p[0] * x[0] : p[0] * x[0] * x[0];
  });
  CHECK_THROWS_WITH(longer.gradient(w, rows, gradient), ContainsSubstring("depends on the data"));
  LaneBatch other_input(1, 2, [](Tape&, Values p, Values x) {
    return dot(p, x[0].value() > 0 ? x.first(1) : x.last(1), p[0]);  // only the operands differ
  });
  CHECK_THROWS_WITH(other_input.gradient(w, std::vector<Real>{1, 5, -1, 5}, gradient),
                    ContainsSubstring("depends on the data"));
  LaneBatch own(1, 1, [](Tape& tape, std::span<const Scalar> p, std::span<const Scalar> x) {
    return p[0] * tape.input("own", x[0].value());
  });
  CHECK_THROWS_WITH(own.gradient(w, rows, gradient), ContainsSubstring("let it come in through x"));
}

TEST_CASE("misuse and exceptions leave a lane batch usable") {
  bool broken = true;
  LaneBatch batch(1, 2, [&](Tape&, std::span<const Scalar> p, std::span<const Scalar> x) {
    if (broken) throw std::runtime_error("stopped");
    return square(p[0] * x[0] - x[1]);
  });
  std::vector<Real> gradient = {7};
  const std::vector<Real> w = {2}, rows = {1, 1, 2, 3};
  CHECK_THROWS_AS(batch.loss(), UsageError);
  CHECK_THROWS_WITH(batch.gradient(w, rows, gradient), "stopped");
  CHECK_THROWS_WITH(batch.gradient(w, {}, gradient), ContainsSubstring("0 samples"));
  CHECK_THROWS_WITH(batch.gradient(w, std::vector<Real>{1, 2, 3}, gradient),
                    ContainsSubstring("3 numbers are no whole number of rows of 2"));
  CHECK_THROWS_AS(LaneBatch(1, 0, nullptr), UsageError);
  CHECK(gradient[0] == 7);

  broken = false;
  CHECK(batch.gradient(w, rows, gradient) == Approx(1));  // (2 - 1)² and (4 - 3)²
  CHECK(gradient[0] == Approx((2 + 2 * 2) / 2.));
  const Scalar loss = batch.loss();
  CHECK(loss.value() == Approx(1));
  CHECK(loss.tape().name_of(loss.tape().nodes()[0]) == "w0");
  CHECK(loss.tape().name_of(loss.tape().nodes()[2]) == "x1");
  CHECK(backward(loss)[loss.tape().at(0)] == Approx(4));  // of the sample recorded last
}
