#include "tensor/numpy_words.hpp"

namespace downhill {

const std::vector<PythonHelper>& python_helpers() {
  static const std::vector<PythonHelper> helpers = {
      // ---- arrays
      {"sum_to",
       "def sum_to(x, shape):  # sums x over the axes along which shape was repeated\n"
       "    x = sum(x, axis=tuple(range(ndim(x) - len(shape))))\n"
       "    return sum(x, axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)\n"},
      {"prod_of_others",
       "def prod_of_others(x, axis=None):  # for each number, what the others make\n"
       "    y = ones(shape(x))\n"
       "    for i in ndindex(shape(x)):\n"
       "        others = array(x)\n"
       "        others[i] = 1\n"
       "        y[i] = broadcast_to(prod(others, axis=axis, keepdims=True), shape(x))[i]\n"
       "    return y\n"},
      {"norm",
       "def norm(x, ord=2, axis=None, keepdims=False):\n"
       "    if ord == 1: return sum(abs(x), axis=axis, keepdims=keepdims)\n"
       "    return sqrt(sum(x * x, axis=axis, keepdims=keepdims))\n"},
      {"logsumexp",
       "def logsumexp(x, axis=None, keepdims=False):\n"
       "    m = max(x, axis=axis, keepdims=True)\n"
       "    m = where(isfinite(m), m, 0)\n"
       "    y = log(sum(exp(x - m), axis=axis, keepdims=True)) + m\n"
       "    return y if keepdims else squeeze(y, axis=axis)\n"},
      {"softmax",
       "def softmax(x, axis=-1):\n"
       "    e = exp(x - max(x, axis=axis, keepdims=True))\n"
       "    return e / sum(e, axis=axis, keepdims=True)\n"},
      {"log_softmax",
       "def log_softmax(x, axis=-1):\n"
       "    m = x - max(x, axis=axis, keepdims=True)\n"
       "    return m - log(sum(exp(m), axis=axis, keepdims=True))\n"},
      // ---- picking
      {"scatter",
       "def scatter(dy, index, shape):  # what x[index] gives back; repeated places add up\n"
       "    x = zeros(shape)\n"
       "    add.at(x, index, dy)\n"
       "    return x\n"},
      {"scatter_along_axis",
       "def scatter_along_axis(dy, index, axis, shape):\n"
       "    place = list(indices(index.shape, sparse=True))\n"
       "    place[axis] = index\n"
       "    return scatter(dy, tuple(place), shape)\n"},
      // ---- normalisation
      {"normalize",
       "def normalize(x, axis, eps):\n"
       "    root = sqrt(var(x, axis=axis, keepdims=True) + eps)\n"
       "    return (x - mean(x, axis=axis, keepdims=True)) / root\n"},
      {"normalize_dx",
       "def normalize_dx(g, x, axis, eps):\n"
       "    h, root = normalize(x, axis, eps), sqrt(var(x, axis=axis, keepdims=True) + eps)\n"
       "    rest = g - mean(g, axis=axis, keepdims=True) - h * mean(g * h, axis=axis, "
       "keepdims=True)\n"
       "    return rest / root\n"},
      {"channels", "def channels(a, rank): return reshape(a, (-1,) + (1,) * (rank - 2))\n"},
      {"layer_norm",
       "def layer_norm(x, gamma, beta, eps=1e-5): return normalize(x, -1, eps) * gamma + beta\n"},
      {"batch_norm",
       "def batch_norm(x, gamma, beta, eps=1e-5):\n"
       "    h = normalize(x, tuple(i for i in range(ndim(x)) if i != 1), eps)\n"
       "    return h * channels(gamma, ndim(x)) + channels(beta, ndim(x))\n"},
      {"cosine_similarity",
       "def cosine_similarity(a, b, axis=1, eps=1e-8):\n"
       "    a, b = broadcast_arrays(a, b)\n"
       "    length_a = maximum(norm(a, axis=axis, keepdims=True), eps)\n"
       "    length_b = maximum(norm(b, axis=axis, keepdims=True), eps)\n"
       "    return sum(a / length_a * (b / length_b), axis=axis)\n"},
      {"cosine_similarity_da",
       "def cosine_similarity_da(dy, y, a, b, axis, eps):\n"
       "    a, b = broadcast_arrays(a, b)\n"
       "    length_a = norm(a, axis=axis, keepdims=True)\n"
       "    length_b = norm(b, axis=axis, keepdims=True)\n"
       "    along_a = expand_dims(y, axis) * where(length_a == 0, 0, a / length_a)\n"
       "    slope = (b / maximum(length_b, eps) - along_a) / maximum(length_a, eps)\n"
       "    return expand_dims(dy, axis) * slope\n"},
      // ---- losses
      {"one_hot", "def one_hot(t, n): return where(arange(n) == expand_dims(t, -1), 1.0, 0.0)\n"},
      {"smooth", "def smooth(t, part): return t * (1 - part) + part / shape(t)[-1]\n"},
      {"cross_entropy",
       "def cross_entropy(z, t, reduction='mean', label_smoothing=0):\n"
       "    p = smooth(one_hot(t, shape(z)[-1]) if ndim(t) < ndim(z) else t, label_smoothing)\n"
       "    loss = -sum(where(p == 0, 0, p * log_softmax(z)), axis=-1)\n"
       "    return {'mean': mean, 'sum': sum, 'none': array}[reduction](loss)\n"},
      {"nll",
       "def nll(log_p, t, reduction='mean'):\n"
       "    loss = -sum(where(one_hot(t, shape(log_p)[-1]) == 1, log_p, 0), axis=-1)\n"
       "    return {'mean': mean, 'sum': sum, 'none': array}[reduction](loss)\n"},
      // ---- images
      {"windows",
       "def windows(x, size, stride, padding, fill=0):  # [N, C, H, W] -> [N, C, h, w, i, j]\n"
       "    from numpy.lib.stride_tricks import sliding_window_view\n"
       "    x = pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)),\n"
       "            constant_values=fill)\n"
       "    return sliding_window_view(x, size, axis=(2, 3))[:, :, ::stride, ::stride]\n"},
      {"spread",
       "def spread(d, shape, stride, padding):  # what windows gives back: each number to its "
       "place\n"
       "    n, c, height, width = shape\n"
       "    h, w, size = d.shape[2], d.shape[3], d.shape[4:]\n"
       "    x = zeros((n, c, height + 2 * padding, width + 2 * padding))\n"
       "    for i, j in ndindex(size):\n"
       "        x[:, :, i:i + stride * h:stride, j:j + stride * w:stride] += d[..., i, j]\n"
       "    return x[:, :, padding:padding + height, padding:padding + width]\n"},
      {"conv2d",
       "def conv2d(x, w, b=None, stride=1, padding=0):\n"
       "    y = einsum('nchwij,ocij->nohw', windows(x, w.shape[2:], stride, padding), w)\n"
       "    return y if b is None else y + channels(b, 4)\n"},
      {"conv2d_dx",
       "def conv2d_dx(dy, w, shape, stride, padding):\n"
       "    return spread(einsum('nohw,ocij->nchwij', dy, w), shape, stride, padding)\n"},
      {"conv2d_dw",
       "def conv2d_dw(dy, x, shape, stride, padding):\n"
       "    return einsum('nchwij,nohw->ocij', windows(x, shape[2:], stride, padding), dy)\n"},
      {"max_pool2d",
       "def max_pool2d(x, kernel, stride, padding=0):\n"
       "    return max(windows(x, (kernel, kernel), stride, padding, -inf), axis=(4, 5))\n"},
      {"max_pool2d_dx",
       "def max_pool2d_dx(dy, x, kernel, stride, padding):  # to the first of the largest\n"
       "    v = windows(x, (kernel, kernel), stride, padding, -inf)\n"
       "    first = argmax(reshape(v, v.shape[:4] + (-1,)), axis=-1)\n"
       "    picked = reshape(one_hot(first, kernel * kernel), v.shape)\n"
       "    return spread(expand_dims(dy, (4, 5)) * picked, x.shape, stride, padding)\n"},
      {"avg_pool2d",
       "def avg_pool2d(x, kernel, stride, padding=0):\n"
       "    return mean(windows(x, (kernel, kernel), stride, padding), axis=(4, 5))\n"},
      {"avg_pool2d_dx",
       "def avg_pool2d_dx(dy, shape, kernel, stride, padding):\n"
       "    part = expand_dims(dy / kernel ** 2, (4, 5)) * ones((kernel, kernel))\n"
       "    return spread(part, shape, stride, padding)\n"},
  };
  return helpers;
}

}  // namespace downhill
