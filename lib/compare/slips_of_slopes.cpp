// Wrong slopes of single operations: the formula that people write in place of the right one.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "compare/slips.hpp"
#include "ops/functions.hpp"
#include "tensor/broadcasting.hpp"

namespace downhill {
namespace {

// The operation y = f(a), or f(a, b), whose slope along one input is taken for another formula.
struct WrongSlope {
  std::string_view operation;
  std::size_t slot;
  const char* kind;
  const char* formula;  // {a} {b} {y}: the names in the graph
  const char* right;
  Real (*slope)(Real a, Real b, Real y);
};

constexpr const char at_input_[] = "the slope is taken at the input instead of the output";
constexpr const char at_output_[] = "the slope is taken at the output instead of the input";
constexpr const char twice_[] = "the function is applied once more in its slope";
constexpr const char part_[] = "a part of the slope is left out";
constexpr const char other_[] = "the slope of another function";
constexpr const char power_[] = "the rule of powers is used for an exponential";
constexpr const char exponent_[] = "the exponent of the slope is wrong";
constexpr const char integral_[] = "integrated instead of differentiated";
constexpr const char value_[] = "the value stands where the slope belongs";
constexpr const char inverse_[] = "multiplied instead of divided";
constexpr const char divided_[] = "divided instead of multiplied";
constexpr const char side_[] = "the mask is inverted";
constexpr const char mask_[] = "the mask is wrong";
constexpr const char branch_[] = "the gradient goes to the wrong input";
constexpr const char square_missing_[] = "the square is missing";

constexpr WrongSlope wrong_slopes[] = {
    // ---- exponential functions and activations
    {"tanh", 0, at_input_, "1 - {a} * {a}", "1 - {y} * {y}",
     [](Real a, Real, Real) { return 1 - a * a; }},
    {"tanh", 0, square_missing_, "1 - {y}", "1 - {y} * {y}",
     [](Real, Real, Real y) { return 1 - y; }},
    {"tanh", 0, "the sign in the slope is flipped", "1 + {y} * {y}", "1 - {y} * {y}",
     [](Real, Real, Real y) { return 1 + y * y; }},
    {"tanh", 0, other_, "{y} * (1 - {y}), sigmoid's", "1 - {y} * {y}",
     [](Real, Real, Real y) { return y * (1 - y); }},
    {"tanh", 0, twice_, "1 - square(tanh({y}))", "1 - {y} * {y}",
     [](Real, Real, Real y) { return 1 - std::tanh(y) * std::tanh(y); }},
    {"sigmoid", 0, at_input_, "{a} * (1 - {a})", "{y} * (1 - {y})",
     [](Real a, Real, Real) { return a * (1 - a); }},
    {"sigmoid", 0, part_, "{y}", "{y} * (1 - {y})", [](Real, Real, Real y) { return y; }},
    {"sigmoid", 0, part_, "1 - {y}", "{y} * (1 - {y})", [](Real, Real, Real y) { return 1 - y; }},
    {"sigmoid", 0, other_, "1 - {y} * {y}, tanh's", "{y} * (1 - {y})",
     [](Real, Real, Real y) { return 1 - y * y; }},
    {"sigmoid", 0, twice_, "sigmoid({y}) * (1 - sigmoid({y}))", "{y} * (1 - {y})",
     [](Real, Real, Real y) { return ops::sigmoid(y) * (1 - ops::sigmoid(y)); }},
    {"exp", 0, power_, "{a} * exp({a} - 1)", "exp({a}), which is {y}",
     [](Real a, Real, Real) { return a * std::exp(a - 1); }},
    {"exp", 0, at_input_, "{a}", "exp({a}), which is {y}", [](Real a, Real, Real) { return a; }},
    {"exp", 0, twice_, "exp({y})", "exp({a}), which is {y}",
     [](Real, Real, Real y) { return std::exp(y); }},
    {"log", 0, inverse_, "{a}", "1 / {a}", [](Real a, Real, Real) { return a; }},
    {"log", 0, at_output_, "1 / {y}", "1 / {a}", [](Real, Real, Real y) { return 1 / y; }},
    {"log", 0, value_, "{y}", "1 / {a}", [](Real, Real, Real y) { return y; }},
    {"softplus", 0, at_output_, "sigmoid({y})", "sigmoid({a})",
     [](Real, Real, Real y) { return ops::sigmoid(y); }},
    {"softplus", 0, other_, "sigmoid({a}) * (1 - sigmoid({a})), that of sigmoid", "sigmoid({a})",
     [](Real a, Real, Real) { return ops::sigmoid(a) * (1 - ops::sigmoid(a)); }},
    {"softplus", 0, other_, "1 where {a} > 0 and else 0, relu's", "sigmoid({a})",
     [](Real a, Real, Real) { return Real(a > 0); }},
    {"silu", 0, part_, "sigmoid({a})", "sigmoid({a}) * (1 + {a} * (1 - sigmoid({a})))",
     [](Real a, Real, Real) { return ops::sigmoid(a); }},
    {"silu", 0, part_, "{a} * sigmoid({a}) * (1 - sigmoid({a}))",
     "sigmoid({a}) * (1 + {a} * (1 - sigmoid({a})))",
     [](Real a, Real, Real) { return a * ops::sigmoid(a) * (1 - ops::sigmoid(a)); }},
    {"sin", 0, at_output_, "cos({y})", "cos({a})", [](Real, Real, Real y) { return std::cos(y); }},
    {"sin", 0, value_, "sin({a})", "cos({a})", [](Real, Real, Real y) { return y; }},
    {"sin", 0, other_, "-sin({a}), that of cos", "cos({a})", [](Real, Real, Real y) { return -y; }},
    {"cos", 0, at_output_, "-sin({y})", "-sin({a})",
     [](Real, Real, Real y) { return -std::sin(y); }},
    {"cos", 0, value_, "cos({a})", "-sin({a})", [](Real, Real, Real y) { return y; }},

    // ---- powers and roots
    {"square", 0, at_output_, "2 * {y}", "2 * {a}", [](Real, Real, Real y) { return 2 * y; }},
    {"square", 0, value_, "square({a})", "2 * {a}", [](Real, Real, Real y) { return y; }},
    {"square", 0, part_, "2", "2 * {a}", [](Real, Real, Real) { return Real(2); }},
    {"square", 0, integral_, "{a} ** 3 / 3", "2 * {a}",
     [](Real a, Real, Real) { return a * a * a / 3; }},
    {"pow", 0, "the local slope is left out", "1", "{b} * {a} ** ({b} - 1)",
     [](Real, Real, Real) { return Real(1); }},
    {"pow", 0, exponent_, "{b} * {a} ** {b}", "{b} * {a} ** ({b} - 1)",
     [](Real, Real b, Real y) { return b * y; }},
    {"pow", 0, exponent_, "({b} - 1) * {a} ** ({b} - 1)", "{b} * {a} ** ({b} - 1)",
     [](Real a, Real b, Real) { return (b - 1) * std::pow(a, b - 1); }},
    {"pow", 0, exponent_, "{b} * {a} ** ({b} - 2)", "{b} * {a} ** ({b} - 1)",
     [](Real a, Real b, Real) { return b * std::pow(a, b - 2); }},
    {"pow", 0, exponent_, "{b} * {a}", "{b} * {a} ** ({b} - 1)",
     [](Real a, Real b, Real) { return b * a; }},
    {"pow", 0, integral_, "{a} ** ({b} + 1) / ({b} + 1)", "{b} * {a} ** ({b} - 1)",
     [](Real a, Real b, Real) { return std::pow(a, b + 1) / (b + 1); }},
    {"sqrt", 0, "the factor of the power is left out", "1 / {y}", "1 / (2 * {y})",
     [](Real, Real, Real y) { return 1 / y; }},
    {"sqrt", 0, "the root is missing", "1 / (2 * {a})", "1 / (2 * {y})",
     [](Real a, Real, Real) { return 1 / (2 * a); }},
    {"sqrt", 0, inverse_, "{y} / 2", "1 / (2 * {y})", [](Real, Real, Real y) { return y / 2; }},
    {"sqrt", 0, twice_, "1 / (2 * sqrt({y}))", "1 / (2 * {y})",
     [](Real, Real, Real y) { return 1 / (2 * std::sqrt(y)); }},

    // ---- products and quotients
    {"mul", 0, value_, "{y}", "{b}", [](Real, Real, Real y) { return y; }},
    {"mul", 1, value_, "{y}", "{a}", [](Real, Real, Real y) { return y; }},
    {"mul", 0, divided_, "1 / {b}", "{b}", [](Real, Real b, Real) { return 1 / b; }},
    {"mul", 1, divided_, "1 / {a}", "{a}", [](Real a, Real, Real) { return 1 / a; }},
    {"div", 0, inverse_, "{b}", "1 / {b}", [](Real, Real b, Real) { return b; }},
    {"div", 0, "the divisor is squared", "1 / ({b} * {b})", "1 / {b}",
     [](Real, Real b, Real) { return 1 / (b * b); }},
    {"div", 0, value_, "{a} / {b}", "1 / {b}", [](Real, Real, Real y) { return y; }},
    {"div", 1, part_, "-1 / ({b} * {b})", "-{a} / ({b} * {b})",
     [](Real, Real b, Real) { return -1 / (b * b); }},
    {"div", 1, part_, "1 / ({b} * {b})", "-{a} / ({b} * {b})",
     [](Real, Real b, Real) { return 1 / (b * b); }},
    {"div", 1, value_, "{a} / {b}", "-{a} / ({b} * {b})", [](Real, Real, Real y) { return y; }},
    {"div", 1, part_, "{a}", "-{a} / ({b} * {b})", [](Real a, Real, Real) { return a; }},
    {"div", 1, part_, "-{a}", "-{a} / ({b} * {b})", [](Real a, Real, Real) { return -a; }},
    {"div", 1, "the operands are swapped", "-{b} / ({a} * {a})", "-{a} / ({b} * {b})",
     [](Real a, Real b, Real) { return -b / (a * a); }},
    {"div", 1, "the operands are swapped", "1 / {a}", "-{a} / ({b} * {b})",
     [](Real a, Real, Real) { return 1 / a; }},
    {"div", 1, "the operands are swapped", "1 / {b}", "-{a} / ({b} * {b})",
     [](Real, Real b, Real) { return 1 / b; }},
    {"div", 1, integral_, "{a} * log({b})", "-{a} / ({b} * {b})",
     [](Real a, Real b, Real) { return a * std::log(std::abs(b)); }},

    // ---- piecewise
    {"relu", 0, side_, "1 where {a} is negative", "1 where {a} is positive, and else 0",
     [](Real a, Real, Real) { return Real(a <= 0); }},
    {"relu", 0, value_, "{y}", "1 where {a} is positive, and else 0",
     [](Real, Real, Real y) { return y; }},
    {"relu", 0, mask_, "{a}", "1 where {a} is positive, and else 0",
     [](Real a, Real, Real) { return a; }},
    {"relu", 0, mask_, "-1 where {a} is negative", "1 where {a} is positive, and else 0",
     [](Real a, Real, Real) { return a < 0 ? Real(-1) : Real(a > 0); }},
    {"relu", 0, other_, "0.01 where {a} is negative, that of a leaky relu",
     "1 where {a} is positive, and else 0",
     [](Real a, Real, Real) { return a > 0 ? Real(1) : Real(0.01); }},
    {"leaky_relu", 0, mask_, "1 everywhere", "{b} where {a} is negative",
     [](Real, Real, Real) { return Real(1); }},
    {"leaky_relu", 0, other_, "0 where {a} is negative, that of relu", "{b} there",
     [](Real a, Real, Real) { return Real(a > 0); }},
    {"leaky_relu", 0, side_, "{b} where {a} is positive, and else 1", "{b} where {a} is negative",
     [](Real a, Real b, Real) { return a > 0 ? b : 1; }},
    {"leaky_relu", 0, mask_, "-{b} where {a} is negative", "{b} there",
     [](Real a, Real b, Real) { return a > 0 ? 1 : -b; }},
    {"abs", 0, "the sign is lost", "1", "the sign of {a}",
     [](Real, Real, Real) { return Real(1); }},
    {"abs", 0, mask_, "{a}", "the sign of {a}", [](Real a, Real, Real) { return a; }},
    {"maximum", 0, branch_, "1, whichever is larger", "1 where {a} is larger, and else 0",
     [](Real, Real, Real) { return Real(1); }},
    {"maximum", 1, branch_, "1, whichever is larger", "1 where {b} is larger, and else 0",
     [](Real, Real, Real) { return Real(1); }},
    {"maximum", 0, branch_, "1 where {b} is larger", "1 where {a} is larger, and else 0",
     [](Real a, Real b, Real) { return Real(a < b); }},
    {"maximum", 1, branch_, "1 where {a} is larger", "1 where {b} is larger, and else 0",
     [](Real a, Real b, Real) { return Real(b < a); }},
    {"minimum", 0, branch_, "1, whichever is smaller", "1 where {a} is smaller, and else 0",
     [](Real, Real, Real) { return Real(1); }},
    {"minimum", 1, branch_, "1, whichever is smaller", "1 where {b} is smaller, and else 0",
     [](Real, Real, Real) { return Real(1); }},
    {"minimum", 0, branch_, "1 where {b} is smaller", "1 where {a} is smaller, and else 0",
     [](Real a, Real b, Real) { return Real(a > b); }},
    {"minimum", 1, branch_, "1 where {a} is smaller", "1 where {b} is smaller, and else 0",
     [](Real a, Real b, Real) { return Real(b > a); }},
};

// dy times the wrong slope, summed over whatever the input was repeated along.
Array through(const WrongSlope& wrong, const Moment& m) {
  const Array &a = m.in[0], &b = m.in[m.in.size() - 1];
  Array product = Array::unwritten(m.y.shape());
  Real* out = product.writable();
  for_each(walk(m.y.shape(), a.shape(), b.shape()),
           [&, out](std::size_t i, std::size_t ia, std::size_t ib) {
             out[i] = m.dy[i] * wrong.slope(a[ia], b[ib], m.y[i]);
           });
  return sum_to(std::move(product), m.in[m.slot].shape());
}

class SlopeSlips {
 public:
  SlopeSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {
    for (std::uint32_t i = 0; i <= run.output(); ++i)
      if (const Operation* operation = graph_.nodes()[i].operation)
        of_operation_[operation->name()].push_back(i);
  }

