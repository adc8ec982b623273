// The second part of the catalogue: what networks are made of, and what trains them.
#include "tensor/catalogue.hpp"

namespace downhill {
namespace {

constexpr std::string_view everywhere = "all numbers";
constexpr std::string_view same_as_target =
    "prediction and target alike; y is one number, or as these with reduction=\"none\"";

}  // namespace

ArrayOpGroup layer_operations() {
  return {
      "Layers",
      {{.name = "layer_norm",
        .formula = "y = gamma * (x - mean) / √(var + eps) + beta, over the last axis",
        .shapes = "x [.., n], gamma and beta [n], y as x",
        .domain = everywhere,
        .example = {"x = [[1, 2, 4], [3, 5, 9]]; gamma = [1, 2, 1]; beta = [0, 0, 1]; "
                    "y = layer_norm(x, gamma, beta)",
                    "the gradients of a row add up to about 0: its mean no longer matters"},
        .edges = {{"x = [[2, 2]]; y = layer_norm(x, [1, 1], [0, 0])",
                   "equal numbers: eps keeps it finite"}}},
       {.name = "batch_norm",
        .formula = "y = gamma * (x - mean) / √(var + eps) + beta, over all axes but axis 1",
        .shapes = "x [N, C] or [N, C, H, W], gamma and beta [C], y as x",
        .domain = everywhere,
        .example = {"x = [[1, 2], [3, 5], [8, 6]]; gamma = [1, 2]; beta = [0, 1]; "
                    "y = batch_norm(x, gamma, beta)",
                    "mean and variance are those of this batch, as in training"},
        .edges = {{"x = [[1, 2]]; y = batch_norm(x, [1, 1], [0, 0])",
                   "a batch of one is its own mean"}}},
       {.name = "conv2d",
        .formula = "y[n, o, i, j] = b[o] + Σ x[n, c, i s + u - p, j s + v - p] * w[o, c, u, v], "
                   "stride s, padding p",
        .shapes = "x [N, C, H, W], w [O, C, h, w], b [O], y [N, O, H', W'], "
                  "H' = floor((H + 2 p - h) / s) + 1",
        .domain = everywhere,
        .example = {"x = [[[[1, 2, 0], [4, 3, 6], [5, 8, 9]]]]; w = [[[[1, 2], [0, -1]]]]; "
                    "b = [0.5]; y = conv2d(x, w, b)",
                    "a weight hears from every place that it was laid on"},
        .edges = {{"x = [[[[1, 2], [3, 4]]]]; w = [[[[1, 1], [1, 1]]]]; "
                   "y = conv2d(x, w, padding=1, stride=2)",
                   "padding is with zeros"},
                  {"x = [[[[1, 2], [3, 4]]]]; w = [[[[1, 1, 1]]]]; y = conv2d(x, w)",
                   "a window that does not fit"}}},
       {.name = "max_pool2d",
        .formula = "y = the largest x of each window",
        .shapes = "x [N, C, H, W], y [N, C, H', W']; without stride the windows lie side by side",
        .domain = "all numbers; smooth where one of a window is the largest",
        .example = {"x = [[[[1, 2, 5, 3], [4, 0, 6, 7]]]]; y = max_pool2d(x, 2)",
                    "only the largest of a window receives a gradient"},
        .edges = {{"x = [[[[1, 1], [1, 1]]]]; y = max_pool2d(x, 2)",
                   "a tie: the first one, as in PyTorch"},
                  {"x = [[[[-1, -2], [-3, -4]]]]; y = max_pool2d(x, 2, padding=1)",
                   "padding never wins"}}},
       {.name = "avg_pool2d",
        .formula = "y = the mean of each window",
        .shapes = "x [N, C, H, W], y [N, C, H', W']; without stride the windows lie side by side",
        .domain = everywhere,
        .example = {"x = [[[[1, 2, 5, 3], [4, 0, 6, 7]]]]; y = avg_pool2d(x, 2)",
                    "the gradient is shared by the window"},
        .edges = {{"x = [[[[4, 4], [4, 4]]]]; y = avg_pool2d(x, 2, padding=1)",
                   "padding counts as zeros"}}}}};
}

ArrayOpGroup loss_operations() {
  return {
      "Losses",
      {{.name = "mse",
        .formula = "y = mean (p - t)²",
        .shapes = same_as_target,
        .domain = everywhere,
        .example = {"p = [1, 2, 4]; t = [1, 3, 1]; y = mse(p, t)", "twice the error, over n"},
        .edges = {{"p = [1, 2]; y = mse(p, [1, 2])", "a perfect prediction: 0, and flat"},
                  {"p = [[1], [2]]; y = mse(p, [1, 2])", "shapes never broadcast here"}},
        .curve = "y = mse(a, 0, reduction=\"none\")"},
       {.name = "l1",
        .formula = "y = mean |p - t|",
        .shapes = same_as_target,
        .domain = "all numbers; smooth where p is not t",
        .example = {"p = [1, 2, 4]; t = [0, 3, 1]; y = l1(p, t)", "the sign of the error, over n"},
        .edges = {{"p = [2]; y = l1(p, [2])", "at the kink the slope is 0"}},
        .curve = "y = l1(a, 0, reduction=\"none\")"},
       {.name = "huber",
        .formula = "y = mean of (p - t)² / 2 up to a distance of delta, then a straight line",
        .shapes = same_as_target,
        .domain = everywhere,
        .example = {"p = [1, 2.5, 4]; t = [1.5, 3, 1]; y = huber(p, t, delta=2)",
                    "an outlier pulls no harder than delta"},
        .edges = {{"p = [3]; t = [2]; y = huber(p, t, delta=1)", "where the two meet: no kink"}},
        .curve = "y = huber(a, 0, reduction=\"none\")"},
       {.name = "bce",
        .formula = "y = mean -(t log p + (1 - t) log(1 - p)), logarithms cut off at -100",
        .shapes = same_as_target,
        .domain = "p from 0 to 1",
        .example = {"p = [0.9, 0.2]; t = [1, 0]; y = bce(p, t)", "t are probabilities"},
        .edges = {{"p = [0]; y = bce(p, [1])", "sure and wrong: 100, not infinity"},
                  {"p = [1]; y = bce(p, [1])", "sure and right"},
                  {"p = [1.5]; y = bce(p, [1])", "no probability"}},
        .curve = "y = bce(a, 1, reduction=\"none\")"},
       {.name = "bce_with_logits",
        .formula = "y = mean of t softplus(-z) + (1 - t) softplus(z), which is bce(sigmoid(z), t)",
        .shapes = same_as_target,
        .domain = "all numbers, of any size",
        .example = {"z = [2, -1]; t = [1, 0]; y = bce_with_logits(z, t)", "sigmoid(z) - t, over n"},
        .edges = {{"z = [-1000]; y = bce_with_logits(z, [1])",
                   "sure and wrong: still a slope of -1"}},
        .curve = "y = bce_with_logits(a, 1, reduction=\"none\")"},
       {.name = "hinge",
        .formula = "y = mean max(0, 1 - t z), targets t of -1 and 1",
        .shapes = same_as_target,
        .domain = "all numbers; smooth where t z is not 1",
        .example = {"z = [0.5, -2, 3]; t = [1, 1, 1]; y = hinge(z, t)",
                    "what is right by a margin of 1 is left alone"},
        .edges = {{"z = [1]; y = hinge(z, [1])", "at the kink the slope is 0"}},
        .curve = "y = hinge(a, 1, reduction=\"none\")"},
       {.name = "kl_div",
        .formula = "y = Σ p (log p - log_q) / N, 0 where p is 0",
        .shapes = "log_q and p alike; N is the first size",
        .domain = "p from 0 on",
        .example = {"log_q = [[-1, -0.5]]; p = [[0.3, 0.7]]; y = kl_div(log_q, p)",
                    "the first is a logarithm, as in PyTorch"},
        .edges = {{"log_q = [[-1, -2]]; y = kl_div(log_q, [[1, 0]])",
                   "where p is 0 nothing is lost"}}},
       {.name = "cross_entropy",
        .formula = "y = mean over samples of -Σ t' log_softmax(z), t' the targets' probabilities",
        .shapes = "z [N, C], targets [N] (class numbers) or [N, C]; or z [C] and one class",
        .domain = "all numbers, of any size; class numbers from 0 to C - 1",
        .example = {"z = [[1, 2, 4], [3, 5, 9]]; t = [0, 2]; y = cross_entropy(z, t)",
                    "softmax(z) minus the truth, over N"},
        .edges = {{"z = [[1000, 0]]; y = cross_entropy(z, [1])", "sure and wrong: no overflow"},
                  {"z = [[1, 2]]; y = cross_entropy(z, [1], label_smoothing=0.1)",
                   "a truth that is not quite sure"},
                  {"z = [[1, 2]]; y = cross_entropy(z, [2])", "a class that is not there"}}},
       {.name = "nll",
        .formula = "y = mean of -log_p[i, t[i]]",
        .shapes = "log_p [N, C], t [N] class numbers",
        .domain = "all numbers; class numbers from 0 to C - 1",
        .example = {"log_p = [[-0.5, -1], [-2, -0.1]]; t = [0, 1]; y = nll(log_p, t)",
                    "nll(log_softmax(z), t) is cross_entropy(z, t)"},
        .edges = {{"log_p = [[-inf, 0]]; y = nll(log_p, [0])", "impossible, and true: inf"}}}}};
}

}  // namespace downhill
