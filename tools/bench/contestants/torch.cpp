// libtorch in the contest: PyTorch's modules, losses and optimizers, from C++.
#include <torch/torch.h>

#include <memory>

#include "contest.hpp"

namespace {

using bench::Step, bench::Task;

template <class T>
struct Training {
  bench::Network net;
  bench::Examples<T> data;
  std::vector<torch::nn::Linear> layers;
  std::vector<torch::Tensor> x, target;  // by mini-batch
  std::unique_ptr<torch::optim::Optimizer> optimizer;

  Training(const Task& task, const bench::Network& network)
      : net(network), data(bench::examples<T>(task.workload, net, task.digits)) {
    constexpr auto type = sizeof(T) == 4 ? torch::kFloat32 : torch::kFloat64;
    auto weights = bench::layer_weights<T>(net);
    std::vector<torch::Tensor> parameters;
    for (std::size_t l = 0; l < weights.size(); ++l) {
      const auto in = std::int64_t(net.sizes[l]), out = std::int64_t(net.sizes[l + 1]);
      torch::nn::Linear layer(in, out);
      layer->to(type);
      const torch::NoGradGuard no_gradient;
      layer->weight.copy_(torch::from_blob(weights[l].data(), {out, in}, type));
      layer->bias.zero_();
      layers.push_back(layer);
      parameters.push_back(layer->weight);
      parameters.push_back(layer->bias);
    }
    const auto batch = std::int64_t(net.batch);
    for (std::size_t k = 0; k < net.batches; ++k) {
      x.push_back(torch::from_blob(&data.x[k * net.batch * net.sizes[0]],
                                   {batch, std::int64_t(net.sizes[0])}, type));
      const auto t = torch::from_blob(&data.target[k * net.batch], {batch}, type);
      target.push_back(net.classes ? t.to(torch::kInt64) : t.unsqueeze(1));
    }
    if (net.classes)
      optimizer =
          std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(0.001));
    else
      optimizer = std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(0.05));
  }

  double step(std::size_t k) {
    torch::Tensor h = x[k % net.batches];
    for (std::size_t l = 0; l < layers.size(); ++l) {
      h = layers[l]->forward(h);
      if (l + 1 < layers.size()) h = torch::relu(h);
    }
    const torch::Tensor& t = target[k % net.batches];
    const torch::Tensor loss =
        net.classes ? torch::nn::functional::cross_entropy(h, t) : torch::mse_loss(h, t);
    optimizer->zero_grad();
    loss.backward();
    optimizer->step();
    return loss.item<double>();
  }
};

template <class T>
Step multiplication(const Task& task) {
  const bench::Product product = bench::product(task.workload);
  const auto n = std::int64_t(product.n);
  constexpr auto type = sizeof(T) == 4 ? torch::kFloat32 : torch::kFloat64;
  auto a = bench::square_matrix<T>(product.n, 1), b = bench::square_matrix<T>(product.n, 2);
  torch::Tensor ta = torch::from_blob(a.data(), {n, n}, type).clone();
  torch::Tensor tb = torch::from_blob(b.data(), {n, n}, type).clone();
  torch::Tensor tc = torch::empty({n, n}, type);
  if (product.a_transposed) ta = ta.t();
  if (product.b_transposed) tb = tb.t();
  return [ta, tb, tc, product](std::size_t) mutable {
    torch::mm_out(tc, ta, tb);
    return bench::probe(tc.data_ptr<T>(), product.n);
  };
}

template <class T>
Step make_step_in(const Task& task) {
  if (task.workload.starts_with("W5-")) return multiplication<T>(task);
  if (!bench::is_network(task.workload)) return {};
  return [s = std::make_shared<Training<T>>(task, bench::network(task.workload))](std::size_t k) {
    return s->step(k);
  };
}

Step make_step(const Task& task) {
  torch::set_num_threads(task.threads);
  return task.is_float ? make_step_in<float>(task) : make_step_in<double>(task);
}

}  // namespace

int main(int count, char** words) { return bench::contend(count, words, make_step); }