  void add() {
    for (const WrongSlope& wrong : wrong_slopes) {
      const auto known = of_operation_.find(wrong.operation);
      if (known == of_operation_.end()) continue;
      std::vector<std::uint32_t> places;
      for (const std::uint32_t node : known->second) {
        const TensorNode& input = graph_.nodes()[inputs(node)[wrong.slot]];
        if (input.wants_gradient) places.push_back(node);
      }
      for (const std::uint32_t node : places) put(wrong, {node});
      if (places.size() > 1) put(wrong, places);
    }
    for (const char* both : {"maximum", "minimum"}) add_of_both(both);
  }

 private:
  using Nodes = std::vector<std::uint32_t>;

  std::span<const std::uint32_t> inputs(std::uint32_t node) const {
    return graph_.tape.inputs_of(graph_.nodes()[node]);
  }

  Slip& put(const WrongSlope& wrong, Nodes nodes) {
    const bool one = nodes.size() == 1;
    const bool binary = inputs(nodes[0]).size() == 2;
    const std::string a = one ? graph_.call(inputs(nodes[0])[0]) : binary ? "a" : "x";
    const std::string b = one && binary ? graph_.call(inputs(nodes[0])[1]) : "b";
    const std::string y = one ? graph_.call(nodes[0]) : "y";
    const auto with_names = [&](const char* words) {
      return fmt::format(fmt::runtime(words), fmt::arg("a", a), fmt::arg("b", b), fmt::arg("y", y));
    };
    const std::string place =
        one ? line_of(graph_, nodes[0])
            : fmt::format("Every y = {}({})", wrong.operation, binary ? "a, b" : "x");
    Slip& mistake = all_.emplace_back();
    mistake.kind = wrong.kind;
    mistake.rank = one ? 35 : 34;
    mistake.words = wrong.formula;
    mistake.sentence = fmt::format("{}: {}. The slope{} is {} here; it is {}.", place, wrong.kind,
                                   binary ? " along " + (wrong.slot == 0 ? a : b) : "",
                                   with_names(wrong.formula), with_names(wrong.right));
    mistake.nodes = std::move(nodes);
    mistake.contribution = [&wrong](const Moment& m, Array usual) {
      return m.slot == wrong.slot ? through(wrong, m) : usual;
    };
    return mistake;
  }

