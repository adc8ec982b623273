#include "expr/array_functions.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "expr/array_functions_call.hpp"
#include "expr/nearest.hpp"
#include "tensor/images.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"
#include "tensor/normalization.hpp"
#include "tensor/reductions.hpp"
#include "tensor/selecting.hpp"
#include "tensor/shaping.hpp"
#include "tensor/softmax.hpp"

namespace downhill::expr {
namespace {

using Call = const ArrayCall&;

Reduction reduction(Call c) {
  const std::string word = c.text("reduction");
  if (word == "mean") return Reduction::mean;
  if (word == "sum") return Reduction::sum;
  if (word == "none") return Reduction::none;
  c.fail("reduction", "\"mean\", \"sum\" or \"none\"");
}

std::optional<int> stride(Call c) {
  return c.given("stride") ? std::optional(c.integer("stride")) : std::nullopt;
}

// One number stays what it is, in whatever order its axes are: it has none.
Tensor transposed(Call c) {
  const TensorAt x = c.at("x");
  if (x.tensor.shape().rank() == 0) return x.tensor;
  return c.given("axes") ? transpose(x, c.integers("axes")) : transpose(x);
}

Tensor broadcasted(Call c) {
  std::vector<std::size_t> sizes;
  double size = 1;
  for (const int n : c.integers("shape")) {
    if (n < 0) c.fail("shape", "a list of sizes, and a size is not negative");
    sizes.push_back(std::size_t(n));
    size *= n;
  }
  if (size > 1e8) c.fail("shape", "more than 100 million numbers, which is too large");
  return broadcast_to(c.at("x"), Shape(sizes));
}

// Without an axis all numbers in one line, as in NumPy.
Tensor running_sum(Call c) {
  const TensorAt x = c.at("x");
  if (c.given("axis")) return cumsum(x, c.integer("axis"));
  if (x.tensor.shape().rank() == 1) return cumsum(x, 0);
  return cumsum(TensorAt(reshape(x, {-1}), x.place.line, x.place.file), 0);
}

// NumPy's dot: what matmul is for vectors and matrices, and * beside one number.
Tensor dot(Call c) {
  const TensorAt a = c.at("a");
  const Tensor b = c.tensor("b");
  return a.tensor.shape().rank() == 0 || b.shape().rank() == 0 ? a * b : matmul(a, b);
}

// NumPy's outer: every number of a times every number of b.
Tensor outer(Call c) {
  const TensorAt a = c.at("a");
  const auto here = [&](Tensor x) { return TensorAt(x, a.place.line, a.place.file); };
  const Tensor b = c.tensor("b"), column = reshape(a, {-1, 1});
  return here(column) * (b.shape().rank() == 1 ? b : reshape(here(b), {-1}));
}

Tensor convolution(Call c) {
  const TensorAt x = c.at("x");
  const Tensor w = c.tensor("w");
  const int step = c.integer("stride"), padding = c.integer("padding");
  return c.given("b") ? conv2d(x, w, c.tensor("b"), step, padding) : conv2d(x, w, step, padding);
}

Tensor divergence(Call c) {
  const bool batch_mean = c.given("reduction") && c.text("reduction") == "batchmean";
  return kl_div(c.at("log_q"), c.tensor("p"), batch_mean ? Reduction::mean : reduction(c));
}

struct Row {
  std::string_view signature;
  Tensor (*record)(Call c);
};

constexpr Row table[] = {
    // ---- other shapes, other orders, arrays joined
    {"array(x)", [](Call c) { return c.tensor("x"); }},
    {"transpose(x, axes=None)", transposed},
    {"reshape(x, shape)", [](Call c) { return reshape(c.at("x"), c.integers("shape")); }},
    {"broadcast_to(x, shape)", broadcasted},
    {"squeeze(x, axis=None)", [](Call c) { return squeeze(c.at("x"), c.axes("axis")); }},
    {"expand_dims(x, axis)", [](Call c) { return unsqueeze(c.at("x"), c.integer("axis")); }},
    {"concatenate(arrays, axis=0)",
     [](Call c) { return concatenate(c.tensors("arrays"), c.integer("axis"), c.place()); }},
    {"stack(arrays, axis=0)",
     [](Call c) { return stack(c.tensors("arrays"), c.integer("axis"), c.place()); }},

    // ---- along axes
    {"sum(x, axis=None, keepdims=False)",
     [](Call c) { return sum(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"mean(x, axis=None, keepdims=False)",
     [](Call c) { return mean(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"prod(x, axis=None, keepdims=False)",
     [](Call c) { return prod(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"max(x, axis=None, keepdims=False)",
     [](Call c) { return max(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"min(x, axis=None, keepdims=False)",
     [](Call c) { return min(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"amax(x, axis=None, keepdims=False)",
     [](Call c) { return max(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"amin(x, axis=None, keepdims=False)",
     [](Call c) { return min(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"var(x, axis=None, ddof=0, keepdims=False)",
     [](Call c) { return var(c.at("x"), c.axes("axis"), c.integer("ddof"), c.flag("keepdims")); }},
    {"std(x, axis=None, ddof=0, keepdims=False)",
     [](Call c) {
       return stddev(c.at("x"), c.axes("axis"), c.integer("ddof"), c.flag("keepdims"));
     }},
    {"norm(x, ord=2, axis=None, keepdims=False)",
     [](Call c) { return norm(c.at("x"), c.integer("ord"), c.axes("axis"), c.flag("keepdims")); }},
    {"logsumexp(x, axis=None, keepdims=False)",
     [](Call c) { return logsumexp(c.at("x"), c.axes("axis"), c.flag("keepdims")); }},
    {"cumsum(x, axis=None)", running_sum},
    {"softmax(x, axis=-1)", [](Call c) { return softmax(c.at("x"), c.integer("axis")); }},
    {"log_softmax(x, axis=-1)", [](Call c) { return log_softmax(c.at("x"), c.integer("axis")); }},

    // ---- products
    {"matmul(a, b)", [](Call c) { return matmul(c.at("a"), c.tensor("b")); }},
    {"dot(a, b)", dot},
    {"outer(a, b)", outer},
    {"cosine_similarity(a, b, axis=1, eps=1e-8)",
     [](Call c) {
       return cosine_similarity(c.at("a"), c.tensor("b"), c.integer("axis"), c.number("eps"));
     }},

    // ---- picking
    {"take_along_axis(x, indices, axis)",
     [](Call c) { return take_along_axis(c.at("x"), c.tensor("indices"), c.integer("axis")); }},
    {"where(condition, a, b)",
     [](Call c) { return where(c.at("condition"), c.tensor("a"), c.tensor("b")); }},
    {"masked_fill(x, mask, value)",
     [](Call c) { return masked_fill(c.at("x"), c.tensor("mask"), c.number("value")); }},
    {"clip(x, min, max)", [](Call c) { return clip(c.at("x"), c.number("min"), c.number("max")); }},
    {"dropout(x, mask, p=0.5)",
     [](Call c) { return dropout(c.at("x"), c.tensor("mask"), c.number("p")); }},

    // ---- layers
    {"layer_norm(x, gamma, beta, eps=1e-5)",
     [](Call c) {
       return layer_norm(c.at("x"), c.tensor("gamma"), c.tensor("beta"), c.number("eps"));
     }},
    {"batch_norm(x, gamma, beta, eps=1e-5)",
     [](Call c) {
       return batch_norm(c.at("x"), c.tensor("gamma"), c.tensor("beta"), c.number("eps"));
     }},
    {"conv2d(x, w, b=None, stride=1, padding=0)", convolution},
    {"max_pool2d(x, kernel_size, stride=None, padding=0)",
     [](Call c) {
       return max_pool2d(c.at("x"), c.integer("kernel_size"), stride(c), c.integer("padding"));
     }},
    {"avg_pool2d(x, kernel_size, stride=None, padding=0)",
     [](Call c) {
       return avg_pool2d(c.at("x"), c.integer("kernel_size"), stride(c), c.integer("padding"));
     }},

    // ---- losses
    {"mse(p, t, reduction=\"mean\")",
     [](Call c) { return mse(c.at("p"), c.tensor("t"), reduction(c)); }},
    {"l1(p, t, reduction=\"mean\")",
     [](Call c) { return l1(c.at("p"), c.tensor("t"), reduction(c)); }},
    {"huber(p, t, delta=1, reduction=\"mean\")",
     [](Call c) { return huber(c.at("p"), c.tensor("t"), c.number("delta"), reduction(c)); }},
    {"cross_entropy(z, t, reduction=\"mean\", label_smoothing=0)",
     [](Call c) {
       return cross_entropy(c.at("z"), c.tensor("t"), reduction(c), c.number("label_smoothing"));
     }},
    {"nll(log_p, t, reduction=\"mean\")",
     [](Call c) { return nll(c.at("log_p"), c.tensor("t"), reduction(c)); }},
    {"bce(p, t, reduction=\"mean\")",
     [](Call c) { return bce(c.at("p"), c.tensor("t"), reduction(c)); }},
    {"bce_with_logits(z, t, reduction=\"mean\")",
     [](Call c) { return bce_with_logits(c.at("z"), c.tensor("t"), reduction(c)); }},
    {"kl_div(log_q, p, reduction=\"mean\")", divergence},
    {"hinge(z, t, reduction=\"mean\")",
     [](Call c) { return hinge(c.at("z"), c.tensor("t"), reduction(c)); }},
};

// "axis=None" to its name and its value.
Parameter read_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return {text, {}};
  const std::string_view value = text.substr(equals + 1);
  double number = 0;  // also for False, None and strings
  std::from_chars(value.data(), value.data() + value.size(), number);
  return {text.substr(0, equals), number, value};
}

Function read_signature(std::string_view text) {
  Function function{text.substr(0, text.find('(')), 0, {}};
  std::string_view inside = text.substr(function.name.size() + 1);
  inside.remove_suffix(1);
  while (!inside.empty()) {
    const std::size_t comma = inside.find(", ");
    function.parameters.push_back(read_parameter(inside.substr(0, comma)));
    inside.remove_prefix(comma == inside.npos ? inside.size() : comma + 2);
  }
  return function;
}

const std::map<std::string_view, ArrayFunction>& array_functions() {
  static const auto all = [] {
    std::map<std::string_view, ArrayFunction> by_name;
    for (const Row& row : table) {
      const Function signature = read_signature(row.signature);
      by_name[signature.name] = {signature, row.record};
    }
    return by_name;
  }();
  return all;
}

}  // namespace

const ArrayFunction* find_array_function(std::string_view name) {
  const auto found = array_functions().find(name);
  return found == array_functions().end() ? nullptr : &found->second;
}

std::vector<std::string_view> array_function_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : array_functions()) names.push_back(name);
  return names;
}

void fail_for_unknown(const Program& program, const Instruction& call) {
  const std::string& name = program.word_of(call);
  std::vector<std::string_view> known = array_function_names();
  for (const std::string_view each : function_names()) known.push_back(each);
  const std::string_view near = nearest(name, known);
  fail_at(program, call,
          near.empty() ? fmt::format("{} is not a function that formulas know", name)
                       : fmt::format("{} is not a function; did you mean {}?", name, near));
}

bool is_array_call(const Program& program, const Instruction& call) {
  const std::string& name = program.word_of(call);
  if (!find_array_function(name)) return false;
  const auto arguments = program.arguments_of(call);
  const bool of_two =
      find_function(name) && arguments.size() == 2 && arguments[1].keyword == nothing;
  return !of_two;
}

}  // namespace downhill::expr
