// The words of every rule, as they stand in traces.
#include <map>

#include "catch.hpp"
#include "ops/catalogue.hpp"
#include "ops/symbol.hpp"

using namespace downhill;
using ops::Symbol;

namespace {

struct Words {
  std::string value;
  std::vector<std::string> slopes;
};

const std::map<std::string_view, Words> expected = {
    {"identity", {"a", {"1"}}},
    {"detach", {"detach(a)", {}}},
    {"add", {"a + b", {"1", "1"}}},
    {"sub", {"a - b", {"1", "-1"}}},
    {"mul", {"a * b", {"b", "a"}}},
    {"div", {"a / b", {"1 / b", "-y / b"}}},
    {"neg", {"-a", {"-1"}}},
    {"pow",
     {"a ** b",
      {"where(b == 0, 0, b * a ** (b - 1))", "where((a == 0) & (b >= 0), 0, y * log(a))"}}},
    {"square", {"square(a)", {"2 * a"}}},
    {"sqrt", {"sqrt(a)", {"1 / (2 * y)"}}},
    {"exp", {"exp(a)", {"y"}}},
    {"log", {"log(a)", {"1 / a"}}},
    {"expm1", {"expm1(a)", {"exp(a)"}}},
    {"log1p", {"log1p(a)", {"1 / (1 + a)"}}},
    {"sin", {"sin(a)", {"cos(a)"}}},
    {"cos", {"cos(a)", {"-sin(a)"}}},
    {"tan", {"tan(a)", {"1 + square(y)"}}},
    {"asin", {"asin(a)", {"1 / sqrt((1 - a) * (1 + a))"}}},
    {"acos", {"acos(a)", {"-1 / sqrt((1 - a) * (1 + a))"}}},
    {"atan", {"atan(a)", {"1 / (1 + square(a))"}}},
    {"sinh", {"sinh(a)", {"cosh(a)"}}},
    {"cosh", {"cosh(a)", {"sinh(a)"}}},
    {"asinh", {"asinh(a)", {"1 / hypot(1, a)"}}},
    {"acosh", {"acosh(a)", {"1 / (sqrt(a - 1) * sqrt(a + 1))"}}},
    {"atanh", {"atanh(a)", {"1 / ((1 - a) * (1 + a))"}}},
    {"erf", {"erf(a)", {ops::literal(Real(1.1283791670955126)) + " * gaussian(a)"}}},  // 2 / √π
    {"tanh", {"tanh(a)", {"square(sech(a))"}}},
    {"sigmoid", {"sigmoid(a)", {"y * sigmoid(-a)"}}},
    {"log_sigmoid", {"log_sigmoid(a)", {"sigmoid(-a)"}}},
    {"relu", {"relu(a)", {"where(a > 0, 1, 0)"}}},
    {"leaky_relu", {"leaky_relu(a, b)", {"where(a > 0, 1, b)", "minimum(a, 0)"}}},
    {"silu", {"silu(a)", {"sigmoid(a) * (1 + a * sigmoid(-a))"}}},
    {"gelu", {"gelu(a)", {"normal_cdf(a) + a * normal_pdf(a)"}}},
    {"softplus", {"softplus(a)", {"sigmoid(a)"}}},
    {"abs", {"abs(a)", {"sign(a)"}}},
    {"maximum",
     {"maximum(a, b)",
      {"where(a == b, 0.5, where(a > b, 1, 0))", "where(a == b, 0.5, where(b > a, 1, 0))"}}},
    {"minimum",
     {"minimum(a, b)",
      {"where(a == b, 0.5, where(a < b, 1, 0))", "where(a == b, 0.5, where(b < a, 1, 0))"}}},
};

}  // namespace

TEST_CASE("every rule spells its value and its slopes") {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    INFO("operation " << op.name << ": if it is new, its words belong into this table");
    REQUIRE(expected.contains(op.name));
    CHECK(op.spell_value({"a", "b"}) == expected.at(op.name).value);
    CHECK(op.spell_slopes({"a", "b"}, "y") == expected.at(op.name).slopes);
  }
}

