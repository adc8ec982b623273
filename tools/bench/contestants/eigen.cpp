// Eigen in the contest: the networks by hand, forward and backward, without an autograd.
#include <omp.h>

#include <Eigen/Dense>
#include <memory>

#include "contest.hpp"

namespace {

using bench::Step, bench::Task;

template <class T>
struct HandWritten {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Row = Eigen::Matrix<T, 1, Eigen::Dynamic>;

  bench::Network net;
  bench::Examples<T> data;
  std::size_t layers;
  std::vector<Matrix> w, dw, mw, vw, h, g;  // w: [out][in], h and g: [batch][units]
  std::vector<Row> b, db, mb, vb;
  int updates = 0;

  HandWritten(const Task& task, const bench::Network& network)
      : net(network),
        data(bench::examples<T>(task.workload, net, task.digits)),
        layers(net.sizes.size() - 1),
        dw(layers),
        h(layers + 1),
        g(layers + 1),
        db(layers) {
    auto weights = bench::layer_weights<T>(net);
    for (std::size_t l = 0; l < layers; ++l) {
      const auto out = Eigen::Index(net.sizes[l + 1]), in = Eigen::Index(net.sizes[l]);
      w.push_back(Eigen::Map<Matrix>(weights[l].data(), out, in));
      mw.push_back(Matrix::Zero(out, in));
      b.push_back(Row::Zero(out));
    }
    vw = mw;
    mb = vb = b;
  }

  double step(std::size_t k) {
    const auto batch = Eigen::Index(net.batch);
    const std::size_t first = k % net.batches * net.batch;
    h[0] =
        Eigen::Map<const Matrix>(&data.x[first * net.sizes[0]], batch, Eigen::Index(net.sizes[0]));
    for (std::size_t l = 0; l < layers; ++l) {
      h[l + 1].noalias() = h[l] * w[l].transpose();
      h[l + 1].rowwise() += b[l];
      if (l + 1 < layers) h[l + 1] = h[l + 1].cwiseMax(T(0));
    }
    const double loss = net.classes ? cross_entropy(&data.target[first]) : mse(&data.target[first]);
    for (std::size_t l = layers; l-- > 0;) {
      dw[l].noalias() = g[l + 1].transpose() * h[l];
      db[l] = g[l + 1].colwise().sum();
      if (l == 0) break;
      g[l].noalias() = g[l + 1] * w[l];
      g[l] = (h[l].array() > T(0)).select(g[l], T(0));
    }
    ++updates;
    for (std::size_t l = 0; l < layers; ++l) {
      if (net.classes) {
        adam(w[l], dw[l], mw[l], vw[l]);
        adam(b[l], db[l], mb[l], vb[l]);
      } else {
        w[l] -= T(0.05) * dw[l];
        b[l] -= T(0.05) * db[l];
      }
    }
    return loss;
  }

  double cross_entropy(const T* target) {
    const Matrix& z = h[layers];
    Matrix& d = g[layers];
    d.resize(z.rows(), z.cols());
    double loss = 0;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
      const T top = z.row(i).maxCoeff();
      d.row(i) = (z.row(i).array() - top).exp();
      const T sum = d.row(i).sum();
      const auto right = Eigen::Index(target[i]);
      loss += std::log(double(sum)) - double(z(i, right) - top);
      d.row(i) *= T(1) / (sum * T(z.rows()));
      d(i, right) -= T(1) / T(z.rows());
    }
    return loss / double(z.rows());
  }

  double mse(const T* target) {
    const Matrix& y = h[layers];
    g[layers] = y - Eigen::Map<const Matrix>(target, y.rows(), 1);
    const double loss = double(g[layers].squaredNorm()) / double(y.rows());
    g[layers] *= T(2) / T(y.rows());
    return loss;
  }

  void adam(auto& p, const auto& gradient, auto& m, auto& v) const {
    const T rate = T(0.001 / (1 - std::pow(0.9, updates)));
    const T scale = T(1 / std::sqrt(1 - std::pow(0.999, updates)));
    m.array() = T(0.9) * m.array() + T(0.1) * gradient.array();
    v.array() = T(0.999) * v.array() + T(0.001) * gradient.array().square();
    p.array() -= rate * m.array() / (v.array().sqrt() * scale + T(1e-8));
  }
};

template <class T>
Step multiplication(const Task& task) {
  using Matrix = typename HandWritten<T>::Matrix;
  const bench::Product product = bench::product(task.workload);
  const auto n = Eigen::Index(product.n);
  auto numbers_a = bench::square_matrix<T>(product.n, 1),
       numbers_b = bench::square_matrix<T>(product.n, 2);
  return [a = Matrix(Eigen::Map<Matrix>(numbers_a.data(), n, n)),
          b = Matrix(Eigen::Map<Matrix>(numbers_b.data(), n, n)),
          c = std::make_shared<Matrix>(n, n), product](std::size_t) {
    if (product.a_transposed && product.b_transposed) {
      c->noalias() = a.transpose() * b.transpose();
    } else if (product.a_transposed) {
      c->noalias() = a.transpose() * b;
    } else if (product.b_transposed) {
      c->noalias() = a * b.transpose();
    } else {
      c->noalias() = a * b;
    }
    return bench::probe(c->data(), product.n);
  };
}

template <class T>
Step make_step_in(const Task& task) {
  if (task.workload.starts_with("W5-")) return multiplication<T>(task);
  if (!bench::is_network(task.workload)) return {};
  return [s = std::make_shared<HandWritten<T>>(task, bench::network(task.workload))](
             std::size_t k) { return s->step(k); };
}

Step make_step(const Task& task) {
  omp_set_num_threads(task.threads);
  Eigen::setNbThreads(task.threads);
  return task.is_float ? make_step_in<float>(task) : make_step_in<double>(task);
}

}  // namespace

int main(int count, char** words) { return bench::contend(count, words, make_step); }
