#include <cmath>

#include "files/files.hpp"
#include "places.hpp"
#include "zoo.hpp"

namespace zoo {
namespace {

template <class T>
T sigmoid(T x) {
  return 1 / (1 + std::exp(-x));
}

// The network by hand: one update of eight weights, and the error after it.
template <class T>
Answers run(const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  const T i1 = T(0.05), i2 = T(0.1), b1 = T(0.35), b2 = T(0.6), t1 = T(0.01), t2 = T(0.99);
  T w[9] = {0, T(.15), T(.20), T(.25), T(.30), T(.40), T(.45), T(.50), T(.55)};
  const T rate = T(0.5);
  T h1 = 0, h2 = 0, o1 = 0, o2 = 0;
  const auto forward = [&] {
    h1 = sigmoid(w[1] * i1 + w[2] * i2 + b1), h2 = sigmoid(w[3] * i1 + w[4] * i2 + b1);
    o1 = sigmoid(w[5] * h1 + w[6] * h2 + b2), o2 = sigmoid(w[7] * h1 + w[8] * h2 + b2);
    if (is("another order"))
      o1 = sigmoid(b2 + (h2 * w[6] + h1 * w[5])), o2 = sigmoid(b2 + (h2 * w[8] + h1 * w[7]));
    return ((o1 - t1) * (o1 - t1) + (o2 - t2) * (o2 - t2)) / 2;
  };
  forward();
  T do1 = o1 - t1, do2 = o2 - t2;
  if (is("target minus prediction")) do1 = t1 - o1, do2 = t2 - o2;
  if (is("half forgotten")) do1 *= 2, do2 *= 2;
  T slope1 = o1 * (1 - o1), slope2 = o2 * (1 - o2), slope_h1 = h1 * (1 - h1);
  T slope_h2 = h2 * (1 - h2);
  if (is("no slope at the outputs")) slope1 = slope2 = 1;
  if (is("no slope in the hidden layer")) slope_h1 = slope_h2 = 1;
  if (is("no slope anywhere")) slope1 = slope2 = slope_h1 = slope_h2 = 1;
  if (is("another formula")) {
    slope1 = std::exp(-std::log(o1 / (1 - o1))) * o1 * o1;
    slope_h1 = h1 - h1 * h1;
  }
  const T dn1 = do1 * slope1, dn2 = do2 * slope2;
  T dw5 = dn1 * h1, dw6 = dn1 * h2, dw7 = dn2 * h1, dw8 = dn2 * h2;
  if (is("operand swapped at w5")) dw5 = dn1 * w[5];
  if (is("input left out at w6")) dw6 = dn1;
  if (is("upstream left out at w8")) dw8 = h2;
  T w5 = w[5], w6 = w[6], w7 = w[7], w8 = w[8];
  if (is("updated too early"))
    w5 -= rate * dw5, w6 -= rate * dw6, w7 -= rate * dw7, w8 -= rate * dw8;
  T dh1 = dn1 * w5 + dn2 * w7, dh2 = dn1 * w6 + dn2 * w8;
  if (is("another order")) dh1 = dn2 * w7 + dn1 * w5, dh2 = dn2 * w8 + dn1 * w6;
  if (is("only o1 is heard")) dh1 = dn1 * w5, dh2 = dn1 * w6;
  if (is("h1 hears only o2")) dh1 = dn2 * w7;
  if (is("mean over the outputs")) dh1 /= 2, dh2 /= 2;
  const T dm1 = dh1 * slope_h1, dm2 = dh2 * slope_h2;
  T dw1 = dm1 * i1, dw2 = dm1 * i2, dw3 = dm2 * i1, dw4 = dm2 * i2;
  T db1 = dm1 + dm2, db2 = dn1 + dn2;
  if (is("bias hears one neuron")) db1 = dm1;
  if (is("sign of w3")) dw3 = -dw3;
  T g[9] = {0, dw1, dw2, dw3, dw4, dw5, dw6, dw7, dw8};
  if (is("called twice"))
    for (T& one : g) one *= 2;
  if (is("called twice")) db1 *= 2, db2 *= 2;
  const T step = is("uphill") ? -rate : is("rate doubled") ? 2 * rate : rate;
  for (int k = 1; k <= 8; ++k) w[k] -= step * g[k];
  Answers all;
  for (int k = 8; k >= 1; --k) all.push_back({"dw" + std::to_string(k), {}, {g[k]}});
  all.push_back({"db1", {}, {db1}});
  all.push_back({"db2", {}, {db2}});
  if (slip != "called twice") {
    all.push_back({"dout_h1", {}, {dh1}});
    all.push_back({"dout_h2", {}, {dh2}});
    all.push_back({"dnet_o1", {}, {dn1}});
    all.push_back({"dnet_o2", {}, {dn2}});
    all.push_back({"dnet_h1", {}, {dm1}});
    all.push_back({"dnet_h2", {}, {dm2}});
  }
  for (int k = 1; k <= 8; ++k) all.push_back({"w" + std::to_string(k), {}, {w[k]}});
  all.push_back({"error", {}, {forward()}});
  return all;
}

}  // namespace

void add_two_two_two(std::vector<Case>& cases) {
  const std::string reference = downhill::read_file(std::string(place::source) +
                                                    "/traces/05-backpropagation/two-two-two.txt");
  const auto put = [&](const char* slip, const char* expected, int digits = 17) {
    cases.push_back({"2-2-2 network", slip, expected, reference, run<double>(slip), digits});
  };
  put("updated too early", "weights were updated too early");
  put("updated too early", "weights were updated too early", 9);
  put("target minus prediction", "target minus prediction");
  put("half forgotten", "a factor is left out");
  put("no slope at the outputs", "the local slope is left out");
  put("no slope in the hidden layer", "the local slope is left out");
  put("no slope anywhere", "the local slope is left out");
  put("operand swapped at w5", "the operands are swapped");
  put("input left out at w6", "a factor is left out");
  put("upstream left out at w8", "the upstream gradient is left out");
  put("only o1 is heard", "only one of several contributions");
  put("h1 hears only o2", "only one of several contributions");
  put("bias hears one neuron", "only one of several contributions");
  put("sign of w3", "the sign is flipped");
  put("called twice", "backward was called several times");
  put("uphill", "uphill instead of downhill");
  put("rate doubled", "the learning rate");

  put("as it should be", "");
  put("another order", "");
  put("another formula", "");
  cases.push_back({"2-2-2 network", "float32", "", reference, run<float>("")});
  cases.push_back(
      {"2-2-2 network", "float32, another order", "", reference, run<float>("another order")});
  cases.push_back({"2-2-2 network", "float32, 8 digits", "", reference, run<float>(""), 8});
  for (const int digits : {4, 5, 6, 9})
    put("", "", digits), cases.back().mistake = std::to_string(digits) + " digits";
}

}  // namespace zoo
