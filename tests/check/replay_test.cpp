// Replay: a recorded graph with other numbers, and its gradients checked by finite differences.
#include "check/replay.hpp"

#include <cmath>

#include "catch.hpp"
#include "scalar/operators.hpp"

using namespace downhill;

TEST_CASE("replay computes what a new recording would") {
  const auto formula = [](Scalar a, Scalar b) { return tanh(a * b) / (b + 2) - pow(a, 3.0); };
  Tape tape;
  const Scalar a = tape.input("a", Real(0.3)), b = tape.input("b", Real(1.7));
  const Scalar y = formula(a, b);
  check::Replay replay(y);
  CHECK(replay({}) == y.value());

  Tape again;
  const Real changed = formula(again.input("a", Real(0.4)), again.input("b", Real(-0.9))).value();
  CHECK(replay({{a, Real(0.4)}, {b, Real(-0.9)}}) == changed);
  CHECK(replay({}) == y.value());  // what was changed is forgotten
  CHECK(y.value() == tape.nodes()[y.index()].value);
}

TEST_CASE("replay keeps a changed result and what detach returned") {
  Tape tape;
  const Scalar x = tape.input("x", 2);
  const Scalar s = x * x;
  const Scalar y = s * detach(x);
  check::Replay replay(y);
  CHECK(replay({{s, 10}}) == 20);
  CHECK(replay({{x, 3}}) == 18);  // 9 times the recorded 2
  const Scalar later = y + 1.0;
  CHECK(replay({{later, 100}}) == 8);
}

TEST_CASE("replay refuses nodes of another tape") {
  Tape tape, other;
  const Scalar y = tape.input("x", 2) * 3.0, foreign = other.input("x", 1);
  CHECK_THROWS_AS(check::Replay(y)({{foreign, 1}}), UsageError);
}

TEST_CASE("check agrees with every gradient of a graph of many rules") {
  Tape tape;
  const Scalar a = tape.input("a", Real(0.7)), b = tape.parameter("b", Real(-1.3));
  const Scalar apart = tape.input("apart", 1);
  Scalar y = gelu(a * b) + softplus(a - b) * sigmoid(b) + log(a) / sqrt(square(b));
  y += maximum(a, b) * detach(a) + leaky_relu(b, Real(0.01));
  const std::vector<check::Checked> results = check::check(backward(y));
  REQUIRE(results.size() == 2);  // not apart, and not the literal
  CHECK(results[0].node.index() == a.index());
  CHECK(results[1].node.index() == b.index());
  for (const check::Checked& result : results) {
    CHECK(result.agrees);
    CHECK(result.difference.smooth);
    CHECK(result.difference.value == Approx(result.gradient).epsilon(1e-5));
  }
  CHECK_THROWS_AS(check::check(backward(y), {apart}), UsageError);
}

TEST_CASE("check finds a wrong gradient") {
  Tape tape;
  const Scalar x = tape.input("x", 2);
  const Scalar y = x * x * x;
  CHECK(check::check(backward(y), {x})[0].agrees);
  CHECK_FALSE(check::check(backward(y, Real(1.001)), {x})[0].agrees);  // as if 0.1 % off
}

TEST_CASE("check says that a kink is one") {
  Tape tape;
  const Scalar x = tape.input("x", 0);
  const check::Checked at_kink = check::check(backward(relu(x)), {x})[0];
  CHECK_FALSE(at_kink.difference.smooth);
  CHECK(at_kink.gradient == 0);
}
