// Gradients: shared nodes, order, size, what was not computed, and memory.
#include <algorithm>
#include <cmath>
#include <limits>

#include "catch.hpp"
#include "scalar/backward.hpp"
#include "scalar/operators.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a value used twice receives both contributions") {
  Tape tape;
  const Scalar x = tape.input("x", 3);
  CHECK(backward(x * x)[x] == 6);
  CHECK(backward(x + x)[x] == 2);
  CHECK(backward(x - x)[x] == 0);
  CHECK(backward(x / x)[x] == 0);
}

TEST_CASE("a sum of shared nodes has its 2^n paths, in n steps") {
  Tape tape;
  const Scalar x = tape.input("x", 1);
  Scalar y = x;
  for (int i = 0; i < 60; ++i) y = y + y;
  CHECK(backward(y)[x] == std::ldexp(Real(1), 60));
}

// A walk that visits m before all of its users are done gives r's half to m too late. The same
// graph with operands swapped must not differ.
TEST_CASE("the gradient of a diamond does not depend on the order of operands") {
  const auto gradient = [](bool w_first) {
    Tape tape;
    const Scalar w = tape.input("w", 3);
    const Scalar m = w * w;
    const Scalar r = 0.5 * (w_first ? w + m : m + w);
    return backward(r)[w];
  };
  CHECK(gradient(true) == 3.5);  // (1 + 2 w) / 2
  CHECK(gradient(false) == 3.5);

  const auto long_diamond = [](bool short_first) {
    Tape tape;
    const Scalar w = tape.input("w", 2);
    const Scalar m = tape.input("m", 5) * w;
    Scalar way = m;
    for (int i = 0; i < 10; ++i) way = way * w;
    const Scalar r = short_first ? m * way : way * m;
    return backward(r)[w];
  };
  CHECK(long_diamond(true) == 25 * 12 * 2048);  // r = 25 w^12
  CHECK(long_diamond(false) == 25 * 12 * 2048);
}

TEST_CASE("backward twice gives the same, and no gradient remembers another") {
  Tape tape;
  const Scalar a = tape.input("a", 2), b = tape.input("b", 3), c = tape.input("c", 4);
  const Scalar s = a + b, y = s * c;
  const Gradients first = backward(y);
  const Gradients second = backward(y);
  for (const Scalar x : {a, b, c, s, y}) CHECK(first[x] == second[x]);
  CHECK(first[a] == 4);
  CHECK(first[c] == 5);
  CHECK(backward(s)[a] == 1);
  CHECK(first[a] == 4);
  CHECK(backward(y, 10)[a] == 40);
  CHECK(backward(y, 0)[a] == 0);  // computed, and 0
}

TEST_CASE("a chain of a million nodes records, differentiates and is freed") {
  Tape tape;
  const Scalar x = tape.input("x", 1);
  Scalar y = x;
  for (int i = 0; i < 1'000'000; ++i) y = y + x;
  CHECK(y.value() == 1'000'001);
  CHECK(backward(y)[x] == 1'000'001);
}

TEST_CASE("a gradient that was not computed is an error, never 0") {
  Tape tape;
  const Scalar x = tape.input("x", 2), unused = tape.input("unused", 1);
  const Scalar stopped = tape.input("stopped", 5), zero = tape.input("zero", 0);
  const Scalar two = 2.0 * x;
  const Scalar unnamed = x * x;
  const Scalar y = two + detach(stopped) + unused * 0.0 + zero * 0.0;
  const Scalar later = y + x;
  const Gradients g = backward(y);

  CHECK_THROWS_AS(g[stopped], UsageError);
  CHECK_THROWS_WITH(g[stopped],
                    "the gradient of stopped was not computed: the output does not "
                    "depend on it, or only through detach");
  CHECK_THROWS_WITH(g[unnamed], ContainsSubstring("the gradient of node "));
  CHECK_THROWS_WITH(g[later], ContainsSubstring("was not computed"));
  const Scalar literal_two = tape.at(two.index() - 1);
  CHECK(literal_two.value() == 2);
  CHECK_THROWS_WITH(g[literal_two], ContainsSubstring("was not computed"));

  CHECK(g[x] == 2);
  CHECK(g[unused] == 0);  // computed, and exactly 0
  CHECK(g[zero] == 0);
  CHECK(!std::signbit(g[zero]));
  CHECK(g.computed(x));
  CHECK_FALSE(g.computed(stopped));
  CHECK_FALSE(g.computed(later));

  CHECK(g.or_zero(x) == g[x]);
  CHECK(g.or_zero(stopped) == 0);
  CHECK(g.or_zero(later) == 0);
  CHECK(!std::signbit(g.or_zero(stopped)));
}

TEST_CASE("a gradient of minus zero was computed") {
  Tape tape;
  const Scalar x = tape.input("x", 1), apart = tape.input("apart", 1);
  const Gradients g = backward(x * -0.0);
  CHECK(g.computed(x));
  CHECK(g[x] == 0);
  CHECK_FALSE(g.computed(apart));
}

