#include <algorithm>
#include <cmath>

#include "matrix.hpp"

namespace zoo {
namespace {

const std::vector<double> x_ = {0.5, -1.2, 1.5, 0.3, -0.4, 0.9};
const std::vector<double> w_ = {0.6, -0.4, 0.9, 0.3, -0.7, 0.2, 0.5, 0.8};
const std::vector<double> b_ = {0.1, -0.2, 0.3, 0.05};
const std::size_t t_[] = {1, 0, 3};

template <class T>
Matrix<T> softmax(const Matrix<T>& z, bool shifted = true) {
  Matrix<T> p = z;
  for (std::size_t i = 0; i < z.rows; ++i) {
    T most = z(i, 0), sum = 0;
    for (std::size_t j = 0; j < z.columns; ++j) most = std::max(most, z(i, j));
    for (std::size_t j = 0; j < z.columns; ++j)
      sum += p(i, j) = std::exp(z(i, j) - (shifted ? most : 0));
    for (std::size_t j = 0; j < z.columns; ++j) p(i, j) /= sum;
  }
  return p;
}

// Through softmax: p * (dp - sum(dp * p)).
template <class T>
Matrix<T> through(const Matrix<T>& p, const Matrix<T>& dp) {
  Matrix<T> dz = p;
  for (std::size_t i = 0; i < p.rows; ++i) {
    T total = 0;
    for (std::size_t j = 0; j < p.columns; ++j) total += dp(i, j) * p(i, j);
    for (std::size_t j = 0; j < p.columns; ++j) dz(i, j) = p(i, j) * (dp(i, j) - total);
  }
  return dz;
}

template <class T>
Answers run(const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  const Matrix<T> x(3, 2, x_), w(2, 4, w_), b(1, 4, b_);
  Matrix<T> z = x * w;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 4; ++j) z(i, j) += b(0, j);
  const Matrix<T> p = softmax(z, slip != "another formula");
  Matrix<T> dz = p, t(3, 4);
  T loss = 0;
  for (std::size_t i = 0; i < 3; ++i) t(i, t_[i]) = 1, loss -= std::log(p(i, t_[i])) / 3;
  for (std::size_t k = 0; k < dz.x.size(); ++k) {
    dz.x[k] = (p.x[k] - t.x[k]) / 3;
    if (is("target minus prediction")) dz.x[k] = (t.x[k] - p.x[k]) / 3;
    if (is("Jacobian missing")) dz.x[k] = -t.x[k] / p.x[k] / 3;
    if (is("only the diagonal")) dz.x[k] = -t.x[k] * (1 - p.x[k]) / 3;
    if (is("target not subtracted")) dz.x[k] = p.x[k] / 3;
    if (is("softmax left out")) dz.x[k] = (z.x[k] - t.x[k]) / 3;
    if (is("log10") || is("log10 of the loss, too")) dz.x[k] /= std::log(T(10));
    if (is("log2") || is("log2 of the loss, too")) dz.x[k] /= std::log(T(2));
    if (is("not averaged")) dz.x[k] *= 3;
    if (is("mean over elements")) dz.x[k] /= 4;
  }
  if (is("log10 of the loss, too")) loss /= std::log(T(10));
  if (is("log2 of the loss, too")) loss /= std::log(T(2));
  if (is("softmax twice")) {
    const Matrix<T> again = softmax(p);
    Matrix<T> dp = again;
    loss = 0;
    for (std::size_t k = 0; k < dp.x.size(); ++k) dp.x[k] = (again.x[k] - t.x[k]) / 3;
    for (std::size_t i = 0; i < 3; ++i) loss -= std::log(again(i, t_[i])) / 3;
    dz = through(p, dp);
  }
  if (is("another formula")) {
    Matrix<T> dp = p;
    for (std::size_t k = 0; k < dp.x.size(); ++k) dp.x[k] = -t.x[k] / p.x[k] / 3;
    dz = through(p, dp);
  }
  Matrix<T> dw = x.transposed() * dz, db = column_sums(dz), dx = dz * w.transposed();
  if (is("not summed at b")) db = dz;
  if (is("averaged at b")) db = db.map([](T one) { return one / 3; });
  if (is("transposed")) dw = dw.transposed();
  return {{"loss", {}, {double(loss)}},
          dz.as("dz"),
          dw.as("dw"),
          db.as("db", db.rows == 1),
          dx.as("dx")};
}

// The same in pieces: p = softmax(z), and the cross-entropy of probabilities.
template <class T>
Answers run_in_pieces(const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  const Matrix<T> z(2, 3, {2, 1, 0.1, 0.5, 2.5, 0.3}), t(2, 3, {1, 0, 0, 0.2, 0.5, 0.3});
  const Matrix<T> p = softmax(z);
  Matrix<T> dp = p;
  for (std::size_t k = 0; k < p.x.size(); ++k) {
    dp.x[k] = -t.x[k] / p.x[k] / 2;
    if (is("log2")) dp.x[k] /= std::log(T(2));
    if (is("not averaged")) dp.x[k] *= 2;
    if (is("sign")) dp.x[k] *= -1;
  }
  Matrix<T> dz = through(p, dp);
  if (is("Jacobian missing")) dz = dp;
  if (is("only the diagonal"))
    for (std::size_t k = 0; k < p.x.size(); ++k) dz.x[k] = dp.x[k] * p.x[k] * (1 - p.x[k]);
  return {dp.as("dp"), dz.as("dz")};
}

}  // namespace

