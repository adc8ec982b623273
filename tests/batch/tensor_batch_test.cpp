// Models of arrays over mini-batches: the same bits for any number of threads, and the right ones.
#include "batch/tensor_batch.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "batch/threads.hpp"
#include "catch.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"
#include "tensor/reductions.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"

using namespace downhill;
using namespace downhill::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

Array waves(const Shape& shape, double start) {
  Array array = Array::unwritten(shape);
  for (std::size_t i = 0; i < array.size(); ++i)
    array.set(i, Real(std::sin(start + 0.83 * double(i))));
  return array;
}

// A network 5-24-3 with cross-entropy over `rows` samples: parameters, data, and their loss.
struct Network {
  explicit Network(std::size_t rows) : x(waves({rows, 5}, 0.3)), labels(Array::zeros({rows})) {
    for (std::size_t i = 0; i < rows; ++i) labels.set(i, Real(i * i % 3));
  }
  std::vector<Array> parameters = {waves({5, 24}, 1), waves({24}, 2), waves({24, 3}, 3),
                                   waves({3}, 4)};
  Array x, labels;

  Tensor operator()(TensorTape& tape, std::span<const Tensor> p, Samples rows) const {
    const Tensor h = relu(matmul(tape.data("x", rows_of(x, rows)), p[0]) + p[1]);
    return cross_entropy(matmul(h, p[2]) + p[3], rows_of(labels, rows));
  }
};

const std::vector<std::string> names = {"w1", "b1", "w2", "b2"};

void append(std::vector<Real>& all, const Array& array) {
  all.insert(all.end(), array.values().begin(), array.values().end());
}

// What a shard shows: every value, and every gradient.
void append(std::vector<Real>& all, const TensorShard& shard) {
  for (std::size_t i = 0; i < shard.tape.size(); ++i) {
    append(all, shard.tape.nodes()[i].value);
    if (shard.gradients->computed(shard.tape.at(i)))
      append(all, (*shard.gradients)[shard.tape.at(i)]);
  }
}

}  // namespace

// The shards of 1000 rows are on several threads, those of the others on one.
TEST_CASE("a tensor batch has the same bits for any number of threads") {
  for (const std::size_t rows : {1u, 2u, 31u, 33u, 100u, 1000u}) {
    INFO(rows << " rows");
    const Network network(rows);
    const auto run = [&](int threads) {
      const Threads use(threads);
      TensorBatch batch(names, {8, 16});
      std::vector<Array> gradients(4);
      std::vector<Real> all = {batch.gradient(network.parameters, rows, network, gradients)};
      for (const Array& gradient : gradients) append(all, gradient);
      for (std::size_t k = 0; k < batch.shard_count(); ++k) append(all, batch.shard(k));
      return bits(all);
    };
    const auto expected = run(1);
    for (const int threads : thread_counts) {
      INFO(threads << " threads");
      CHECK(run(threads) == expected);
    }
  }
}

TEST_CASE("a batch that forgot its tapes shares no memory with parameters and gradients") {
  Network network(100);
  TensorBatch batch(names);
  std::vector<Array> gradients(4);
  batch.gradient(network.parameters, 100, network, gradients);
  const Real *w = network.parameters[0].data(), *g = gradients[0].data();
  batch.forget();
  CHECK(network.parameters[0].writable() == w);
  CHECK(gradients[0].writable() == g);
  CHECK_THROWS_AS(batch.shard(0), UsageError);
}

TEST_CASE("a tensor batch agrees with one tape of all rows") {
  for (const std::size_t rows : batch_sizes) {
    INFO(rows << " rows");
    const Network network(rows);
    TensorTape tape;
    std::vector<Tensor> parameters;
    for (std::size_t i = 0; i < 4; ++i)
      parameters.push_back(tape.parameter(names[i], network.parameters[i]));
    const Tensor mean = network(tape, parameters, {0, rows});
    const TensorGradients expected = backward(mean);

    TensorBatch batch(names, {8, 16});
    std::vector<Array> gradients(4);
    const Real loss = batch.gradient(network.parameters, rows, network, gradients);
    // Only the order of sums of up to 100 terms differs, each rounding by half a unit; the terms
    // are of size 1 and may cancel.
    const Real tolerance = 100 * std::numeric_limits<Real>::epsilon();
    CHECK(std::abs(loss - mean.value().number()) <= tolerance);
    for (std::size_t i = 0; i < 4; ++i) {
      REQUIRE(gradients[i].shape() == network.parameters[i].shape());
      for (std::size_t j = 0; j < gradients[i].size(); ++j)
        CHECK(std::abs(gradients[i][j] - expected[parameters[i]][j]) <= tolerance);
    }
  }
}

TEST_CASE("one tensor shard records the loss as it is; several record their part of the mean") {
  const Network network(10);
  std::vector<Array> gradients(4);
  TensorBatch whole(names);
  whole.gradient(network.parameters, 10, network, gradients);
  REQUIRE(whole.shard_count() == 1);
  CHECK(whole.shard(0).part.index() == whole.shard(0).loss.index());

  TensorBatch pieces(names, {4, 8});
  const Real loss = pieces.gradient(network.parameters, 10, network, gradients);
  REQUIRE(pieces.shard_count() == 3);
  Real parts = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const TensorShard& shard = pieces.shard(k);
    const Real weight = Real(shard.rows.size()) / 10;
    CHECK(shard.part.value().number() == Approx(weight * shard.loss.value().number()));
    CHECK_THAT(write_text(explain(*shard.gradients)), ContainsSubstring("w1 = "));
    parts += shard.part.value().number();
  }
  CHECK(parts == Approx(loss));
  CHECK_THROWS_WITH(pieces.shard(3), ContainsSubstring("shard 3 was asked for"));
}

