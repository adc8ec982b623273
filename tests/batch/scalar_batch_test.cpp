// Scalar models over mini-batches: the same bits for any number of threads, and the right ones.
#include "batch/scalar_batch.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "batch/threads.hpp"
#include "catch.hpp"
#include "trace/from_scalar.hpp"
#include "trace/text.hpp"

using namespace downhill;
using namespace downhill::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

// A network of 2 inputs, 16 tanh neurons and 1 output; w holds 16 rows of (w0, w1, b), then the
// output's 16 weights and its bias.
constexpr std::size_t hidden = 16, weights = 4 * hidden + 1;

Real point(std::size_t sample, std::size_t axis) {
  return Real(std::sin(1.3 * double(sample) + 0.7 * double(axis) + 0.2));
}

Scalar network_loss(Tape& tape, std::span<const Scalar> w, std::size_t sample) {
  const Scalar x0 = tape.input("x0", point(sample, 0)), x1 = tape.input("x1", point(sample, 1));
  Scalar y = w[weights - 1];
  for (std::size_t j = 0; j < hidden; ++j) {
    const Scalar h = tanh(w[3 * j] * x0 + w[3 * j + 1] * x1 + w[3 * j + 2]);
    y += w[3 * hidden + j] * h;
  }
  return square(y - point(sample, 2));
}

std::vector<Real> network_weights() {
  std::vector<Real> w(weights);
  for (std::size_t i = 0; i < weights; ++i) w[i] = Real(std::cos(0.9 * double(i) + 0.1));
  return w;
}

// What a shard shows: every value, and every gradient.
std::vector<Real> numbers_of(const ScalarShard& shard) {
  std::vector<Real> numbers;
  for (std::size_t i = 0; i < shard.tape.size(); ++i) {
    numbers.push_back(shard.tape.nodes()[i].value);
    if (shard.gradients->computed(shard.tape.at(i)))
      numbers.push_back((*shard.gradients)[shard.tape.at(i)]);
  }
  return numbers;
}

}  // namespace

TEST_CASE("a scalar batch has the same bits for any number of threads") {
  const std::vector<Real> w = network_weights();
  for (const std::size_t samples : batch_sizes) {
    INFO(samples << " samples");
    const auto run = [&](int threads) {
      const Threads use(threads);
      ScalarBatch batch(weights);
      std::vector<Real> all(weights);
      all.push_back(batch.gradient(w, samples, network_loss, std::span(all).first(weights)));
      for (std::size_t k = 0; k < batch.shard_count(); ++k)
        for (const Real number : numbers_of(batch.shard(k))) all.push_back(number);
      return bits(all);
    };
    const auto expected = run(1);
    for (const int threads : thread_counts) {
      INFO(threads << " threads");
      CHECK(run(threads) == expected);
    }
  }
}

TEST_CASE("a scalar batch agrees with one tape of all samples") {
  const std::vector<Real> w = network_weights();
  for (const std::size_t samples : batch_sizes) {
    INFO(samples << " samples");
    Tape tape;
    std::vector<Scalar> parameters;
    for (const Real value : w) parameters.push_back(tape.parameter("w", value));
    Scalar sum = network_loss(tape, parameters, 0);
    for (std::size_t i = 1; i < samples; ++i) sum += network_loss(tape, parameters, i);
    const Scalar mean = sum / Real(samples);
    const Gradients expected = backward(mean);

    ScalarBatch batch(weights);
    std::vector<Real> gradient(weights);
    const Real loss = batch.gradient(w, samples, network_loss, gradient);
    // Only the order of sums of up to 100 terms differs. Each addition rounds by half a unit; the
    // terms, up to about 10, may cancel.
    const Real tolerance = 1000 * std::numeric_limits<Real>::epsilon();
    CHECK(std::abs(loss - mean.value()) <= tolerance);
    for (std::size_t i = 0; i < weights; ++i)
      CHECK(std::abs(gradient[i] - expected[parameters[i]]) <= tolerance);
  }
}

TEST_CASE("one shard records what a plain loop would") {
  ScalarBatch batch({"a", "b"});
  std::vector<Real> gradient(2);
  const auto line = [](Tape&, std::span<const Scalar> w, std::size_t i) {
    return square(w[0] * Real(i) + w[1]);
  };
  CHECK(batch.gradient(std::vector<Real>{2, 1}, 3, line, gradient) == Approx(35 / 3.));
  CHECK(gradient[0] == Approx((0 + 2 * 3 + 2 * 2 * 5) / 3.));
  CHECK(gradient[1] == Approx((2 * 1 + 2 * 3 + 2 * 5) / 3.));
  CHECK(batch.shard_count() == 1);

  const std::string trace = write_text(explain(*batch.shard(0).gradients, Places::hidden));
  CHECK_THAT(trace, ContainsSubstring("a = 2 "));
  CHECK_THAT(trace, ContainsSubstring("loss = "));
}

TEST_CASE("the parts of the shards add up to the mean, and each shard can be traced") {
  ScalarBatch batch({"a"}, {2, 8});
  std::vector<Real> gradient(1);
  const auto loss = [](Tape&, std::span<const Scalar> w, std::size_t i) {
    return square(w[0] - Real(i));
  };
  const Real mean = batch.gradient(std::vector<Real>{0.5}, 5, loss, gradient);
  REQUIRE(batch.shard_count() == 3);
  Real parts = 0, gradients = 0;
  std::size_t next = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const ScalarShard& shard = batch.shard(k);
    CHECK(shard.samples.begin == next);
    CHECK(shard.losses.size() == shard.samples.size());
    CHECK(shard.losses[0].value() == (Real(next) - Real(0.5)) * (Real(next) - Real(0.5)));
    CHECK_THAT(write_text(explain(*shard.gradients)), ContainsSubstring("part = "));
    CHECK(backward(shard.losses[0])[shard.parameters[0]] == 2 * (Real(0.5) - Real(next)));
    parts += shard.part.value();
    gradients += (*shard.gradients)[shard.parameters[0]];
    next = shard.samples.end;
  }
  CHECK(parts == Approx(mean));
  CHECK(gradients == Approx(gradient[0]));
  CHECK_THROWS_WITH(batch.shard(3), ContainsSubstring("shard 3 was asked for"));
}

