// Self-attention: every place of a sequence looks at all places and takes a mean of what they
// offer, weighted by how well its query meets their keys. (Vaswani et al. 2017, section 3.2.)
//
//     q = x @ wq    k = x @ wk    v = x @ wv
//     attention(q, k, v) = softmax(q @ k.T / sqrt(d)) @ v                       equation (1)
//     result = all heads side by side @ wo                                      section 3.2.2
//
// x is [T, width], or [N, T, width] for N sequences of T places. With several heads, each has its
// own d = width / heads columns of q, k and v. There are no biases, as in the paper.
#pragma once

#include "train/modules.hpp"

namespace downhill {

struct AttentionOptions {
  std::size_t heads = 1;
  bool causal = false;  // a place sees itself and what is before it: scores after it become -inf
  std::string prefix = "";  // of wq, wk, wv, wo
};

// UsageError if width cannot be divided by heads.
class Attention final : public Module {
 public:
  explicit Attention(std::size_t width, AttentionOptions options = {});
  std::string_view kind() const override { return "Attention"; }

 private:
  Tensor record(TensorAt x, std::span<const Tensor> p) const override;
  std::size_t width_;
  AttentionOptions options_;
};

// [T, T]: 1 where column j lies after row i, which row i must not see; 0 elsewhere.
Array causal_mask(std::size_t places);

}  // namespace downhill
