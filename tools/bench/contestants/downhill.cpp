// Downhill in the contest, as a user would write it, with recording, names and source lines on.
#include <fmt/format.h>
#include <omp.h>

#include <memory>

#include "batch/lane_batch.hpp"
#include "contest.hpp"
#include "scalar/backward.hpp"
#include "scalar/dot.hpp"
#include "tensor/backward.hpp"
#include "tensor/losses.hpp"
#include "tensor/multiply.hpp"
#include "train/modules_layers.hpp"
#include "train/optimizer.hpp"

namespace {

using namespace downhill;
using bench::Step, bench::Task;
using Net = bench::MoonsNetwork;

// ---- W1: moons, every weight a scalar

std::vector<std::string> moons_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < Net::weights; ++i) names.push_back(fmt::format("w{}", i));
  return names;
}

// A neuron, plainly: b + w0 * x0 + w1 * x1 + …
constexpr auto plain_neuron = [](Values w, Values x, Scalar b) {
  Scalar sum = b;
  for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * x[i];
  return sum;
};
// The same as one node.
constexpr auto dot_neuron = [](Values w, Values x, Scalar b) { return dot(w, x, b); };

// The network's output for one point.
template <class Neuron>
Scalar moons_output(Values w, Values x, Neuron neuron) {
  thread_local std::vector<Scalar> h1(Net::hidden), h2(Net::hidden);
  for (std::size_t j = 0; j < Net::hidden; ++j)
    h1[j] = relu(neuron(w.subspan(Net::w1 + 2 * j, 2), x, w[Net::b1 + j]));
  for (std::size_t j = 0; j < Net::hidden; ++j)
    h2[j] =
        relu(neuron(w.subspan(Net::w2 + Net::hidden * j, Net::hidden), Values(h1), w[Net::b2 + j]));
  return neuron(w.subspan(Net::w3, Net::hidden), Values(h2), w[Net::b3]);
}

template <class Neuron>
Step moons_step(Neuron neuron) {
  struct State {
    Tape tape;
    bench::Moons data = bench::moons();
    std::vector<double> numbers = bench::moons_weights();
    std::vector<std::string> names = moons_names();
    std::vector<Scalar> w = std::vector<Scalar>(Net::weights);
  };
  return [neuron, s = std::make_shared<State>()](std::size_t) {
    s->tape.clear();
    for (std::size_t i = 0; i < Net::weights; ++i)
      s->w[i] = s->tape.parameter(s->names[i], Real(s->numbers[i]));
    Scalar sum;
    for (std::size_t k = 0; k < bench::Moons::points; ++k) {
      const Scalar x[] = {s->tape.input("x0", Real(s->data.x[2 * k])),
                          s->tape.input("x1", Real(s->data.x[2 * k + 1]))};
      const Scalar lost = relu(1 + moons_output(s->w, x, neuron) * Real(-s->data.y[k]));
      sum = k == 0 ? lost : sum + lost;
    }
    Scalar squares = s->w[0] * s->w[0];
    for (std::size_t i = 1; i < Net::weights; ++i) squares += s->w[i] * s->w[i];
    const Scalar loss =
        name("loss", sum * Real(1.0 / bench::Moons::points) + squares * Real(Net::decay));
    const Gradients g = backward(loss);
    for (std::size_t i = 0; i < Net::weights; ++i) s->numbers[i] -= Net::rate * double(g[s->w[i]]);
    return double(loss.value());
  };
}

// The batch path: a point recorded, with neurons as one node, and played for all points side by
// side.
Step moons_in_lanes() {
  struct State {
    LaneBatch batch{Net::weights, 3, [](Tape&, Values weights, Values x) {
                      return relu(1 - moons_output(weights, x.first(2), dot_neuron) * x[2]);
                    }};
    std::vector<Real> rows, w, gradient = std::vector<Real>(Net::weights);
    State() {
      const bench::Moons data = bench::moons();
      for (std::size_t k = 0; k < bench::Moons::points; ++k)
        for (const double x : {data.x[2 * k], data.x[2 * k + 1], data.y[k]})
          rows.push_back(Real(x));
      for (const double each : bench::moons_weights()) w.push_back(Real(each));
    }
  };
  return [s = std::make_shared<State>()](std::size_t) {
    const Real mean = s->batch.gradient(s->w, s->rows, s->gradient);
    Real squares = 0;
    for (std::size_t i = 0; i < Net::weights; ++i) {
      squares += s->w[i] * s->w[i];
      s->w[i] -= Real(Net::rate) * (s->gradient[i] + 2 * Real(Net::decay) * s->w[i]);
    }
    return double(mean + Real(Net::decay) * squares);
  };
}

// ---- W2: a million nodes in chains

