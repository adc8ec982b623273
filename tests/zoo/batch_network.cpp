#include <cmath>

#include "matrix.hpp"

namespace zoo {
namespace {

constexpr const char* formula =
    "p = x @ w; s = p + b; h = relu(s); o = h @ v; y = o + c; miss = y - t; e = square(miss); "
    "fit = mean(e); q = square(w); size = sum(q); penalty = 0.1 * size; loss = fit + penalty";
const std::vector<double> x_ = {0.5, -1.2, 0.8, 1.5, 0.3, -0.7, -0.4, 0.9, 1.1, 2.0, -0.6, 0.2};
const std::vector<double> w_ = {0.6, -0.4, 0.9, 0.3, -0.7, 0.2, 0.5, 0.8, -0.3};
const std::vector<double> b_ = {0.1, -0.2, 0.3}, v_ = {0.7, -0.5, 0.4, 0.9, -0.8, 0.6};
const std::vector<double> c_ = {0.05, -0.15}, t_ = {1, 0, 0, 1, 0.5, 0.5, 1, 1};

template <class T>
Answers run(const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  const Matrix<T> x(4, 3, x_), w(3, 3, w_), b(1, 3, b_), v(3, 2, v_), c(1, 2, c_), t(4, 2, t_);
  Matrix<T> s = x * w;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 3; ++j) s(i, j) += b(0, j);
  const Matrix<T> h = s.map([](T one) { return one > 0 ? one : 0; });
  Matrix<T> dy = h * v;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      dy(i, j) = 2 * (dy(i, j) + c(0, j) - t(i, j)) / 8;
      if (is("target minus prediction")) dy(i, j) *= -1;
      if (is("sum for mean")) dy(i, j) *= 8;
      if (is("mean over rows")) dy(i, j) *= 2;
      if (is("2 lost")) dy(i, j) /= 2;
    }
  Matrix<T> dv = h.transposed() * dy, dh = dy * v.transposed();
  if (is("another order")) dv = (dy.transposed() * h).transposed();
  Matrix<T> ds = dh;
  for (std::size_t i = 0; i < ds.x.size(); ++i) {
    if (!is("no mask") && !(s.x[i] > 0)) ds.x[i] = 0;
    if (is("mask on the gradient")) ds.x[i] = dh.x[i] > 0 ? dh.x[i] : 0;
  }
  Matrix<T> dw = x.transposed() * ds, db = column_sums(ds), dc = column_sums(dy);
  if (is("another order")) db = column_sums(ds, true), dc = column_sums(dy, true);
  if (is("mean over the batch at w")) dw = dw.map([](T one) { return one / 4; });
  if (is("last row only at w")) {
    Matrix<T> last_x(1, 3), last_s(1, 3);
    for (std::size_t j = 0; j < 3; ++j) last_x(0, j) = x(3, j), last_s(0, j) = ds(3, j);
    dw = last_x.transposed() * last_s;
  }
  const T decay = is("no L2") ? 0 : is("L2 doubled") ? T(0.4) : is("L2 halved") ? T(0.1) : T(0.2);
  for (std::size_t i = 0; i < dw.x.size(); ++i) dw.x[i] += decay * w.x[i];
  if (is("transposed")) dw = dw.transposed();
  if (is("v transposed")) dv = dv.transposed();
  if (is("not summed at b")) db = ds;
  if (is("not summed anywhere")) db = ds, dc = dy;
  if (is("averaged at b")) db = db.map([](T one) { return one / 4; });
  if (is("averaged at both")) {
    db = db.map([](T one) { return one / 4; });
    dc = dc.map([](T one) { return one / 4; });
  }
  if (is("first row at c"))
    for (std::size_t j = 0; j < 2; ++j) dc(0, j) = dy(0, j);
  if (is("one sum at b")) {
    T sum = 0;
    for (const T one : db.x) sum += one;
    db = Matrix<T>(1, 1, {double(sum)});
  }
  std::vector<Matrix<T>*> all = {&dw, &db, &dv, &dc};
  if (is("clipped by value"))
    for (auto* one : all)
      *one = one->map([](T g) { return g > T(.2) ? T(.2) : g < T(-.2) ? T(-.2) : g; });
  if (is("clipped by norm")) {
    T squares = 0;
    for (auto* one : all)
      for (const T g : one->x) squares += g * g;
    for (auto* one : all) *one = one->map([&](T g) { return g * T(0.5) / std::sqrt(squares); });
  }
  Answers answers = {dy.as("dy"), dv.as("dv"), dc.as("dc", dc.rows == 1),
                     ds.as("ds"), dw.as("dw"), db.as("db", db.rows == 1)};
  if (is("one sum at b")) answers.back().shape = {};
  if (is("clipped by value") || is("clipped by norm"))
    answers = {dv.as("dv"), dc.as("dc", true), dw.as("dw"), db.as("db", true)};
  return answers;
}

}  // namespace

void add_batch_network(std::vector<Case>& cases) {
  const auto list = [](const std::vector<double>& numbers, std::size_t rows) {
    std::vector<std::size_t> shape = {numbers.size()};
    if (rows > 0) shape = {rows, numbers.size() / rows};
    const std::string line = lines({{"x", shape, numbers}}, 6);
    return line.substr(4, line.size() - 5);
  };
  const std::string reference =
      told_by({"explain", formula, "x=" + list(x_, 4), "w=" + list(w_, 3), "b=" + list(b_, 0),
               "v=" + list(v_, 3), "c=" + list(c_, 0), "t=" + list(t_, 4)});
  const auto put = [&](const char* slip, const char* expected) {
    cases.push_back({"batch network with a bias", slip, expected, reference, run<double>(slip)});
  };
  put("not summed at b", "not summed over the batch");
  put("not summed anywhere", "not summed over the batch");
  put("averaged at b", "averaged instead of summed");
  put("averaged at both", "averaged instead of summed");
  put("first row at c", "not summed over the batch");
  put("one sum at b", "summed over everything");
  put("transposed", "transposed");
  put("v transposed", "transposed");
  put("mean over the batch at w", "averaged instead of summed");
  put("last row only at w", "not summed over the batch");
  put("no mask", "ReLU's mask is missing");
  put("mask on the gradient", "ReLU's mask is on the gradient's sign");
  put("sum for mean", "it is not averaged");
  put("mean over rows", "averaged over another number");
  put("2 lost", "the factor of the power is left out");
  put("target minus prediction", "target minus prediction");
  put("no L2", "the L2 term is missing");
  put("L2 doubled", "the L2 term is doubled");
  put("L2 halved", "the L2 term is halved");
  put("clipped by value", "clipped by value");
  put("clipped by norm", "clipped by norm");

  put("as it should be", "");
  put("another order", "");
  cases.push_back({"batch network with a bias", "float32", "", reference, run<float>("")});
  cases.push_back({"batch network with a bias", "float32, another order", "", reference,
                   run<float>("another order")});
  for (const int digits : {4, 5, 6, 8, 9})
    cases.push_back({"batch network with a bias", std::to_string(digits) + " digits", "", reference,
                     run<double>(""), digits});
}

}  // namespace zoo
