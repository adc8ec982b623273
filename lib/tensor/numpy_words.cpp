#include "tensor/numpy_words.hpp"

#include <algorithm>
#include <cctype>

namespace downhill {

// sum, max, min and abs are NumPy's from here on; `import *` alone leaves Python's in place.
static constexpr std::string_view import_line =
    "from numpy import *\nfrom numpy import abs, max, min, sum\n";

const std::vector<PythonHelper>& python_helpers() {
  static const std::vector<PythonHelper> helpers = {
      // ---- the functions of ops/functions.hpp
      {"detach", "def detach(a): return a\n"},
      {"relu", "def relu(a): return where(a < 0, 0, a)\n"},
      {"leaky_relu", "def leaky_relu(a, k): return where(a > 0, a, k * a)\n"},
      {"sigmoid", "def sigmoid(a): return where(a < 0, exp(-abs(a)), 1) / (1 + exp(-abs(a)))\n"},
      {"softplus", "def softplus(a): return relu(a) + log1p(exp(-abs(a)))\n"},
      {"log_sigmoid", "def log_sigmoid(a): return -softplus(-a)\n"},
      {"sech", "def sech(a): return 2 * exp(-abs(a)) / (1 + exp(-2 * abs(a)))\n"},
      {"silu", "def silu(a): return a * sigmoid(a)\n"},
      {"normal_cdf",
       "def normal_cdf(a):\n"
       "    from math import erfc\n"
       "    return vectorize(erfc, otypes=[float])(-a / sqrt(2)) / 2\n"},
      {"normal_pdf", "def normal_pdf(a): return exp(-a * a / 2) / sqrt(2 * pi)\n"},
      {"gelu", "def gelu(a): return a * normal_cdf(a)\n"},
      // ---- arrays
      {"sum_to",
       "def sum_to(x, shape):  # sums x over the axes along which shape was repeated\n"
       "    x = sum(x, axis=tuple(range(ndim(x) - len(shape))))\n"
       "    return sum(x, axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)\n"},
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
  };
  return helpers;
}

namespace {

// Whether text calls name: the whole word, followed by an opening parenthesis.
bool calls(std::string_view text, std::string_view name) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool starts = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.');
    if (starts && end < text.size() && text[end] == '(') return true;
  }
  return false;
}

}  // namespace

std::string python_definitions(std::string_view program) {
  std::string used;  // from the last helper to the first, since helpers use earlier ones
  const auto& helpers = python_helpers();
  for (auto helper = helpers.rbegin(); helper != helpers.rend(); ++helper)
    if (calls(program, helper->name) || calls(used, helper->name))
      used = std::string(helper->definition) + used;
  return std::string(import_line) + used;
}

}  // namespace downhill