TEST_CASE("a parameter array that no loss depends on has gradient 0") {
  TensorBatch batch({"used", "unused", "sometimes"}, {2, 8});
  const std::vector<Array> values = {Array(2), Array::vector({1, 2}), Array(3)};
  std::vector<Array> gradients(3);
  const auto loss = [](TensorTape&, std::span<const Tensor> p, Samples rows) {
    return rows.begin == 0 ? p[0] * p[2] : p[0] * 1;
  };
  batch.gradient(values, 4, loss, gradients);
  CHECK(gradients[0].number() == Approx(0.5 * 3 + 0.5));
  CHECK(gradients[1] == Array::vector({0, 0}));
  CHECK(gradients[2].number() == Approx(0.5 * 2));
}

TEST_CASE("an exception in a tensor shard arrives whole, and the next call is right") {
  for (const int threads : thread_counts) {
    INFO(threads << " threads");
    const Threads use(threads);
    const Network network(100);
    const auto broken = [&](TensorTape& tape, std::span<const Tensor> p, Samples rows) {
      const Tensor loss = network(tape, p, rows);
      if (rows.end > 60) throw std::out_of_range("no label for row " + std::to_string(rows.begin));
      return loss;
    };
    TensorBatch batch(names, {10, 16}), other(names, {10, 16});
    std::vector<Array> gradients(4, Array(7)), expected(4);
    CHECK_THROWS_AS(batch.gradient(network.parameters, 100, broken, gradients), std::out_of_range);
    CHECK_THROWS_WITH(batch.gradient(network.parameters, 100, broken, gradients),
                      "no label for row 60");
    for (const Array& gradient : gradients) CHECK(gradient == Array(7));
    CHECK(batch.shard(5).gradients.has_value());
    CHECK_FALSE(batch.shard(6).gradients.has_value());
    CHECK(batch.shard(6).tape.size() > 4);

    CHECK(batch.gradient(network.parameters, 100, network, gradients) ==
          other.gradient(network.parameters, 100, network, expected));
    for (std::size_t i = 0; i < 4; ++i)
      CHECK(bits(gradients[i].values()) == bits(expected[i].values()));
  }
}

TEST_CASE("a mistake in shapes inside a shard is reported in its own words") {
  const Network network(40);
  TensorBatch batch(names, {10, 16});
  std::vector<Array> gradients(4);
  const auto transposed = [&](TensorTape& tape, std::span<const Tensor> p, Samples rows) {
    return matmul(p[0], tape.data("x", rows_of(network.x, rows)));
  };
  CHECK_THROWS_WITH(batch.gradient(network.parameters, 40, transposed, gradients),
                    ContainsSubstring("matmul: shapes [5, 24] and [10, 5]"));
  const auto many = [&](TensorTape& tape, std::span<const Tensor> p, Samples rows) {
    return matmul(tape.data("x", rows_of(network.x, rows)), p[0]);
  };
  CHECK_THROWS_AS(batch.gradient(network.parameters, 40, many, gradients), ShapeError);
}

TEST_CASE("misuse of a tensor batch is refused") {
  const Network network(4);
  TensorBatch batch(names);
  std::vector<Array> gradients(4);
  CHECK_THROWS_WITH(batch.gradient(network.parameters, 0, network, gradients),
                    ContainsSubstring("0 samples"));
  CHECK_THROWS_WITH(batch.gradient(std::span(network.parameters).first(1), 4, network, gradients),
                    ContainsSubstring("made for 4 parameters, and 1 values"));
  TensorTape elsewhere;
  const Tensor far = elsewhere.input("far", 1);
  const auto leaves = [&](TensorTape&, std::span<const Tensor>, Samples) { return far; };
  CHECK_THROWS_WITH(batch.gradient(network.parameters, 4, leaves, gradients),
                    ContainsSubstring("another tape"));
  CHECK_THROWS_WITH(rows_of(network.x, {2, 5}), ContainsSubstring("[4, 5] has no rows 2 to 5"));
  CHECK(rows_of(network.x, {1, 3}) == Array({2, 5}, network.x.values().subspan(5, 10)));
}

TEST_CASE("the second step of a tensor batch asks the system for no array memory") {
  const Threads use(1);
  Network network(100);
  TensorBatch batch(names, {8, 16});
  std::vector<Array> gradients(4);
  const auto step = [&](std::size_t rows) {
    batch.gradient(network.parameters, rows, network, gradients);
    for (std::size_t i = 0; i < 4; ++i) {
      Real* w = network.parameters[i].writable();
      for (std::size_t j = 0; j < gradients[i].size(); ++j) w[j] -= Real(0.1) * gradients[i][j];
    }
  };
  for (int i = 0; i < 3; ++i) step(100), step(36);
  const std::size_t before = memory::blocks_from_system();
  for (int i = 0; i < 20; ++i) step(100), step(36);
  CHECK(memory::blocks_from_system() == before);
}