  // Both inputs of a choice at once: each has all of the gradient, or the wrong one has it.
  void add_of_both(std::string_view name) {
    for (const std::uint32_t node : of_operation_[name])
      for (const bool wrong_one : {false, true}) {
        Slip& mistake = all_.emplace_back();
        mistake.kind = branch_, mistake.rank = 34, mistake.nodes = {node};
        mistake.sentence = fmt::format(
            "{}: {}. Only the {} input has an effect on the result.", line_of(graph_, node),
            wrong_one ? "the gradient goes to the wrong input" : "the gradient goes to both inputs",
            name == "maximum" ? "larger" : "smaller");
        mistake.words = wrong_one ? "wrong" : "both";
        mistake.contribution = [wrong_one, name](const Moment& m, Array) {
          const bool larger = (name == "maximum") == (m.slot == 1);
          const WrongSlope all{name, 0, "", "", "", [](Real, Real, Real) { return Real(1); }};
          const WrongSlope above{name, 0,  "",
                                 "",   "", [](Real a, Real b, Real) { return Real(a > b); }};
          const WrongSlope below{name, 0,  "",
                                 "",   "", [](Real a, Real b, Real) { return Real(a < b); }};
          return through(!wrong_one ? all : larger ? above : below, m);
        };
      }
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::map<std::string_view, Nodes> of_operation_;
};

}  // namespace

void add_slips_of_slopes(const Rerun& run, std::vector<Slip>& all) { SlopeSlips(run, all).add(); }

}  // namespace downhill