TEST_CASE("nan and inf flow through, and stop where they are masked") {
  Tape tape;
  const Scalar x = tape.input("x", std::numeric_limits<Real>::quiet_NaN());
  const Scalar w = tape.input("w", 2);
  const Gradients g = backward(w * x);
  CHECK(std::isnan((w * x).value()));
  CHECK(std::isnan(g[w]));
  CHECK(g[x] == 2);

  const Scalar z = tape.input("z", -1);
  CHECK(backward(sqrt(relu(z)))[z] == 0);  // sqrt'(0) is inf; relu lets none of it through
}

// 1 / x has an infinite slope at 0; u hands 0 to v.
TEST_CASE("what was recorded but not used for the output neither spoils nor computes a gradient") {
  Tape tape;
  const Scalar x = tape.input("x", 0), v = tape.input("v", 2);
  const Scalar unused = 1.0 / x, u = v * -3.0;
  const Gradients g = backward(x * 2.0);
  CHECK(g[x] == 2);
  CHECK(g[x] == 2);
  for (const Scalar apart : {unused, u, v}) CHECK_FALSE(g.computed(apart));

  CHECK(backward(x * 2.0).or_zero(x) == 2);  // asked for first
  CHECK(backward(v * 2.0).or_zero(x) == 0);
  CHECK_FALSE(backward(v * 2.0).computed(x));

  const Scalar root = sqrt(x);  // used, and 0 * inf is nan
  CHECK(std::isnan(backward(root * 0.0 + x).or_zero(x)));
  CHECK(std::isnan(backward(root * 0.0 + x)[x]));
}

// Every way in which a sum, a product, a difference and the nodes before them can be each other's
// inputs.
TEST_CASE("sums and products hand back what they would one by one") {
  for (int graph = 0; graph < 3 * 3 * 3 * 3 * 3 * 3; ++graph) {
    INFO("graph " << graph);
    Tape tape;
    std::vector<Scalar> x{tape.input("x", Real(1.5)), tape.input("y", Real(-0.7)),
                          tape.input("z", Real(0.3))};
    int choices = graph;
    const auto one_of_the_last = [&] {
      const int back = choices % 3;
      choices /= 3;
      return x[x.size() - 1 - std::size_t(back)];
    };
    for (const int which : {0, 1, graph % 3}) {
      const Scalar a = one_of_the_last(), b = one_of_the_last();
      x.push_back(which == 0 ? a * b : which == 1 ? a + b : a - b);
    }
    x.push_back(x.back() * x.back() + x.back());
    const Gradients g = backward(x.back());

    std::vector<Real> sums(tape.size(), 0);
    sums.back() = 1;
    for (std::size_t i = tape.size(); i-- > 3;) {
      const Node& node = tape.nodes()[i];
      const bool product = node.kind() == first_rule + ops::code_of<ops::Mul>;
      sums[node.a()] += sums[i] * (product ? tape.nodes()[node.b()].value : 1);
      const bool difference = node.kind() == first_rule + ops::code_of<ops::Sub>;
      sums[node.b()] += sums[i] * (product ? tape.nodes()[node.a()].value : difference ? -1 : 1);
    }
    for (std::size_t i = 0; i < tape.size(); ++i) CHECK(g.or_zero(tape.at(i)) == sums[i]);
  }
}

TEST_CASE("whether a gradient was computed does not depend on what was asked before") {
  Tape tape;
  std::vector<Scalar> x;
  for (int i = 0; i < 4; ++i) x.push_back(tape.input("x", 0));
  const Scalar early = x[0] * x[1], unused = x[2] * x[2];
  const Scalar y = early * x[0] + detach(x[3] * x[0]);
  const bool expected[] = {true, true, false, false};
  std::vector<int> order{0, 1, 2, 3};
  do {
    const Gradients g = backward(y);
    for (const int i : order) CHECK(g.computed(x[std::size_t(i)]) == expected[i]);
    CHECK(g.computed(early));
    CHECK_FALSE(g.computed(unused));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("gradients outlive their tape's next backward, and may be moved") {
  Tape tape;
  const Scalar x = tape.input("x", 3);
  Gradients g = backward(x * x);
  g = backward(x * x * x);
  CHECK(g[x] == 27);
  const Gradients moved = std::move(g);
  CHECK(moved[x] == 27);
}

TEST_CASE("the second training step allocates nothing") {
  Tape tape;
  const auto step = [&] {
    tape.clear();
    const Scalar x = tape.input("x", 1);
    Scalar y = x;
    for (int i = 0; i < 5000; ++i) y = y * x;
    const Gradients g = backward(y);
    CHECK(g[x] == 5001);
    return tape.nodes().data();
  };
  const Node* first = step();
  CHECK(step() == first);
  CHECK(step() == first);
}

TEST_CASE("the memory of gradients that are gone serves the next ones") {
  const Sums::Pool pool = std::make_shared<Sums::Memory>();
  const auto memory = [&](std::size_t size) {
    Sums sums(pool, size);
    return sums.data();
  };
  const Real* first = memory(1000);
  CHECK(memory(1000) == first);
  Sums kept(pool, 1000);
  kept = Sums(pool, 1000);
  CHECK(pool->size() == 1);  // what kept held before
}
