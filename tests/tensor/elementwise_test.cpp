#include <stdexcept>

#include "ops/catalogue.hpp"
#include "support.hpp"
#include "tensor/elementwise_rule.hpp"

using namespace downhill;
using namespace downhill::testing;

namespace downhill::ops {

// Rules that are not in the catalogue, of one input and of two. y = a + sin(a)².
struct OwnSnake {
  static constexpr std::string_view name = "own_snake";
  static auto value(auto a) { return a + square(sin(a)); }
  static auto slope(auto a, auto /*y*/) { return 1 + 2 * sin(a) * cos(a); }
};

struct OwnDistance {  // y = sqrt(a² + b²)
  static constexpr std::string_view name = "own_distance";
  static auto value(auto a, auto b) { return sqrt(square(a) + square(b)); }
  static auto slope_a(auto a, auto /*b*/, auto y) { return a / y; }
  static auto slope_b(auto /*a*/, auto b, auto y) { return b / y; }
};

struct OwnUnfinished {
  static constexpr std::string_view name = "own_unfinished";
  static auto value(auto a) { return a; }
  static auto slope(auto a, auto /*y*/) {
    if (std::is_same_v<decltype(a), ops::Symbol>) throw std::runtime_error("no slope yet");
    return a;
  }
};

}  // namespace downhill::ops

namespace {

// Shapes that broadcast in each way: equal, a number, a row, a column, both ways at once, and
// across four axes.
const std::vector<std::pair<Shape, Shape>> pairs = {
    {{2, 3}, {2, 3}}, {{2, 3}, {}},     {{}, {3}},           {{2, 3}, {3}},
    {{2, 3}, {2, 1}}, {{4, 1}, {1, 3}}, {{2, 1, 3}, {4, 1}}, {{2, 1, 2, 3}, {1, 4, 1, 3}}};

Array within(ops::Domain domain, int slot, const Shape& shape, unsigned seed) {
  const bool positive = domain == ops::Domain::positive ||
                        (domain == ops::Domain::first_positive && slot == 0) ||
                        (domain == ops::Domain::second_nonzero && slot == 1);
  if (positive) return numbers(shape, seed, Real(0.5), 2);
  if (domain == ops::Domain::above_one) return numbers(shape, seed, Real(1.2), 3);
  const bool small = domain == ops::Domain::above_minus_one ||
                     domain == ops::Domain::between_poles || domain == ops::Domain::within_one;
  return small ? numbers(shape, seed, Real(-0.9), Real(0.9)) : numbers(shape, seed);
}

}  // namespace

TEST_CASE("every rule of the catalogue works on arrays of every pair of shapes") {
  std::vector<Sample> samples;
  for (std::size_t code = 0; code < ops::rule_count; ++code) {
    const ops::ElementwiseOp& op = ops::catalogue()[code];
    if (!op.differentiable) continue;
    unsigned seed = 3;
    for (const auto& [a, b] : pairs) {
      Sample sample{std::string(op.name) + " " + text(a), {within(op.domain, 0, a, ++seed)}, {}};
      if (op.arity == 2) {
        sample.name += " " + text(b);
        sample.inputs.push_back(within(op.domain, 1, b, ++seed));
        sample.record = [code](TensorTape&, const std::vector<Tensor>& x) {
          return record_rule(code, x[0], x[1]);
        };
      } else {
        sample.record = [code](TensorTape&, const std::vector<Tensor>& x) {
          return record_rule(code, x[0]);
        };
      }
      samples.push_back(std::move(sample));
    }
  }
  check(samples);
}

TEST_CASE("a rule of one's own is recorded checked and spelled like those of the catalogue") {
  std::vector<Sample> samples = {
      {"own_snake", {numbers({2, 3}, 5)}, [](TensorTape&, const std::vector<Tensor>& x) {
         return apply_rule<ops::OwnSnake>(x[0]);
       }}};
  for (const auto& [a, b] : pairs)
    samples.push_back({"own_distance " + text(a) + " " + text(b),
                       {numbers(a, 6, Real(0.5), 2), numbers(b, 7, Real(0.5), 2)},
                       [](TensorTape&, const std::vector<Tensor>& x) {
                         return apply_rule<ops::OwnDistance>(x[0], x[1]);
                       }});
  check(samples);
}

TEST_CASE("a rule of one's own that throws does so when it is recorded") {
  TensorTape tape;
  const Tensor x = tape.input("x", numbers({2, 3}, 5));
  for (int again = 0; again < 2; ++again)
    CHECK_THROWS_WITH(apply_rule<ops::OwnUnfinished>(x), "no slope yet");
  CHECK(tape.size() == 1);
}

TEST_CASE("arrays get the numbers and slopes that scalars get, bit for bit") {
  for (std::size_t code = 0; code < ops::rule_count; ++code) {
    const ops::ElementwiseOp& op = ops::catalogue()[code];
    INFO("operation " << op.name);
    const Array a = within(op.domain, 0, {3, 5}, 17), b = within(op.domain, 1, {3, 5}, 18);
    TensorTape tape;
    const Tensor ta = tape.input("a", a), tb = tape.input("b", b);
    const Tensor y = op.arity == 2 ? record_rule(code, ta, tb) : record_rule(code, ta);
    const TensorGradients g = backward(y, Array::filled({3, 5}, 1));
    for (std::size_t i = 0; i < a.size(); ++i) {
      const std::vector<Real> at =
          op.arity == 2 ? std::vector<Real>{a[i], b[i]} : std::vector<Real>{a[i]};
      CHECK(y.value()[i] == op.value(at));
      if (op.differentiable) CHECK(g[ta][i] == op.slopes(at)[0]);
      if (op.differentiable && op.arity == 2) CHECK(g[tb][i] == op.slopes(at)[1]);
    }
  }
}

TEST_CASE("numbers and arrays beside a tensor become constants") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::vector({1, 2, 3}));
  CHECK((2 * x).value() == Array::vector({2, 4, 6}));
  CHECK((x - 1).value() == Array::vector({0, 1, 2}));
  CHECK((Array::vector({6, 6, 6}) / x).value() == Array::vector({6, 3, 2}));
  CHECK(maximum(x, 2).value() == Array::vector({2, 2, 3}));
  CHECK(pow(x, 2).value() == Array::vector({1, 4, 9}));
}

TEST_CASE("a sum over what was broadcast is spelled, and only there") {
  TensorTape tape;
  const Tensor x = tape.input("x", numbers({2, 3}, 1)), b = tape.input("b", numbers({3}, 2));
  const Tensor y = x * b;
  const std::vector<ops::Symbol> names = {ops::Symbol("x"), ops::Symbol("b")};
  CHECK(tape.spell_value(y.index(), names) == "x * b");
  CHECK(tape.spell_contribution(y.index(), 0, names, "y", "dy") == "dy * b");
  CHECK(tape.spell_contribution(y.index(), 1, names, "y", "dy") == "sum_to(dy * x, (3,))");
}