TEST_CASE("a parameter that no loss depends on has gradient 0") {
  ScalarBatch batch(3);
  std::vector<Real> gradient(3, 7);
  const auto loss = [](Tape&, std::span<const Scalar> w, std::size_t) {
    return w[1] * detach(w[2]);
  };
  batch.gradient(std::vector<Real>{1, 2, 3}, 20, loss, gradient);
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == Approx(3));
  CHECK(gradient[2] == 0);
}

TEST_CASE("an exception in a scalar shard arrives whole, and the next call is right") {
  for (const int threads : thread_counts) {
    INFO(threads << " threads");
    const Threads use(threads);
    const std::vector<Real> w = network_weights();
    ScalarBatch batch(weights), other(weights);
    std::vector<Real> gradient(weights, 7), expected(weights);
    const auto broken = [&](Tape& tape, std::span<const Scalar> p, std::size_t sample) {
      const Scalar loss = network_loss(tape, p, sample);
      if (sample == 60 || sample == 61 || sample == 90)
        throw std::out_of_range("no label for sample " + std::to_string(sample));
      return loss;
    };
    CHECK_THROWS_AS(batch.gradient(w, 100, broken, gradient), std::out_of_range);
    CHECK_THROWS_WITH(batch.gradient(w, 100, broken, gradient), "no label for sample 60");
    CHECK(gradient == std::vector<Real>(weights, 7));

    const Real loss = batch.gradient(w, 100, network_loss, gradient);
    CHECK(loss == other.gradient(w, 100, network_loss, expected));
    CHECK(bits(gradient) == bits(expected));
  }
}

TEST_CASE("after an exception the shards can be looked at, as far as they came") {
  ScalarBatch batch({"a"}, {1, 4});
  std::vector<Real> gradient(1);
  const auto broken = [](Tape&, std::span<const Scalar> w, std::size_t sample) {
    const Scalar y = w[0] * 2;
    if (sample == 1) throw std::runtime_error("stopped");
    return y;
  };
  CHECK_THROWS(batch.gradient(std::vector<Real>{1}, 3, broken, gradient));
  CHECK(batch.shard(0).gradients.has_value());
  CHECK_FALSE(batch.shard(1).gradients.has_value());
  CHECK(batch.shard(1).tape.size() == 3);  // a, 2, a * 2
  CHECK(batch.shard(2).gradients.has_value());
}

TEST_CASE("misuse of a scalar batch is refused") {
  ScalarBatch batch(2);
  std::vector<Real> gradient(2);
  const std::vector<Real> w = {1, 2};
  const auto loss = [](Tape&, std::span<const Scalar> p, std::size_t) { return p[0] * p[1]; };
  CHECK_THROWS_WITH(batch.gradient(w, 0, loss, gradient), ContainsSubstring("0 samples"));
  CHECK_THROWS_WITH(batch.gradient(std::vector<Real>{1}, 4, loss, gradient),
                    ContainsSubstring("made for 2 parameters, and 1 values"));
  CHECK_THROWS_AS(batch.gradient(w, 4, loss, std::span(gradient).first(1)), UsageError);

  Tape elsewhere;
  const Scalar far = elsewhere.input("far", 1);
  const auto leaves = [&](Tape&, std::span<const Scalar>, std::size_t) { return far; };
  CHECK_THROWS_WITH(batch.gradient(w, 4, leaves, gradient), ContainsSubstring("another tape"));
  const auto forgets = [&](Tape&, std::span<const Scalar>, std::size_t) { return Scalar(); };
  CHECK_THROWS_AS(batch.gradient(w, 4, forgets, gradient), UsageError);
}

TEST_CASE("the tapes of a scalar batch keep their memory, whatever the sizes between") {
  const Threads use(3);
  const std::vector<Real> w = network_weights();
  ScalarBatch batch(weights);
  std::vector<Real> gradient(weights);
  batch.gradient(w, 100, network_loss, gradient);
  std::vector<const Node*> memory;
  for (std::size_t k = 0; k < batch.shard_count(); ++k)
    memory.push_back(batch.shard(k).tape.nodes().data());
  for (const std::size_t samples : {100u, 33u, 1u, 100u, 64u, 100u}) {
    batch.gradient(w, samples, network_loss, gradient);
    for (std::size_t k = 0; k < batch.shard_count(); ++k)
      CHECK(batch.shard(k).tape.nodes().data() == memory[k]);
  }
}

TEST_CASE("a scalar batch inside a parallel region gives the same bits") {
  const Threads use(4);
  const std::vector<Real> w = network_weights();
  std::vector<std::vector<Real>> gradients(4, std::vector<Real>(weights));
#pragma omp parallel for
  for (int i = 0; i < 4; ++i) {
    ScalarBatch batch(weights);
    batch.gradient(w, 100, network_loss, gradients[std::size_t(i)]);
  }
  std::vector<Real> expected(weights);
  ScalarBatch batch(weights);
  batch.gradient(w, 100, network_loss, expected);
  for (const auto& gradient : gradients) CHECK(bits(gradient) == bits(expected));
}
