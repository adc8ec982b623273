// Losses: one number that says how wrong a prediction is. They are PyTorch's, with its defaults.
//
// Reduction::mean divides by the number of elements for mse, l1, huber, bce, bce_with_logits and
// hinge; by the number of samples N for cross_entropy, nll and kl_div. Reduction::none leaves one
// number per element, or per sample for cross_entropy and nll.
//
// Prediction and target must have the same shape (or the target is one number). They never
// broadcast: [3] beside [3, 1] would silently make nine differences out of three.
#pragma once

#include "tensor/operators.hpp"

namespace downhill {

enum class Reduction { mean, sum, none };

// (p - t)². Gradient: 2 (p - t) / n.
Tensor mse(TensorAt p, Operand t, Reduction = Reduction::mean);

// |p - t|. Gradient: sign(p - t) / n, 0 where they are equal.
Tensor l1(TensorAt p, Operand t, Reduction = Reduction::mean);

// (p - t)² / 2 up to a distance of delta, from there on the straight line that continues it
// (Huber 1964). Gradient: p - t, cut off at ±delta, / n.
Tensor huber(TensorAt p, Operand t, Real delta = 1, Reduction = Reduction::mean);

// Binary cross-entropy -(t log p + (1 - t) log(1 - p)), with the logarithms cut off at -100 as in
// PyTorch. Gradient: (p - t) / (p (1 - p)) / n. UsageError if a p is outside 0 … 1.
Tensor bce(TensorAt p, Operand t, Reduction = Reduction::mean);

// bce(sigmoid(z), t), right at any size of z. Gradient: (sigmoid(z) - t) / n.
Tensor bce_with_logits(TensorAt z, Operand t, Reduction = Reduction::mean);

// max(0, 1 - t z) with targets t of -1 and 1. Gradient: -t / n where that is positive.
Tensor hinge(TensorAt z, Operand t, Reduction = Reduction::mean);

// Kullback-Leibler divergence p (log p - log q), 0 where p is 0; the first argument is log q, as
// in PyTorch. The mean is its "batchmean": the sum divided by N, the first size.
// Gradients: -p / N for log q, (log p + 1 - log q) / N for p.
Tensor kl_div(TensorAt log_q, Operand p, Reduction = Reduction::mean);

// Cross-entropy of logits z [N, C], or [C] for one sample, with a target: class numbers [N], or
// probabilities [N, C]: -sum(t' log_softmax(z)), t' being the probabilities of the target mixed
// with label_smoothing parts of 1 / C. Gradient: (softmax(z) - t') / N.
Tensor cross_entropy(TensorAt z, Operand target, Reduction = Reduction::mean,
                     Real label_smoothing = 0);

// Negative log-likelihood -log_p[i, t[i]] of class numbers t [N] under log-probabilities
// log_p [N, C]. nll(log_softmax(z), t) is cross_entropy(z, t).
Tensor nll(TensorAt log_p, Operand t, Reduction = Reduction::mean);

}  // namespace downhill
