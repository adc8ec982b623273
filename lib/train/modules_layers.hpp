// The layers: linear, several of them (MLP), embedding, normalisation, convolution.
#pragma once

#include "train/modules.hpp"

namespace downhill {

enum class Activation { relu, tanh, sigmoid, gelu, silu, none };
Activation activation_named(std::string_view name);  // UsageError with the list of names
Tensor activate(Activation activation, TensorAt x);

// y = x @ w + b: x [N, in] (or more axes before the last), w [in, out], b [out].
struct LinearOptions {
  std::string weight = "w", bias = "b";  // the parameters' names; bias "": there is none
  Initial initial = initial::xavier_uniform();
};
class Linear final : public Module {
 public:
  Linear(std::size_t in, std::size_t out, LinearOptions options = {});
  std::string_view kind() const override { return "Linear"; }
  std::size_t in() const { return plan()[0].shape[0]; }
  std::size_t out() const { return plan()[0].shape[1]; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
};

// A multilayer perceptron: sizes {64, 32, 10} are two linear layers, x [N, 64] to h1 [N, 32] by
// w1 and b1, and that to the result [N, 10] by w2 and b2. The activation stands between layers,
// not behind the last one. Weights start by He's rule before relu, gelu and silu, else by Xavier's.
// UsageError for fewer than two sizes, or a size of 0.
struct MlpOptions {
  Activation activation = Activation::relu;
  std::string prefix = "";  // before every name: "head_" makes head_w1
};
class Mlp final : public Module {
 public:
  explicit Mlp(std::vector<std::size_t> sizes, MlpOptions options = {});
  std::string_view kind() const override { return "Mlp"; }
  const std::vector<std::size_t>& sizes() const { return sizes_; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
  struct Names {
    std::string block, sum, result;  // "layer 1", "s1", "h1"
  };
  std::vector<std::size_t> sizes_;
  std::vector<Linear> layers_;
  std::vector<Names> names_;  // of each layer
  MlpOptions options_;
};

// A row for each of `count` things: x holds whole numbers below count, of any shape; each is
// replaced by its row. The table starts normal with this deviation (PyTorch's 1).
class Embedding final : public Module {
 public:
  Embedding(std::size_t count, std::size_t width, std::string table = "table", Real deviation = 1);
  std::string_view kind() const override { return "Embedding"; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
};

// layer_norm over the last axis, of this size; gamma starts as 1, beta as 0 (Ba et al. 2016).
class LayerNorm final : public Module {
 public:
  explicit LayerNorm(std::size_t size, std::string gamma = "gamma", std::string beta = "beta",
                     Real eps = Real(1e-5));
  std::string_view kind() const override { return "LayerNorm"; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
  Real eps_;
};

// x [N, in, H, W] to [N, out, H', W'] by conv2d with a square kernel (tensor/images.hpp), w
// [out, in, kernel, kernel] and b [out].
struct Conv2dOptions {
  int stride = 1, padding = 0;
  std::string weight = "w", bias = "b";  // bias "": there is none
  Initial initial = initial::he_uniform();
};
class Conv2d final : public Module {
 public:
  Conv2d(std::size_t in, std::size_t out, std::size_t kernel, Conv2dOptions options = {});
  std::string_view kind() const override { return "Conv2d"; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
  int stride_, padding_;
};

}  // namespace downhill
