// dot: one node of many inputs. Its value's bits, its gradients, its words, and its misuse.
#include "scalar/dot.hpp"
#include "places.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "catch.hpp"
#include "check/replay.hpp"
#include "files/process.hpp"
#include "scalar/backward.hpp"
#include "trace/dot.hpp"
#include "trace/from_scalar.hpp"
#include "trace/text.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

// Weights and inputs whose sums of products round at every step.
struct Neuron {
  Tape tape;
  std::vector<Scalar> w, x;
  Scalar b = tape.parameter("b", Real(0.1));
  explicit Neuron(int inputs) {
    for (int k = 0; k < inputs; ++k)
      w.push_back(tape.parameter("w" + std::to_string(k), std::sin(Real(k + 1))));
    for (int k = 0; k < inputs; ++k)
      x.push_back(tape.input("x" + std::to_string(k), std::exp(std::cos(Real(3 * k + 1)))));
  }
};

std::vector<std::uint32_t> operands_of(Scalar sum) {
  const Operands operands = sum.tape().operands(sum.tape().nodes()[sum.index()]);
  std::vector<std::uint32_t> all;
  for (std::size_t slot = 0; slot < operands.size(); ++slot) all.push_back(operands[slot]);
  return all;
}

void check_program(const Trace& trace, const std::string& name) {
  if (std::string(place::python).empty()) {
    WARN("no python3 was found when this was configured: nothing is run here");
    return;
  }
  const auto path = std::filesystem::path(place::build) / (name + ".txt");
  std::ofstream(path) << write_text(trace);
  const Finished finished = run_program(
      {place::python, std::string(place::source) + "/tests/references/run_trace.py", path.string()},
      std::chrono::minutes(1));
  INFO(finished.output << finished.errors);
  CHECK(finished.status == 0);
}

}  // namespace

TEST_CASE("dot adds up from left to right, starting from b, to the last bit") {
  for (const int inputs : {1, 2, 3, 17}) {
    Neuron n(inputs);
    Scalar with_b = n.b, without = n.w[0] * n.x[0];
    for (std::size_t k = 0; k < n.w.size(); ++k) with_b += n.w[k] * n.x[k];
    for (std::size_t k = 1; k < n.w.size(); ++k) without += n.w[k] * n.x[k];
    const std::size_t before = n.tape.size();
    const Scalar y = dot(n.w, n.x, n.b), z = dot(n.w, n.x);
    CHECK(n.tape.size() == before + 2);  // one node each
    CHECK(y.value() == with_b.value());
    CHECK(z.value() == without.value());
  }
  Tape tape;
  const std::vector<Scalar> w{tape.input("w", -1)}, x{tape.input("x", 0)};
  CHECK(std::signbit(dot(w, x).value()));  // -1 * 0 is -0, and nothing was added
}

TEST_CASE("gradients of dot are those of the written-out sum, to the last bit") {
  Neuron n(9);
  Scalar written = n.b;
  for (std::size_t k = 0; k < n.w.size(); ++k) written += n.w[k] * n.x[k];
  const Scalar as_one = dot(n.w, n.x, n.b);
  const Gradients of_written = backward(tanh(written)), of_dot = backward(tanh(as_one));
  CHECK(of_dot[n.b] == of_written[n.b]);
  for (std::size_t k = 0; k < n.w.size(); ++k) {
    CHECK(of_dot[n.w[k]] == of_written[n.w[k]]);
    CHECK(of_dot[n.x[k]] == of_written[n.x[k]]);
  }
}

TEST_CASE("a value may stand in a dot more than once") {
  Tape tape;
  const Scalar a = tape.input("a", 3), b = tape.input("b", 5);
  const std::vector<Scalar> twice{a, a}, both{a, b};
  CHECK(backward(dot(twice, twice))[a] == 12);           // 2 a²
  CHECK(backward(dot(twice, both, a))[a] == 6 + 5 + 1);  // a + a² + a b
  CHECK(backward(dot(twice, both, a))[b] == 3);
}

TEST_CASE("dot with plain numbers takes them as constants") {
  Neuron n(2);
  const std::vector<Real> data{Real(0.5), -2};
  const Scalar y = dot(n.w, data, n.b), z = dot(n.w, data);
  CHECK(y.value() == n.b.value() + n.w[0].value() * data[0] + n.w[1].value() * data[1]);
  CHECK(z.value() == n.w[0].value() * data[0] + n.w[1].value() * data[1]);
  const Gradients g = backward(y);
  CHECK(g[n.w[0]] == Real(0.5));
  CHECK(g[n.w[1]] == -2);
  CHECK(g[n.b] == 1);
  CHECK_FALSE(g.computed(n.x[0]));
  CHECK(write_text(explain(g)).find(" = b + w0 * 0.5 + w1 * -2 ") != std::string::npos);
}

