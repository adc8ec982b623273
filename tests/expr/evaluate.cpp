// What a program of single numbers records.
#include "expr/evaluate.hpp"

#include <fmt/format.h>

#include <cmath>

#include "catch.hpp"
#include "expr/functions.hpp"
#include "expr/parse.hpp"
#include "ops/catalogue.hpp"
#include "scalar/backward.hpp"

using namespace downhill;
using expr::Bindings, expr::Evaluation, expr::parse;

namespace {

// The operations of a tape, by name: "input a, input b, add".
std::string operations(const Tape& tape) {
  std::string all;
  for (std::size_t i = 0; i < tape.size(); ++i) {
    const Node& node = tape.nodes()[i];
    if (!all.empty()) all += ", ";
    if (node.kind() == constant) {
      all += fmt::format("{}", node.value);
    } else {
      all += node.kind() < first_rule ? "input" : ops::catalogue()[node.kind() - first_rule].name;
    }
    if (!tape.name_of(node).empty()) all += fmt::format(" {}", tape.name_of(node));
  }
  return all;
}

std::string recorded(const char* text, const Bindings& values = {}) {
  Tape tape;
  evaluate(parse(text), tape, values);
  return operations(tape);
}

Real value_of(const char* text, const Bindings& values = {}) {
  Tape tape;
  return evaluate(parse(text), tape, values).output.value();
}

}  // namespace

TEST_CASE("micrograd's README expression has micrograd's numbers") {
  Tape tape;
  const Evaluation done = evaluate(
      parse("a = -4; b = 2; c = a + b; d = a*b + b**3; c = c + c + 1; c = c + 1 + c + (-a)\n"
            "d = d + d*2 + relu(b + a); d = d + 3*d + relu(b - a); e = c - d; f = e**2\n"
            "g = f/2.0; g = g + 10.0/f"),
      tape);
  const Gradients gradients = backward(done.output);
  // The same numbers as micrograd, up to the order in which contributions are added.
  const double digits = sizeof(Real) == sizeof(double) ? 1e-15 : 1e-6;
  CHECK(done.output.value() == Approx(24.70408163265306).epsilon(digits));
  CHECK(gradients[*done.find("a")] == Approx(138.83381924198252).epsilon(digits));
  CHECK(gradients[*done.find("b")] == Approx(645.5772594752186).epsilon(digits));
  CHECK(done.output.index() == done.find("g")->index());
}

TEST_CASE("the graph shows what was written, and nothing else") {
  CHECK(recorded("y = (a + b) * c", {{"a", 2}, {"b", 3}, {"c", 4}}) ==
        "input a, input b, input c, add, mul y");
  CHECK(recorded("x = 3; y = 2 * x - 1") == "input x, 2, mul, 1, sub y");
  CHECK(recorded("x = 3; y = 2 ** x / 5") == "input x, 2, pow, 5, div y");
  CHECK(recorded("x = 3; y = -x + +x") == "input x, neg, add y");
  CHECK(recorded("x = 3; y = x * (1 / 4 + exp(0))") == "input x, 1.25, mul y");
  CHECK(recorded("x = 3; y = leaky_relu(x)") == "input x, 0.01, leaky_relu y");
  CHECK(recorded("x = 3; y = leaky_relu(negative_slope=0.2, x=x)") == "input x, 0.2, leaky_relu y");
  CHECK(recorded("x = 3; y = max(0, x)") == "input x, 0, maximum y");
  CHECK(recorded("x = float64(3); y = float64(x) * x") == "input x, mul y");
}

TEST_CASE("numbers among themselves are plain numbers") {
  CHECK(recorded("a = -4; b = 2 * 3; c = 1/3; d = sqrt(2)") ==
        "input a, input b, input c, input d");
  CHECK(value_of("a = -2 ** 2") == -4);
  CHECK(value_of("a = -inf") == -HUGE_VAL);
  CHECK(std::isnan(value_of("a = nan")));
  CHECK(value_of("1 / 0") == HUGE_VAL);
}

