// Array memory when one thread makes the arrays and another one drops them, as threads of a batch
// do with the caller's parameters and data.
#include <thread>

#include "batch/tensor_batch.hpp"
#include "batch/threads.hpp"
#include "catch.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("an array dropped by another thread serves its maker again") {
  const std::size_t before = memory::blocks_from_system();
  for (int i = 0; i < 100; ++i) {
    Array array = Array::zeros({7777});
    std::thread([dropped = std::move(array)]() mutable { dropped = {}; }).join();
  }
  CHECK(memory::blocks_from_system() <= before + 1);
}

TEST_CASE("an array outlives the thread that made it") {
  Array array;
  std::thread([&] { array = Array::filled({3000}, 5); }).join();
  CHECK(array[2999] == 5);
  array = {};
  std::thread([&] { array = Array::filled({3000}, 6); }).join();  // may move in where the first was
  CHECK(array[2999] == 6);
}

TEST_CASE("a training loop on threads asks the system for a bounded number of arrays") {
  const Threads use(3);
  std::vector<Array> w = {Array::filled({20, 300}, Real(0.1))}, gradient(1);
  TensorBatch batch({"w"}, {8, 16});
  const std::size_t before = memory::blocks_from_system();
  for (int step = 0; step < 300; ++step) {
    const Array x = Array::filled({100, 20}, Real(0.001) * Real(step));  // new data every step
    const auto loss = [&](TensorTape& tape, std::span<const Tensor> p, Samples rows) {
      tape.data("all of x", x);
      return mse(matmul(tape.data("x", rows_of(x, rows)), p[0]), Array(1));
    };
    batch.gradient(w, 100, loss, gradient);
    Real* numbers = w[0].writable();
    for (std::size_t i = 0; i < w[0].size(); ++i) numbers[i] -= Real(0.001) * gradient[0][i];
  }
  // 13 shards of about ten arrays, if this thread once had to do all of them. Without a way home
  // it would be two new ones each step: the data and the parameters that the others drop.
  CHECK(memory::blocks_from_system() - before < 250);
}
