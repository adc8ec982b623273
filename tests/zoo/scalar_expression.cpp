#include <cmath>

#include "zoo.hpp"

namespace zoo {
namespace {

constexpr const char* formula =
    "u = a * b; v = tanh(x); w = u + v; s = w + x; r = relu(s); p = r * b; g = square(x); h = p - "
    "g; "
    "m = x - c; k = relu(m); l = h + k; q = l / c; n = log(q); y = -n";

// Forward and backward by hand. `slip` is the mistake that is made on the way, or "".
template <class T>
Answers run(const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  const T a = T(0.7), b = T(1.3), x = T(0.4), c = T(1.7);
  const T u = a * b, v = std::tanh(x), s = u + v + x, r = s > 0 ? s : 0, p = r * b, g = x * x;
  const T h = p - g, m = x - c, k = m > 0 ? m : 0, l = h + k, q = l / c;

  const T dy = is("seed 2") ? 2 : is("seed -1") ? -1 : 1;
  const T dn = -dy;
  T dq = dn / q;
  if (is("slope of log left out")) dq = dn;
  if (is("log10")) dq = dn / (q * std::log(T(10)));
  if (is("log2")) dq = dn / (q * std::log(T(2)));
  T dl = dq / c, dc = -dq * l / (c * c);
  if (is("quotient swapped")) dl = -dq * l / (c * c), dc = dq / c;
  if (is("square of the quotient")) dc = -dq * l / c;
  if (is("sign of the quotient")) dc = -dc;
  if (is("not divided")) dl = dq;
  if (is("another order")) dl = dq * (1 / c), dc = -(dq * q) / c;
  const T dh = dl, dk = dl;
  T dm = m > 0 ? dk : 0;
  if (is("no mask")) dm = dk;
  if (is("mask on the gradient")) dm = dk > 0 ? dk : 0;
  T dx_m = dm;
  dc -= dm;
  T dp = dh, dg = -dh;
  if (is("minus lost")) dg = dh;
  T dx_g = dg * 2 * x;
  if (is("2 lost")) dx_g = dg * x;
  T dr = dp * b, db_p = dp * r;
  if (is("product swapped")) dr = dp * r, db_p = dp * b;
  if (is("one operand swapped")) dr = dp * r;
  if (is("factor left out")) dr = dp;
  if (is("upstream left out")) dr = b;
  const T ds = is("mask on the gradient") ? (dr > 0 ? dr : 0) : s > 0 ? dr : 0;
  const T du = ds, dv = ds;
  T dx_v = dv * (1 - v * v);
  if (is("slope of tanh left out")) dx_v = dv;
  if (is("tanh of its input")) dx_v = dv * (1 - x * x);
  if (is("another formula")) dx_v = dv / (std::cosh(x) * std::cosh(x));
  const T da = du * b, db_u = du * a;
  T dx = dx_m + dx_g + dx_v + ds, db = db_p + db_u;
  if (is("another order")) dx = dx_v + ds + dx_m + dx_g, db = db_u + db_p;
  if (is("= for += at x")) dx = dx_v;
  if (is("= for += everywhere")) dx = dx_v, db = db_u, dc = -dm;
  if (is("a path to x is missed")) dx = ds + dx_v + dx_m;
  if (is("a path to b is missed")) db = db_p;
  if (is("a path counted twice")) dx = dx_m + dx_g + dx_v + dx_v + ds;
  if (is("mean of paths")) db = (db_p + db_u) / 2;
  Answers all = {{"dq", {}, {dq}}, {"dl", {}, {dl}}, {"dc", {}, {dc}}, {"dh", {}, {dh}},
                 {"dk", {}, {dk}}, {"dm", {}, {dm}}, {"dp", {}, {dp}}, {"dg", {}, {dg}},
                 {"dr", {}, {dr}}, {"ds", {}, {ds}}, {"du", {}, {du}}, {"dv", {}, {dv}},
                 {"da", {}, {da}}, {"db", {}, {db}}, {"dx", {}, {dx}}};
  if (is("called twice"))
    for (Printed& one : all)
      if (one.name == "da" || one.name == "db" || one.name == "dx" || one.name == "dc")
        one.numbers[0] *= 2;
  return all;
}

}  // namespace

void add_scalar_expression(std::vector<Case>& cases) {
  const std::string reference = told_by({"explain", formula, "a=0.7", "b=1.3", "x=0.4", "c=1.7"});
  const auto put = [&](const char* slip, const char* expected) {
    cases.push_back({"scalar expression", slip, expected, reference, run<double>(slip)});
  };
  put("= for += at x", "only one of several contributions");
  put("= for += everywhere", "only one of several contributions");
  put("a path to x is missed", "a path is missed");
  put("a path to b is missed", "only one of several contributions");
  put("a path counted twice", "a path is counted twice");
  put("mean of paths", "averaged instead of summed");
  put("product swapped", "the operands are swapped");
  put("one operand swapped", "the operands are swapped");
  put("quotient swapped", "the operands are swapped");
  put("square of the quotient", "the quotient's square is missing");
  put("sign of the quotient", "the sign is flipped");
  put("not divided", "it is not averaged");
  put("slope of log left out", "the local slope is left out");
  put("slope of tanh left out", "the local slope is left out");
  put("2 lost", "the factor of the power is left out");
  put("log10", "the wrong logarithm");
  put("log2", "the wrong logarithm");
  put("minus lost", "the minus sign is lost");
  put("factor left out", "a factor is left out");
  put("upstream left out", "the upstream gradient is left out");
  put("no mask", "ReLU's mask is missing");
  put("mask on the gradient", "ReLU's mask is on the gradient's sign");
  put("called twice", "backward was called several times");
  put("seed 2", "a constant factor");
  put("seed -1", "the sign is flipped");

  put("as it should be", "");
  put("another order", "");
  put("another formula", "");
  cases.push_back({"scalar expression", "float32", "", reference, run<float>("")});
  cases.push_back(
      {"scalar expression", "float32, another order", "", reference, run<float>("another order")});
  cases.push_back({"scalar expression", "float32, 6 digits", "", reference, run<float>(""), 6});
  for (const int digits : {4, 5, 6, 9})
    cases.push_back({"scalar expression", std::to_string(digits) + " digits", "", reference,
                     run<double>(""), digits});
}

}  // namespace zoo
