// Normalisation and similarity.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

// (x - mean) / sqrt(var + eps) over the last axis, times gamma, plus beta (Ba et al. 2016).
// gamma and beta have the size of the last axis. With h the normalised x and g = dy * gamma:
// dx = (g - mean(g) - h mean(g h)) / sqrt(var + eps); dgamma = sum dy h; dbeta = sum dy.
Tensor layer_norm(TensorAt x, Operand gamma, Operand beta, Real eps = Real(1e-5));

// The same over all axes but axis 1, the channels, which gamma and beta belong to: over axis 0 of
// [N, C], over 0, 2, 3 of [N, C, H, W] (Ioffe and Szegedy 2015). The training form: mean and
// variance (divided by n) are those of x itself.
Tensor batch_norm(TensorAt x, Operand gamma, Operand beta, Real eps = Real(1e-5));

// a · b / (max(|a|, eps) max(|b|, eps)) along one axis, as PyTorch has it.
// Gradient: (b / |b| - y a / |a|) / |a| and the same with a and b exchanged.
Tensor cosine_similarity(TensorAt a, Operand b, int axis = 1, Real eps = Real(1e-8));

}  // namespace downhill