Step chains(std::size_t count) {
  return [count, tape = std::make_shared<Tape>()](std::size_t) {
    tape->clear();
    const Scalar one = tape->input("one", 1), p = tape->parameter("p", Real(0.75)),
                 q = tape->parameter("q", Real(0.5)), r = tape->parameter("r", Real(0.25));
    std::vector<Scalar> x;
    for (std::size_t c = 0; c < count; ++c) x.push_back(one + Real(c));
    for (std::size_t i = 0; i < (1'000'000 - 2 * count) / (4 * count); ++i)
      for (Scalar& each : x) {
        each = each * p;
        each = each + q;
        each = each * p;
        each = each - r;
      }
    Scalar sum = x[0];
    for (std::size_t c = 1; c < count; ++c) sum += x[c];
    const Gradients g = backward(sum);
    return double(sum.value() + g[p] + g[q]);
  };
}

// ---- W3, W4, W6: networks of arrays

Method method_of(const bench::Network& net) {
  if (net.classes) return Adam{.rate = Real(0.001)};
  return Sgd{.rate = Real(0.05)};
}

struct Training {
  Mlp model;
  Parameters w;
  Optimizer optimizer;
  TensorTape tape;
  std::vector<Array> x, target;  // by mini-batch
  std::vector<Array> gradients;

  Training(const Task& task, const bench::Network& net)
      : model(net.sizes), w(model, 0), optimizer(method_of(net)) {
    const auto layers = bench::layer_weights<Real>(net);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const std::size_t in = net.sizes[l], out = net.sizes[l + 1];
      Array weights = Array::unwritten({in, out});
      for (std::size_t i = 0; i < in; ++i)
        for (std::size_t o = 0; o < out; ++o) weights.set(i * out + o, layers[l][o * in + i]);
      w.set(fmt::format("w{}", l + 1), weights);
    }
    const auto all = bench::examples<Real>(task.workload, net, task.digits);
    const std::size_t numbers = net.batch * net.sizes[0];
    for (std::size_t k = 0; k < net.batches; ++k) {
      x.push_back(Array({net.batch, net.sizes[0]}, std::span(all.x).subspan(k * numbers, numbers)));
      const auto of_batch = std::span(all.target).subspan(k * net.batch, net.batch);
      target.push_back(net.classes ? Array({net.batch}, of_batch)
                                   : Array({net.batch, 1}, of_batch));
    }
  }

  double step(std::size_t k, bool classes) {
    tape.clear();
    const std::vector<Tensor> p = w.on(tape);
    const Tensor y = model.forward(tape.data("x", x[k % x.size()]), p);
    const Tensor t = tape.data("t", target[k % x.size()]);
    const Tensor loss = name("loss", classes ? cross_entropy(y, t) : mse(y, t));
    const double number = double(loss.value().number());
    gradients.clear();
    {
      const TensorGradients g = backward(loss);
      for (const Tensor each : p) gradients.push_back(g[each]);
    }
    tape.clear();  // no longer shares the parameters: they are updated in place
    std::vector<std::span<const Real>> numbers;
    numbers.reserve(gradients.size());
    for (const Array& each : gradients) numbers.push_back(each.values());
    optimizer.step(w.spans(), numbers);
    return number;
  }
};

Step training(const Task& task) {
  const bench::Network net = bench::network(task.workload);
  return [classes = net.classes, s = std::make_shared<Training>(task, net)](std::size_t k) {
    return s->step(k, classes);
  };
}

// ---- W5: products of square matrices

Step multiplication(const Task& task) {
  const bench::Product product = bench::product(task.workload);
  const std::size_t n = product.n;
  struct State {
    std::vector<Real> a, b;
    Array c;
  };
  auto s = std::make_shared<State>(State{bench::square_matrix<Real>(n, 1),
                                         bench::square_matrix<Real>(n, 2), Array::zeros({n, n})});
  return [s, n, product](std::size_t) {
    const Matrix a = matrix(s->a.data(), n, n), b = matrix(s->b.data(), n, n);
    multiply(product.a_transposed ? a.transposed() : a, product.b_transposed ? b.transposed() : b,
             s->c.writable());
    return bench::probe(s->c.data(), n);
  };
}

Step make_step(const Task& task) {
  if (task.is_float != std::is_same_v<Real, float>) return {};
  omp_set_num_threads(task.threads);
  const std::string& name = task.workload;
  if (name == "W1a") return moons_step(plain_neuron);
  if (name == "W1b") return moons_step(dot_neuron);
  if (name == "W1c") return moons_in_lanes();
  if (name == "W2-1") return chains(1);
  if (name == "W2-50") return chains(50);
  if (name.starts_with("W5-")) return multiplication(task);
  return bench::is_network(name) ? training(task) : Step();
}

}  // namespace

int main(int count, char** words) { return bench::contend(count, words, make_step); }