void add_softmax(std::vector<Case>& cases) {
  const std::string reference =
      told_by({"explain", "z = x @ w + b; loss = cross_entropy(z, [1, 0, 3])",
               "x=[[0.5,-1.2],[1.5,0.3],[-0.4,0.9]]", "w=[[0.6,-0.4,0.9,0.3],[-0.7,0.2,0.5,0.8]]",
               "b=[0.1,-0.2,0.3,0.05]"});
  const auto put = [&](const char* slip, const char* expected) {
    cases.push_back({"softmax cross-entropy", slip, expected, reference, run<double>(slip)});
  };
  put("Jacobian missing", "softmax's Jacobian is missing");
  put("only the diagonal", "softmax's Jacobian has only its diagonal");
  put("softmax twice", "softmax is applied twice");
  put("target minus prediction", "target minus prediction");
  put("target not subtracted", "the target is not subtracted");
  put("softmax left out", "softmax is left out");
  put("log10", "the wrong logarithm");
  put("log2", "the wrong logarithm");
  put("log10 of the loss, too", "the wrong logarithm");
  put("log2 of the loss, too", "the wrong logarithm");
  put("not averaged", "it is not averaged");
  put("mean over elements", "averaged over another number");
  put("not summed at b", "not summed over the batch");
  put("averaged at b", "averaged instead of summed");
  put("transposed", "transposed");
  put("as it should be", "");
  put("another formula", "");
  cases.push_back({"softmax cross-entropy", "float32", "", reference, run<float>("")});
  cases.push_back({"softmax cross-entropy", "float32, another formula", "", reference,
                   run<float>("another formula")});
  for (const int digits : {4, 5, 7})
    cases.push_back({"softmax cross-entropy", std::to_string(digits) + " digits", "", reference,
                     run<double>(""), digits});

  const std::string pieces =
      told_by({"explain",
               "z = [[2,1,0.1],[0.5,2.5,0.3]]; p = softmax(z); l = log(p); "
               "m = [[1,0,0],[0.2,0.5,0.3]] * l; s = sum(m); n = -s; loss = n / 2"});
  const auto put_piece = [&](const char* slip, const char* expected) {
    cases.push_back({"softmax, then log", slip, expected, pieces, run_in_pieces<double>(slip)});
  };
  put_piece("Jacobian missing", "softmax's Jacobian is missing");
  put_piece("only the diagonal", "softmax's Jacobian has only its diagonal");
  put_piece("log2", "the wrong logarithm");
  put_piece("not averaged", "it is not averaged");
  put_piece("sign", "the sign is flipped");
  put_piece("as it should be", "");
  cases.push_back({"softmax, then log", "float32", "", pieces, run_in_pieces<float>("")});
}

}  // namespace zoo