TEST_CASE("a second name for a value is a node of its own, and the newest value counts") {
  CHECK(recorded("x = 3; y = x") == "input x, identity y");
  CHECK(recorded("x = 3; x = (x)") == "input x, identity x");
  CHECK(recorded("x = 3; x += 2; x = x * x") == "input x, 2, add x, mul x");
  CHECK(value_of("x = 3; x += 2; x = x * x") == 25);
}

TEST_CASE("the output is the last name, or a last statement without one") {
  CHECK(recorded("x * 2", {{"x", 3}}) == "input x, 2, mul y");
  CHECK(recorded("y + 2", {{"y", 3}}) == "input y, 2, add out");
  CHECK(recorded("out = 1; y = 2; y + out") == "input out, input y, add out_1");
  Tape tape;
  const Evaluation done = evaluate(parse("a = 2; b = a * a; c = b + 1; b"), tape);
  CHECK(done.output.index() == done.find("b")->index());
  CHECK_FALSE(done.find("y"));
}

TEST_CASE("values from outside: inputs of their own, or another number for an input") {
  CHECK(value_of("x = 1; y = x * 2", {{"x", 7}}) == 14);
  CHECK(value_of("x = 1; y = x * 2; x = 3; z = y + x", {{"x", 7}}) == 17);
  CHECK(value_of("x += 1", {{"x", 7}}) == 8);
  const expr::Program program = parse("y = a ** 2");
  for (const Real a : {Real(2), Real(3), Real(5)}) {  // walked again without parsing again
    Tape tape;
    CHECK(evaluate(program, tape, {{"a", a}}).output.value() == a * a);
  }
}

TEST_CASE("each node knows its line and file") {
  Tape tape;
  const char* const text = "a = 2\n\ny = (a +\n  1) * b";
  evaluate(parse(text, "first.txt"), tape, {{"b", 2}});
  evaluate(parse(text, "other.txt"), tape, {{"b", 2}});
  std::string places;
  for (const Node& node : tape.nodes())
    places += fmt::format("{}:{} ", tape.file_of(node).substr(0, 1), tape.line_of(node));
  CHECK(places == "f:4 f:1 f:3 f:3 f:4 o:4 o:1 o:3 o:3 o:4 ");
}

TEST_CASE("every rule of the catalogue can be called by its name") {
  for (const ops::ElementwiseOp& rule : ops::catalogue()) {
    INFO("rule " << rule.name);
    const bool two = rule.arity == 2;
    Tape tape;
    const std::string text = fmt::format("y = {}({})", rule.name, two ? "p, q" : "p");
    const Real p = rule.domain == ops::Domain::above_one ? Real(1.7) : Real(0.7), q = Real(1.3);
    Bindings values = {{"p", p}};
    if (two) values.emplace_back("q", q);
    const Evaluation done = evaluate(parse(text), tape, values);
    const Node& node = tape.nodes()[done.output.index()];
    CHECK(ops::catalogue()[node.kind() - first_rule].name == rule.name);
    std::vector<Real> inputs = {p};
    if (two) inputs.push_back(q);
    CHECK(done.output.value() == rule.value(inputs));
  }
}

TEST_CASE("NumPy's and PyTorch's names lead to the same rules") {
  const std::pair<const char*, const char*> names[] = {
      {"absolute", "abs"}, {"subtract", "sub"}, {"multiply", "mul"},
      {"divide", "div"},   {"negative", "neg"}, {"power", "pow"},
      {"max", "maximum"},  {"min", "minimum"},  {"logsigmoid", "log_sigmoid"}};
  for (const auto& [name, rule] : names) {
    INFO(name);
    REQUIRE(expr::find_function(name));
    CHECK(expr::find_function(name)->code == expr::find_function(rule)->code);
  }
}
