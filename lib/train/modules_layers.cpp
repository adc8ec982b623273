#include "train/modules_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ops/joined.hpp"
#include "tensor/images.hpp"
#include "tensor/matmul.hpp"
#include "tensor/normalization.hpp"
#include "tensor/selecting.hpp"

namespace downhill {
namespace {

using std::operator""sv;
constexpr std::array activation_names = {"relu"sv, "tanh"sv, "sigmoid"sv,
                                         "gelu"sv, "silu"sv, "none"sv};

// The next step of a module stands on the same source line as its input did.
TensorAt at(Tensor y, const TensorAt& x) { return {y, x.place.line, x.place.file}; }

std::vector<PlannedParameter> weight_and_bias(std::string weight, const Shape& shape,
                                              Initial initial, std::string bias, std::size_t out) {
  std::vector<PlannedParameter> plan = {{std::move(weight), shape, std::move(initial)}};
  if (!bias.empty()) plan.push_back({std::move(bias), {out}, initial::zeros()});
  return plan;
}

std::vector<Linear> layers_of(const std::vector<std::size_t>& sizes, const MlpOptions& options) {
  if (sizes.size() < 2 || std::find(sizes.begin(), sizes.end(), 0u) != sizes.end())
    throw UsageError(fmt::format(
        "Mlp: sizes {} do not make a network; it needs two or more, all above 0, such as 64-32-10",
        joined(sizes, "-")));
  const bool like_relu = options.activation == Activation::relu ||
                         options.activation == Activation::gelu ||
                         options.activation == Activation::silu;
  std::vector<Linear> layers;
  for (std::size_t k = 1; k < sizes.size(); ++k) {
    const bool is_last = k + 1 == sizes.size();
    layers.emplace_back(
        sizes[k - 1], sizes[k],
        LinearOptions{fmt::format("{}w{}", options.prefix, k),
                      fmt::format("{}b{}", options.prefix, k),
                      like_relu && !is_last ? initial::he_uniform() : initial::xavier_uniform()});
  }
  return layers;
}

std::vector<PlannedParameter> plan_of(const std::vector<Linear>& layers) {
  std::vector<PlannedParameter> plan;
  for (const Linear& layer : layers)
    plan.insert(plan.end(), layer.plan().begin(), layer.plan().end());
  return plan;
}

}  // namespace

Activation activation_named(std::string_view name) {
  const auto found = std::find(activation_names.begin(), activation_names.end(), name);
  if (found == activation_names.end())
    throw UsageError(fmt::format("there is no activation {}; there are {}", name,
                                 joined(activation_names, ", ")));
  return Activation(found - activation_names.begin());
}

Tensor activate(Activation activation, TensorAt x) {
  switch (activation) {
    case Activation::relu:
      return relu(x);
    case Activation::tanh:
      return tanh(x);
    case Activation::sigmoid:
      return sigmoid(x);
    case Activation::gelu:
      return gelu(x);
    case Activation::silu:
      return silu(x);
    case Activation::none:
      break;
  }
  return x.tensor;
}

Linear::Linear(std::size_t in, std::size_t out, LinearOptions options)
    : Module(weight_and_bias(std::move(options.weight), {in, out}, std::move(options.initial),
                             std::move(options.bias), out)) {}

Tensor Linear::record(TensorAt x, std::span<const Tensor> p) const {
  return p.size() == 1 ? matmul(x, p[0]) : affine(x, p[0], p[1]);
}

Mlp::Mlp(std::vector<std::size_t> sizes, MlpOptions options)
    : Module(plan_of(layers_of(sizes, options))),
      sizes_(std::move(sizes)),
      layers_(layers_of(sizes_, options)),
      options_(std::move(options)) {
  for (std::size_t k = 1; k <= layers_.size(); ++k)
    names_.push_back({fmt::format("{}layer {}", options_.prefix, k),
                      fmt::format("{}s{}", options_.prefix, k),
                      fmt::format("{}h{}", options_.prefix, k)});
}

Tensor Mlp::record(TensorAt x, std::span<const Tensor> p) const {
  Tensor h = x.tensor;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const BlockScope block(x.tensor.tape(), names_[k].block);
    h = layers_[k].forward(at(h, x), take_parameters(p, layers_[k]));
    if (k + 1 == layers_.size()) break;
    if (options_.activation != Activation::none) name(names_[k].sum, at(h, x));
    h = name(names_[k].result, at(activate(options_.activation, at(h, x)), x));
  }
  return h;
}

Embedding::Embedding(std::size_t count, std::size_t width, std::string table, Real deviation)
    : Module({{std::move(table), {count, width}, initial::normal(deviation)}}) {}

Tensor Embedding::record(TensorAt x, std::span<const Tensor> p) const {
  return gather(at(p[0], x), x.tensor);
}

LayerNorm::LayerNorm(std::size_t size, std::string gamma, std::string beta, Real eps)
    : Module({{std::move(gamma), {size}, initial::ones()},
              {std::move(beta), {size}, initial::zeros()}}),
      eps_(eps) {}

Tensor LayerNorm::record(TensorAt x, std::span<const Tensor> p) const {
  return layer_norm(x, p[0], p[1], eps_);
}

Conv2d::Conv2d(std::size_t in, std::size_t out, std::size_t kernel, Conv2dOptions options)
    : Module(weight_and_bias(std::move(options.weight), {out, in, kernel, kernel},
                             std::move(options.initial), std::move(options.bias), out)),
      stride_(options.stride),
      padding_(options.padding) {}

Tensor Conv2d::record(TensorAt x, std::span<const Tensor> p) const {
  return p.size() == 1 ? conv2d(x, p[0], stride_, padding_)
                       : conv2d(x, p[0], p[1], stride_, padding_);
}

}  // namespace downhill