TEST_CASE("a contribution is spelled as it is computed") {
  const Symbol dy("dy"), a("a"), b("b"), y("y");
  CHECK(contribution(dy, ops::Mul::slope_a(a, b, y)).text() == "dy * b");
  CHECK(contribution(dy, Symbol(ops::Add::slope_a(a, b, y))).text() == "dy");
  CHECK(contribution(dy, Symbol(ops::Sub::slope_b(a, b, y))).text() == "-dy");
  CHECK(contribution(dy, ops::Div::slope_b(a, b, y)).text() == "dy * (-y / b)");
  CHECK(contribution(dy, ops::Sqrt::slope(a, y)).text() == "dy * (1 / (2 * y))");
  CHECK(contribution(dy, ops::Relu::slope(a, y)).text() == "where(a > 0, dy, 0)");
  CHECK(contribution(dy, ops::Maximum::slope_a(a, b, y)).text() ==
        "where(a == b, dy / 2, where(a > b, dy, 0))");
}

TEST_CASE("a power with a literal exponent spells the slope that people know") {
  const Symbol a("a"), y("y");
  const auto slope = [&](Real exponent) {
    return ops::Pow::slope_a(a, Symbol(exponent), y).text();
  };
  CHECK(slope(3) == "3 * a ** 2");
  CHECK(slope(2) == "2 * a");
  CHECK(slope(1) == "1");
  CHECK(slope(0) == "0");
  CHECK(slope(-1) == "-a ** -2");
  CHECK(slope(0.5) == "0.5 * a ** -0.5");
  CHECK(Symbol(ops::Pow::value(a, Symbol(0.0))).text() == "a ** 0");  // of arrays, an array of 1
}

TEST_CASE("parentheses stand where the order of the operations needs them, and nowhere else") {
  const Symbol a("a"), b("b"), c("c");
  CHECK((a + b + c).text() == "a + b + c");
  CHECK((a + (b + c)).text() == "a + (b + c)");
  CHECK((a - (b - c)).text() == "a - (b - c)");
  CHECK((a * b + c).text() == "a * b + c");
  CHECK((a * (b + c)).text() == "a * (b + c)");
  CHECK((a / (b * c)).text() == "a / (b * c)");
  CHECK((a * b / c).text() == "a * b / c");
  CHECK((-(a + b)).text() == "-(a + b)");
  CHECK((-(a * b)).text() == "-(a * b)");
  CHECK((a - -b).text() == "a - -b");
  CHECK(pow(-a, b).text() == "(-a) ** b");
  CHECK((-pow(a, b)).text() == "-a ** b");
  CHECK(pow(a, -b).text() == "a ** -b");
  CHECK(pow(a, pow(b, c)).text() == "a ** b ** c");
  CHECK(pow(pow(a, b), c).text() == "(a ** b) ** c");
  CHECK(pow(Symbol(-2.0), b).text() == "(-2) ** b");
  CHECK((a * Symbol(-3.0)).text() == "a * -3");
}

TEST_CASE("a literal reads back as the same number") {
  CHECK(ops::literal(Real(0.1)) == "0.1");
  CHECK(ops::literal(2) == "2");
  CHECK(ops::literal(0) == "0");
  CHECK(ops::literal(-0.0) == "-0.0");  // -0 is a whole number in Python, without a sign
  CHECK(ops::literal(std::numeric_limits<Real>::infinity()) == "inf");
  CHECK(ops::literal(-std::numeric_limits<Real>::infinity()) == "-inf");
  CHECK(ops::literal(std::numeric_limits<Real>::quiet_NaN()) == "nan");
  for (const Real number : {Real(1) / 3, Real(1e22), Real(-4.9e-30), Real(123456789)})
    CHECK(Real(std::stod(ops::literal(number))) == number);
}
