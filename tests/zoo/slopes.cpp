// Wrong slopes, one at a time: of every function in y = f(u) between two products, and of losses.
#include <cmath>
#include <functional>

#include "zoo.hpp"

namespace zoo {
namespace {

using Function = std::function<double(double u, double y)>;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

struct Wrong {
  const char* mistake;
  const char* expected;
  Function slope;
};

// u = a * b; y = f(u); z = y * c, all gradients by hand.
void add_function(std::vector<Case>& cases, const std::string& formula,
                  const std::function<double(double)>& f, const std::vector<Wrong>& slopes) {
  const double a = 0.9, b = 0.8, c = -1.3;
  const std::string reference =
      told_by({"explain", "u = a * b; y = " + formula + "; z = y * c", "a=0.9", "b=0.8", "c=-1.3"});
  for (const Wrong& one : slopes) {
    const double u = a * b, y = f(u), dy = c, du = one.slope(u, y) * dy;
    cases.push_back({"scalar slope of " + formula,
                     one.mistake,
                     one.expected,
                     reference,
                     {{"dy", {}, {dy}},
                      {"dc", {}, {y}},
                      {"du", {}, {du}},
                      {"da", {}, {du * b}},
                      {"db", {}, {du * a}}}});
  }
}

void add_functions(std::vector<Case>& cases) {
  const char* at_input = "the slope is taken at the input instead of the output";
  const char* at_output = "the slope is taken at the output instead of the input";
  const char* other = "the slope of another function";
  const char* part = "a part of the slope is left out";
  const char* exponent = "the exponent of the slope is wrong";
  const auto put = [&](const char* formula, double (*f)(double), std::vector<Wrong> slopes) {
    add_function(cases, formula, f, slopes);
  };
  put("tanh(u)", [](double u) { return std::tanh(u); },
      {{"1 - u²", at_input, [](double u, double) { return 1 - u * u; }},
       {"1 - y", "the square is missing", [](double, double y) { return 1 - y; }},
       {"sigmoid's", other, [](double, double y) { return y * (1 - y); }},
       {"1 / cosh²", "", [](double u, double) { return std::pow(std::cosh(u), -2); }}});
  put("sigmoid(u)", sigmoid,
      {{"u (1 - u)", at_input, [](double u, double) { return u * (1 - u); }},
       {"of sigmoid(y)", "the function is applied once more in its slope",
        [](double, double y) { return sigmoid(y) * (1 - sigmoid(y)); }},
       {"tanh's", other, [](double, double y) { return 1 - y * y; }},
       {"y", part, [](double, double y) { return y; }}});
  put("exp(u)", [](double u) { return std::exp(u); },
      {{"u e^(u - 1)", "the rule of powers is used for an exponential",
        [](double u, double) { return u * std::exp(u - 1); }},
       {"e^y", "the function is applied once more in its slope",
        [](double, double y) { return std::exp(y); }}});
  put("log(u)", [](double u) { return std::log(u); },
      {{"u", "multiplied instead of divided", [](double u, double) { return u; }},
       {"1 / y", at_output, [](double, double y) { return 1 / y; }}});
  put("sqrt(u)", [](double u) { return std::sqrt(u); },
      {{"1 / y", "the factor of the power is left out", [](double, double y) { return 1 / y; }},
       {"1 / 2u", "the root is missing", [](double u, double) { return 1 / (2 * u); }},
       {"u^-½ / 2", "", [](double u, double) { return std::pow(u, -0.5) / 2; }}});
  put("u ** 3", [](double u) { return u * u * u; },
      {{"3 u³", exponent, [](double u, double) { return 3 * u * u * u; }},
       {"2 u²", exponent, [](double u, double) { return 2 * u * u; }},
       {"u⁴ / 4", "integrated instead of differentiated",
        [](double u, double) { return u * u * u * u / 4; }}});
  put("square(u)", [](double u) { return u * u; },
      {{"2 y", at_output, [](double, double y) { return 2 * y; }}});
  put("sin(u)", [](double u) { return std::sin(u); },
      {{"cos(y)", at_output, [](double, double y) { return std::cos(y); }},
       {"-cos", "the sign is flipped", [](double u, double) { return -std::cos(u); }}});
  const char* flipped = "the sign in the slope is flipped";
  const char* no_root = "the root is missing";
  const char* value = "the value stands where the slope belongs";
  put("tan(u)", [](double u) { return std::tan(u); },
      {{"1 - y²", flipped, [](double, double y) { return 1 - y * y; }},
       {"cos²", "multiplied instead of divided",
        [](double u, double) { return std::cos(u) * std::cos(u); }},
       {"1 / cos²", "", [](double u, double) { return std::pow(std::cos(u), -2); }}});
  put("atan(u)", [](double u) { return std::atan(u); },
      {{"1 / (1 - u²)", flipped, [](double u, double) { return 1 / (1 - u * u); }},
       {"1 / (1 + y²)", at_output, [](double, double y) { return 1 / (1 + y * y); }},
       {"cos²(y)", "", [](double, double y) { return std::cos(y) * std::cos(y); }}});
  put("asin(u)", [](double u) { return std::asin(u); },
      {{"1 / (1 - u²)", no_root, [](double u, double) { return 1 / (1 - u * u); }},
       {"1 / cos(y)", "", [](double, double y) { return 1 / std::cos(y); }}});
  put("acos(u)", [](double u) { return std::acos(u); },
      {{"asin's", "the sign is flipped", [](double u, double) { return 1 / std::sqrt(1 - u * u); }},
       {"-1 / (1 - u²)", no_root, [](double u, double) { return -1 / (1 - u * u); }},
       {"-1 / sin(y)", "", [](double, double y) { return -1 / std::sin(y); }}});
  put("sinh(u)", [](double u) { return std::sinh(u); },
      {{"sinh", value, [](double, double y) { return y; }},
       {"cos", other, [](double u, double) { return std::cos(u); }},
       {"from e^u", "", [](double u, double) { return (std::exp(u) + std::exp(-u)) / 2; }}});
  put("cosh(u)", [](double u) { return std::cosh(u); },
      {{"-sinh", "the sign is flipped", [](double u, double) { return -std::sinh(u); }},
       {"cosh", value, [](double, double y) { return y; }},
       {"from e^u", "", [](double u, double) { return (std::exp(u) - std::exp(-u)) / 2; }}});
  put("asinh(u)", [](double u) { return std::asinh(u); },
      {{"1 / (1 + u²)", no_root, [](double u, double) { return 1 / (1 + u * u); }},
       {"1 / cosh(y)", "", [](double, double y) { return 1 / std::cosh(y); }}});
  put("acosh(1 + u)", [](double u) { return std::acosh(1 + u); },
      {{"1 / √(u (u + 2))", "", [](double u, double) { return 1 / std::sqrt(u * (u + 2)); }}});
  put("atanh(u)", [](double u) { return std::atanh(u); },
      {{"atan's", other, [](double u, double) { return 1 / (1 + u * u); }}});
  put("log1p(u)", [](double u) { return std::log1p(u); },
      {{"log's", other, [](double u, double) { return 1 / u; }},
       {"e^-y", "", [](double, double y) { return std::exp(-y); }}});
  put("erf(u)", [](double u) { return std::erf(u); },
      {{"e^-u²", part, [](double u, double) { return std::exp(-u * u); }}});
  put("gelu(u)", [](double u) { return u * std::erfc(-u / std::sqrt(2)) / 2; },
      {{"Φ", part, [](double u, double) { return std::erfc(-u / std::sqrt(2)) / 2; }}});
  put("softplus(u)", [](double u) { return std::log1p(std::exp(u)); },
      {{"sigmoid's", other, [](double u, double) { return sigmoid(u) * (1 - sigmoid(u)); }}});
  put("relu(u)", [](double u) { return u > 0 ? u : 0; },
      {{"inverted", "the mask is inverted", [](double u, double) { return u > 0 ? 0 : 1; }},
       {"y", "the value stands where the slope belongs", [](double, double y) { return y; }}});
  put("2 / u", [](double u) { return 2 / u; },
      {{"-1 / u²", part, [](double u, double) { return -1 / (u * u); }},
       {"-2 / u", "the quotient's square is missing", [](double u, double) { return -2 / u; }},
       {"2 log u", "integrated instead of differentiated",
        [](double u, double) { return 2 * std::log(u); }}});
}

// p = x * w; a loss of p, whose slope along p is taken for another.
void add_losses(std::vector<Case>& cases) {
  const std::vector<double> x = {0.5, -1.2, 0.8, 1.5}, t = {0.3, 1.4, -0.2, 0.9};
  const double w = 0.7;
  const auto put = [&](const char* loss, const char* mistake, const char* expected,
                       double (*slope)(double p, double t)) {
    const std::string reference =
        told_by({"explain", std::string("p = x * w; y = ") + loss, "x=[0.5, -1.2, 0.8, 1.5]",
                 "t=[0.3, 1.4, -0.2, 0.9]", "w=0.7"});
    std::vector<double> dp;
    double dw = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      dp.push_back(slope(x[i] * w, t[i]) / 4);
      dw += dp.back() * x[i];
    }
    cases.push_back(
        {"one of the losses", mistake, expected, reference, {{"dp", {4}, dp}, {"dw", {}, {dw}}}});
  };
  const auto sign = [](double d) { return double((d > 0) - (d < 0)); };
  static const auto sign_of = sign;
  put("mse(p, t)", "2 lost", "the factor of the power is left out",
      [](double p, double s) { return p - s; });
  put("mse(p, t)", "absolute", "the sign is lost",
      [](double p, double s) { return 2 * std::abs(p - s); });
  put("mse(p, t)", "l1's", "the slope of another loss",
      [](double p, double s) { return sign_of(p - s); });
  put("l1(p, t)", "mse's", "the slope of another loss",
      [](double p, double s) { return 2 * (p - s); });
  put("huber(p, t)", "not clipped", "large errors are not clipped",
      [](double p, double s) { return p - s; });
  put("huber(p, t)", "as it should be", "", [](double p, double s) {
    return p - s > 1 ? 1 : p - s < -1 ? -1 : p - s;
  });
  put("hinge(p, t)", "no margin", "the margin is wrong",
      [](double p, double s) { return p * s < 0 ? -s : 0; });
  put("bce_with_logits(p, t)", "no sigmoid", "sigmoid is left out",
      [](double p, double s) { return p - s; });
  put("bce_with_logits(p, t)", "slope twice", "the slope of sigmoid is there twice",
      [](double p, double s) { return (sigmoid(p) - s) * sigmoid(p) * (1 - sigmoid(p)); });
  put("bce(sigmoid(p), t)", "as it should be", "",
      [](double p, double s) { return sigmoid(p) - s; });
}

// The walk itself: d = b * c with b and c of a, handed on too early.
void add_walks(std::vector<Case>& cases) {
  const std::string reference =
      told_by({"explain", "b = a * a; c = b + a; d = tanh(c); e = d * c; y = e + b", "a=0.6"});
  const double a = 0.6, b = a * a, c = b + a, d = std::tanh(c);
  const auto put = [&](const char* mistake, const char* expected, double de, double dd, double dc,
                       double db, double da) {
    cases.push_back({"scalar walk",
                     mistake,
                     expected,
                     reference,
                     {{"de", {}, {de}},
                      {"dd", {}, {dd}},
                      {"dc", {}, {dc}},
                      {"db", {}, {db}},
                      {"da", {}, {da}}}});
  };
  const double dd = c, dc = d + dd * (1 - d * d), db = 1 + dc, da = dc + 2 * a * db;
  put("as it should be", "", 1, dd, dc, db, da);
  const double y = d * c + b;
  put("the seed is y", "the seed is wrong", y, y * dd, y * dc, y * db, y * da);
  put("subtracted", "subtracted instead of added", 1, dd, d - dd * (1 - d * d),
      1 + d - dd * (1 - d * d), d - dd * (1 - d * d) + 2 * a * (1 + d - dd * (1 - d * d)));
}

}  // namespace

void add_slopes(std::vector<Case>& cases) {
  add_functions(cases);
  add_losses(cases);
  add_walks(cases);
}

}  // namespace zoo
