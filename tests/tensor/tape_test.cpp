#include "tensor/tape.hpp"

#include <omp.h>

#include <cstring>

#include "support.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"
#include "tensor/normalization.hpp"
#include "tensor/reductions.hpp"
#include "tensor/selecting.hpp"

using namespace downhill;
using namespace downhill::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

// One step of a small network that uses a bit of everything.
std::pair<Tensor, Tensor> small_network(TensorTape& tape) {
  const Tensor x = tape.data("x", numbers({6, 4}, 1));
  const Tensor w = tape.parameter("w", numbers({4, 3}, 2)),
               b = tape.parameter("b", numbers({3}, 3));
  const Tensor h = layer_norm(tanh(matmul(x, w) + b), Array::filled({3}, 1), Array::zeros({3}));
  return {cross_entropy(h, Array::vector({0, 1, 2, 0, 1, 2})) + 0.5 * mean(square(w)), w};
}

bool same_bits(const Array& a, const Array& b) {
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Real)) == 0;
}

}  // namespace

TEST_CASE("a tape knows what each node is, its name and its line") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({1, 2}));
  const unsigned line = __LINE__ + 1;
  const Tensor y = name("y", x * 2);
  const TensorNode& node = tape.nodes()[y.index()];
  CHECK(node.kind == TensorKind::operation);
  CHECK(node.operation->name() == "mul");
  CHECK(tape.name_of(node) == "y");
  CHECK(tape.line_of(node) == line);
  CHECK_THAT(std::string(tape.file_of(node)), ContainsSubstring("tape_test.cpp"));
  CHECK(tape.nodes()[1].kind == TensorKind::constant);
  CHECK(tape.inputs_of(node).size() == 2);
  CHECK(tape.inputs_of(node)[0] == x.index());
  const Tensor z = name("z", y);  // a second name is a node of its own
  CHECK(z.index() != y.index());
  CHECK(tape.name_of(tape.nodes()[y.index()]) == "y");
}

TEST_CASE("a value used twice receives both contributions, in the order of backward") {
  struct Log final : BackwardObserver {
    std::vector<std::string> lines;
    void contributes(const Contribution& c) override {
      lines.push_back(std::to_string(c.consumer) + "." + std::to_string(c.slot) +
                      (c.first ? " = " : " += ") + text(c.amount) + " -> " + text(c.total));
    }
  } log;
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({2, 3}));
  const Tensor xx = x * x, five = 5 * x;
  const Tensor y = sum(xx + five);
  const TensorGradients g = backward(y, {}, &log);
  CHECK(g[x] == Array::vector({9, 11}));
  CHECK(log.lines == std::vector<std::string>{"5.0 = [2]  1 1 -> [2]  1 1",   // the sum
                                              "4.0 = [2]  1 1 -> [2]  1 1",   // to x * x
                                              "4.1 = [2]  1 1 -> [2]  1 1",   // to 5 * x
                                              "3.1 = [2]  5 5 -> [2]  5 5",   // to x
                                              "1.0 += [2]  2 3 -> [2]  7 8",  // to x again
                                              "1.1 += [2]  2 3 -> [2]  9 11"});
  CHECK(backward(y)[x] == g[x]);  // asking twice gives the same
}

TEST_CASE("backward starts from one number, or from an upstream array of the output's shape") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({1, 2, 3}));
  CHECK(message<ShapeError>([&] { backward(x * x); }) ==
        "backward: the output has shape [3], and only one number can start with 1.\n"
        "     Reduce it first, with sum or mean, or give an upstream array of shape [3].");
  CHECK(message<ShapeError>([&] {
          backward(x * x, Array::vector({1, 2}));
        }) ==
        "backward: the output has shape [3], and its upstream gradient [2].\n"
        "     Both must be the same.");
  CHECK(backward(x * x, Array::vector({1, 10, 100}))[x] == Array::vector({2, 40, 600}));
  CHECK(backward(x, Array::vector({7, 8, 9}))[x] == Array::vector({7, 8, 9}));
}