TEST_CASE("finite differences agree with the gradients of dot, and replay computes it again") {
  Neuron n(5);
  const std::vector<Real> data{1, 2, 3, 4, 5};
  const Scalar y = sigmoid(dot(n.w, n.x, n.b)) * dot(n.x, data) + dot(n.x, n.x);
  for (const check::Checked& result : check::check(backward(y))) CHECK(result.agrees);
  check::Replay replay(y);
  CHECK(replay({}) == y.value());
  CHECK(replay({{n.x[2], 2}}) != y.value());
}

TEST_CASE("nothing of a dot is left out where its gradient is 0: 0 * inf is nan") {
  Tape tape;
  const Real inf = std::numeric_limits<Real>::infinity();
  const std::vector<Scalar> w{tape.input("w", 2)}, x{tape.input("x", inf)};
  const Gradients g = backward(dot(w, x) * 0.0);
  CHECK(std::isnan(g[w[0]]));
  CHECK(g[x[0]] == 0);
}

TEST_CASE("a dot knows its line, takes a name, and stops at detach") {
  Neuron n(2);
  const unsigned line = __LINE__;
  const Scalar y = name("y", dot(n.w, n.x));
  const Scalar z = dot(n.w, n.x, n.b);
  const Node* nodes = n.tape.nodes().data();
  CHECK(n.tape.line_of(nodes[y.index()]) == line + 1);
  CHECK(n.tape.line_of(nodes[z.index()]) == line + 2);
  CHECK(n.tape.name_of(nodes[y.index()]) == "y");
  CHECK_FALSE(backward(detach(y)).computed(n.w[0]));
}

TEST_CASE("the trace of a dot shows every product and every contribution") {
  Tape tape;
  const std::vector<Scalar> w{tape.parameter("w0", Real(0.5)), tape.parameter("w1", Real(-1.5))};
  const std::vector<Scalar> x{tape.input("x0", 2), tape.input("x1", 3)};
  const Scalar a = name("a", dot(w, x, tape.parameter("b", Real(0.25))));
  const std::string text = write_text(explain(backward(name("y", square(a)))));
  std::size_t from = 0;
  for (const char* line :
       {"a = b + w0 * x0 + w1 * x1  # -3.25", "\nda = dy * (2 * a) ", "\ndb = da ",
        "\ndw0 = da * x0 ", "\ndx0 = da * w0 ", "\ndw1 = da * x1 ", "\ndx1 = da * w1 "}) {
    INFO(text << "looking for " << line);
    from = text.find(line, from);
    REQUIRE(from != std::string::npos);
  }
}

TEST_CASE("python3 computes from the words of a dot what C++ computed", "[double]") {
  Neuron n(3);
  const std::vector<Real> data{Real(0.1), Real(-0.2), Real(0.3)};
  const Scalar a = name("a", dot(n.w, n.x, n.b));
  const Scalar c = name("c", dot(n.w, data, a));
  const Scalar d = name("d", dot(n.w, n.w));
  check_program(explain(backward(name("y", tanh(a + c * d)))), "dot-trace");
}

TEST_CASE("both drawings of a dot have an edge for every operand") {
  Neuron n(2);
  const Scalar y = name("y", dot(n.w, n.x, n.b));
  const Trace trace = explain(backward(y));
  for (const Drawing drawing : {Drawing::graph, Drawing::gradient}) {
    const std::string dot_file = write_dot(trace, drawing);
    for (int slot = 0; slot < 5; ++slot) {
      const std::string id = "e" + std::to_string(y.index()) + "_" + std::to_string(slot);
      INFO(id);
      CHECK(dot_file.find(id) != std::string::npos);
    }
  }
}

TEST_CASE("dot refuses rows of different lengths, empty ones, and those of several tapes") {
  Neuron n(3), other(3);
  const std::vector<Scalar> two{n.w[0], n.w[1]}, none, mixed{n.x[0], other.x[1], n.x[2]};
  CHECK_THROWS_AS(dot(two, n.x), UsageError);
  CHECK_THROWS_WITH(dot(two, n.x, n.b),
                    "dot: 2 values and 3 values cannot be paired: give one x for each w");
  CHECK_THROWS_WITH(dot(two, std::vector<Real>{1}), ContainsSubstring("cannot be paired"));
  CHECK_THROWS_WITH(dot(none, none), ContainsSubstring("a sum of no products"));
  CHECK_THROWS_WITH(dot(n.w, mixed), ContainsSubstring("different tapes cannot meet"));
  CHECK_THROWS_WITH(dot(mixed, n.w), ContainsSubstring("different tapes cannot meet"));
  CHECK_THROWS_WITH(dot(n.w, n.x, other.b), ContainsSubstring("different tapes cannot meet"));
  CHECK_THROWS_WITH(dot(n.w, std::vector<Scalar>(3)), ContainsSubstring("before it was given"));
  CHECK(dot(n.w, n.x).value() == dot(other.w, other.x).value());  // both tapes go on
  const std::vector<Scalar> before = n.w;
  n.tape.clear();
  CHECK_THROWS_WITH(dot(before, before), ContainsSubstring("after its tape was cleared"));
}

