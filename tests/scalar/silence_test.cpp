// Silence: what backward passes by because its gradient is 0, and what it must not pass by.
#include "scalar/silence.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "scalar/backward.hpp"
#include "scalar/contributions.hpp"
#include "scalar/dot.hpp"

using namespace downhill;

namespace {

constexpr Real infinity = std::numeric_limits<Real>::infinity();
constexpr Real not_a_number = std::numeric_limits<Real>::quiet_NaN();

// What every node hands back, one after the other, with nothing left out.
std::vector<Real> one_by_one(Scalar y) {
  std::vector<Real> sums(y.index() + 1, 0);
  sums.back() = 1;
  for (std::size_t i = sums.size(); i-- > 0;) hand_back(y.tape(), i, sums.data());
  return sums;
}

void check_backward(Scalar y) {
  const std::vector<Real> sums = one_by_one(y);
  const Gradients g = backward(y);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    INFO("node " << i);
    if (y.tape().nodes()[i].kind() == constant) continue;
    const Real gradient = g.or_zero(y.tape().at(i));
    CHECK((gradient == sums[i] || (std::isnan(gradient) && std::isnan(sums[i]))));
    if (sums[i] == 0) CHECK(std::signbit(gradient) == std::signbit(sums[i]));
  }
}

}  // namespace

TEST_CASE("a silent rule hands back nothing but 0 wherever its value is finite") {
  const Real edges[] = {
      0,   -0.0,     1,         Real(-2.5), std::numeric_limits<Real>::denorm_min(), 20,
      800, infinity, -infinity, -800,       std::numeric_limits<Real>::max(),        not_a_number};
  std::size_t code = 0, silent = 0;
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    if ((silent_kinds >> (first_rule + code++) & 1) == 0) continue;
    ++silent;
    for (const Real a : edges)
      for (const Real b : edges) {
        INFO(op.name << " of " << a << " and " << b);
        const std::vector<Real> at = op.arity == 2 ? std::vector{a, b} : std::vector{a};
        if (!std::isfinite(op.value(at))) continue;
        for (const Real slope : op.slopes(at)) CHECK(0 * slope == 0);
      }
  }
  CHECK(silent == std::tuple_size_v<SilentRules>);
}

// Neurons of all lengths, so that silent stretches begin and end everywhere among the fours.
TEST_CASE("backward passes by silence and leaves every gradient as it was") {
  for (const bool as_dot : {false, true}) {
    for (std::size_t shut = 0; shut < 12; ++shut) {
      INFO("neuron " << shut << " is open, or none");
      Tape tape;
      std::vector<Scalar> w;
      for (int k = 0; k < 12; ++k) w.push_back(tape.parameter("w", Real(0.3) * Real(k) - 1));
      Scalar sum = w[0];
      for (std::size_t j = 0; j < 11; ++j) {
        Scalar s = tape.input("b", j == shut ? 50 : -50);
        for (std::size_t k = 0; k < j; ++k)
          s = as_dot ? dot({&w[k], 1}, {&w[j], 1}, s) : s + w[k] * w[j];
        sum += relu(tanh(s) - square(w[j]) * Real(0.01)) * w[j];
      }
      check_backward(relu(sum));
      check_backward(relu(sum) * Real(0));
      check_backward(exp(sum) * -0.0);
    }
  }
}

TEST_CASE("0 * inf is nan in the middle of silence, too") {
  for (const Real number : {Real(2), infinity, -infinity, not_a_number}) {
    for (int around = 0; around < 9; ++around) {
      INFO(number << " with " << around << " nodes around it");
      Tape tape;
      const Scalar x = tape.input("x", 1), odd = tape.input("odd", number);
      const Scalar zero = tape.input("zero", 0);
      Scalar y = x;
      for (int k = 0; k < around; ++k) y = y + x;
      y = relu(y * odd) + sqrt(zero) + x;  // sqrt'(0) is inf
      for (int k = 0; k < around; ++k) y = y * x;
      check_backward(y * 0.0);
      check_backward(relu(0.0 - exp(y)));
    }
  }
}