TEST_CASE("an array gradient that was not computed is an error, never 0") {
  TensorTape tape;
  const Tensor x = tape.input("x", 2), aside = tape.input("aside", 3), d = tape.data("d", 4);
  const Tensor y = x * detach(aside) + d * 5;
  const TensorGradients g = backward(y);
  CHECK(g[x].number() == 3);
  CHECK_FALSE(g.computed(aside));
  CHECK(message<UsageError>([&] { g[aside]; }) ==
        "the gradient of aside was not computed: the output does not depend on it, or only "
        "through detach, a mask or an index");
  CHECK(message<UsageError>([&] { g[d]; }) ==
        "the gradient of d was not computed: it is a constant or data, or made of such only; "
        "record it with input or parameter");
  const Tensor later = tape.input("later", 1);
  CHECK_FALSE(g.computed(later));
}

TEST_CASE("handles that mean nothing are recognised") {
  TensorTape tape, other;
  const Tensor x = tape.input("x", 1), z = other.input("z", 2);
  const TensorGradients g = backward(x * 2);
  CHECK(message<UsageError>([&] { x + z; }) ==
        "two Tensors of different tapes cannot meet in one operation: record both on one tape, or "
        "bring one over as an array with value()");
  CHECK(message<UsageError>([&] { g[z]; }) ==
        "a gradient was asked for a Tensor of another tape than the output's");
  CHECK(message<UsageError>([&] { Tensor().value(); }) ==
        "a Tensor was used before it was given a value");
  const std::string stale =
      "a Tensor was used after its tape was cleared or destroyed: record it again, or read its "
      "value() before";
  tape.clear();
  CHECK(message<UsageError>([&] { x.value(); }) == stale);
  CHECK(message<UsageError>([&] { x * 2; }) == stale);
  CHECK(message<UsageError>([&] { g[x]; }) == stale);
  Tensor gone;
  {
    TensorTape brief;
    gone = brief.input("gone", 1);
  }
  CHECK(message<UsageError>([&] { gone.shape(); }) == stale);
}

TEST_CASE("an operation that failed leaves no node behind") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({2, 3})), y = tape.input("y", Array::zeros({2}));
  CHECK_THROWS_AS(x + y, ShapeError);
  CHECK(tape.size() == 2);
  CHECK((x + 1).index() == 3);  // after its constant
}

TEST_CASE("the second step takes no memory from the system") {
  TensorTape tape;
  Real first_loss = 0;
  std::size_t blocks = 0;
  for (int step = 0; step < 4; ++step) {
    tape.clear();
    const auto [loss, w] = small_network(tape);
    const TensorGradients g = backward(loss);
    const Array updated = g[w];
    if (step == 0) first_loss = loss.value().number();
    if (step == 1) blocks = memory::blocks_from_system();
    CHECK(loss.value().number() == first_loss);
  }
  CHECK(memory::blocks_from_system() == blocks);
}

TEST_CASE("results have the same bits for any number of threads") {
  const Array a = numbers({301, 257}, 1), b = numbers({257, 403}, 2), row = numbers({403}, 3);
  std::vector<Array> first;
  for (const int threads : {1, 2, 3, 7}) {
    omp_set_num_threads(threads);
    TensorTape tape;
    const Tensor ta = tape.input("a", a), tb = tape.input("b", b), tr = tape.input("r", row);
    const Tensor y = tanh(matmul(ta, tb) * Real(0.05) + tr);
    const Tensor z = sum(y * y, 1);
    const Tensor loss = mean(z) + logsumexp(y);
    const TensorGradients g = backward(loss);
    const std::vector<Array> results = {y.value(), z.value(), loss.value(), g[ta], g[tb], g[tr]};
    if (first.empty()) first = results;
    for (std::size_t k = 0; k < results.size(); ++k) {
      INFO("result " << k << " with " << threads << " threads");
      CHECK(same_bits(results[k], first[k]));
    }
  }
  omp_set_num_threads(omp_get_num_procs());
}

TEST_CASE("a chain of a hundred thousand nodes records, differentiates and is freed") {
  TensorTape tape;
  Tensor x = tape.input("x", Array::vector({1, 2}));
  const Tensor start = x;
  for (int i = 0; i < 100'000; ++i) x = -x;
  CHECK(backward(sum(x))[start] == Array::vector({1, 1}));
}