TEST_CASE("dots of every length list their operands as written, and find a stranger at any place") {
  Neuron other(1);
  for (int length = 1; length < 8; ++length) {
    INFO(length << " products");
    Neuron n(length);
    for (const bool with_b : {false, true}) {
      const Scalar y = with_b ? dot(n.w, n.x, n.b) : dot(n.w, n.x);
      std::vector<std::uint32_t> expected;
      if (with_b) expected.push_back(n.b.index());
      for (std::size_t k = 0; k < n.w.size(); ++k) {
        expected.push_back(n.w[k].index());
        expected.push_back(n.x[k].index());
      }
      CHECK(operands_of(y) == expected);
    }
    for (std::size_t k = 0; k < n.w.size(); ++k) {
      std::vector<Scalar> strange = n.x;
      strange[k] = other.x[0];
      CHECK_THROWS_WITH(dot(n.w, strange), ContainsSubstring("different tapes cannot meet"));
      CHECK_THROWS_WITH(dot(strange, n.w, n.b), ContainsSubstring("different tapes cannot meet"));
    }
  }
}

TEST_CASE("a dot is the same whether its nodes lie in rows, run backward, repeat or lie anywhere") {
  const std::vector<std::vector<std::size_t>> orders = {
      {0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {1, 3, 5},       {4, 4, 4},    {0, 1, 3},
      {2, 1, 1},          {3, 0, 5, 1},       {0, 1, 2, 3, 5}, {5, 3, 1, 0}, {2}};
  for (const auto& of_w : orders)
    for (const auto& of_x : orders) {
      if (of_w.size() != of_x.size()) continue;
      Neuron n(6);
      std::vector<Scalar> w, x;
      std::vector<std::uint32_t> expected = {n.b.index()};
      Scalar written = n.b;
      for (std::size_t k = 0; k < of_w.size(); ++k) {
        w.push_back(n.w[of_w[k]]);
        x.push_back(n.x[of_x[k]]);
        expected.insert(expected.end(), {w[k].index(), x[k].index()});
        written += w[k] * x[k];
      }
      const Scalar as_one = dot(w, x, n.b);
      CHECK(operands_of(as_one) == expected);
      CHECK(as_one.value() == written.value());
      // A node that is repeated receives its contributions in another order there, so that its sum
      // may be off by a rounding for each, of the size of what is added.
      Real added = 0;
      for (std::size_t k = 0; k < w.size(); ++k)
        added += std::abs(w[k].value()) + std::abs(x[k].value());
      const auto agrees = [added](Real one, Real other) {
        return std::abs(one - other) <= 3 * std::numeric_limits<Real>::epsilon() * added;
      };
      const Gradients of_one = backward(as_one), of_written = backward(written);
      for (std::size_t k = 0; k < of_w.size(); ++k) {
        CHECK(agrees(of_one[w[k]], of_written[w[k]]));
        CHECK(agrees(of_one[x[k]], of_written[x[k]]));
      }
    }
}

TEST_CASE("a dot of two rows needs no memory for each product") {
  Neuron n(6);
  const auto kept = [&](const std::vector<Scalar>& w, const std::vector<Scalar>& x) {
    const std::size_t before = n.tape.kept_operands().size();
    dot(w, x, n.b);
    return n.tape.kept_operands().size() - before;
  };
  CHECK(kept(n.w, n.x) == Rows::kept);
  CHECK(kept({n.w[0], n.w[2], n.w[4]}, {n.x[3], n.x[2], n.x[1]}) == Rows::kept);
  CHECK(kept({n.w[0], n.w[1], n.w[3]}, {n.x[0], n.x[1], n.x[2]}) == 7);
}

TEST_CASE("recording dots again after clear allocates nothing") {
  Tape tape;
  const auto step = [&] {
    tape.clear();
    std::vector<Scalar> w;
    for (int k = 0; k < 1000; ++k) w.push_back(tape.input("w", 1));
    Scalar y = dot(w, w);
    for (int k = 0; k < 50; ++k) y = dot(w, w, y);
    CHECK(y.value() == 51'000);
    CHECK(backward(y)[w[7]] == 102);
    return tape.kept_operands().data();
  };
  const std::uint32_t* first = step();
  CHECK(step() == first);
}
