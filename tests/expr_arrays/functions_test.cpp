// Every function of the language on arrays: its slopes against finite differences, and its trace
// against NumPy.
#include <fmt/format.h>

#include <set>

#include "catch.hpp"
#include "expr/array_functions.hpp"
#include "ops/catalogue.hpp"
#include "told.hpp"

using namespace downhill;
using testing::Told;

namespace {

// Shapes are not square, and no numbers are equal: both hide mistakes.
constexpr const char* inputs =
    "x = [[0.3, -1.2, 2.5], [1.7, 0.4, -0.9]]\n"
    "v = [0.7, -1.1, 1.9]\n"
    "u = [[1.5], [-0.6]]\n"
    "w = [[0.2, -0.5], [1.1, 0.8], [-0.7, 0.35]]\n"
    "p = [[0.2, 0.35, 0.8], [0.6, 0.15, 0.9]]\n"
    "k = 1.3\n"
    "images = [[[[0.1, 1.2, -0.3, 0.7], [2.1, -0.8, 0.5, 1.6], [0.9, -1.4, 1.1, 0.45]],"
    " [[-0.6, 0.25, 1.35, -1.7], [0.85, 1.9, -0.15, 0.55], [1.45, -0.2, 0.65, 2.2]]]]\n"
    "kernels = [[[[0.5, -0.3], [0.2, 0.9]], [[-0.4, 0.1], [0.7, -0.8]]],"
    " [[[0.3, 0.6], [-0.1, 0.15]], [[0.25, -0.55], [0.45, 0.05]]]]\n";

const std::vector<std::string> formulas = {
    // ---- indices and operators
    "x @ w",
    "w @ x",
    "x @ v",
    "v @ w",
    "v @ v",
    "x.T @ u",
    "x.T",
    "k.T",
    "x[0]",
    "x[:, 1]",
    "x[-1, 2]",
    "x[1:3]",
    "x[:, 0:4:2]",
    "x[:, ::-1]",
    "v[::-2]",
    "v[-2:]",
    "x[[1, 0, 1]]",
    "v[[2, 0, 2]]",
    "v[[[2, 0], [1, -1]]]",
    "x + v",
    "x * u",
    "u - v",
    "k / x",
    "x ** 2",
    "p ** u",
    "2 ** x",
    "x ** 0",
    "x ** 1",
    "x * (x > 0)",
    "x + [[1, 2, 3], [4, 5, 6]]",
    "[1, 2, 3] * v",
    "where((x > -1) & (x < 2), x, 0)",
    "where(x == v, x, v)",
    "where(x != 0.3, x, v)",
    "where(x >= v, x, v)",
    "where(x <= v, 1, 2) * x",
    "x * [[1, 2, 3]]",
    "x + x * x - x",
    "array([[1, 2, 3]]) + x",
    "float64(2) * x",
    "x * 2 / k",
    "sum(v) + x",
    "-x",
    "x - 1",
    // ---- shapes
    "transpose(x)",
    "transpose(images, [2, 0, 3, 1])",
    "transpose(x, axes=(1, 0))",
    "reshape(x, [3, 2])",
    "reshape(x, [-1])",
    "reshape(x, 6)",
    "broadcast_to(v, [2, 3])",
    "broadcast_to(u, shape=(2, 4))",
    "squeeze(u, axis=1)",
    "squeeze(u)",
    "expand_dims(v, 0)",
    "expand_dims(v, axis=-1)",
    "concatenate([x, p], axis=0)",
    "concatenate([x, u, p], axis=1)",
    "concatenate([x, [[7, 8, 9]]])",
    "stack([v, v * v])",
    "stack([x, p], axis=2)",
    "array(x)",
    // ---- along axes
    "sum(x)",
    "sum(x, axis=0)",
    "sum(x, 1, True)",
    "sum(x, axis=(0, 1))",
    "mean(x)",
    "mean(x, axis=1, keepdims=True)",
    "prod(x)",
    "prod(x, axis=1)",
    "prod(x, axis=(0, 1), keepdims=True)",
    "max(x)",
    "max(x, axis=1)",
    "min(x, axis=0, keepdims=True)",
    "amax(x, axis=0)",
    "amin(x)",
    "max(x, v)",
    "min(x, 0.35)",
    "maximum(x, v)",
    "var(x)",
    "var(x, axis=1, ddof=1)",
    "std(x)",
    "std(x, axis=1, ddof=1)",
    "std(x, axis=0, keepdims=True)",
    "norm(x)",
    "norm(x, ord=1, axis=1)",
    "norm(x, axis=0, keepdims=True)",
    "cumsum(x)",
    "cumsum(x, axis=1)",
    "cumsum(v)",
    "logsumexp(x)",
    "logsumexp(x, axis=1)",
    "logsumexp(1000 * x, axis=0, keepdims=True)",
    "softmax(x)",
    "softmax(x, axis=0)",
    "log_softmax(x)",
    "log_softmax(x, axis=0)",
    // ---- products
    "matmul(x, w)",
    "dot(x, w)",
    "dot(v, v)",
    "dot(k, x)",
    "outer(v, v)",
    "outer(x, w)",
    "outer(k, v)",
    "cosine_similarity(x, p)",
    "cosine_similarity(x, p, axis=0)",
    // ---- picking
    "take_along_axis(x, [[0, 2], [2, 1]], axis=1)",
    "take_along_axis(v, [2, 2, 0], 0)",
    "where([[1, 0, 1], [0, 1, 0]], x, p)",
    "where([True, False, True], v, 2)",
    "masked_fill(x, [[1, 0, 0], [0, 1, 1]], 5)",
    "masked_fill(x, x < 0, -1e9)",
    "softmax(masked_fill(x, [[0, 0, 1], [0, 1, 0]], -inf))",
    "clip(x, -1, 1)",
    "clip(x, min=0, max=inf)",
    "dropout(x, [[1, 0, 1], [0, 1, 1]], p=0.25)",
    // ---- layers
    "layer_norm(x, v, [0.1, 0.2, 0.3])",
    "layer_norm(x, v, v, eps=0.1)",
    "batch_norm(w, [1.5, 0.5], [0, 1])",
    "batch_norm(images, [1.5, 0.5], [0, 1], eps=1e-3)",
    "conv2d(images, kernels)",
    "conv2d(images, kernels, [0.5, -0.25], stride=2, padding=1)",
    "conv2d(images, kernels, padding=1)",
    "max_pool2d(images, 2)",
    "max_pool2d(images, 2, stride=1)",
    "avg_pool2d(images, 2, stride=1, padding=1)",
    "avg_pool2d(images, kernel_size=3)",
    // ---- losses
    "mse(x, p)",
    "mse(x, 0)",
    "mse(x, p, reduction=\"sum\")",
    "mse(x, p, reduction='none')",
    "l1(x, p)",
    "huber(x, p, delta=0.5)",
    "huber(x, [[0, 1, 2], [1, 0, 3]], reduction=\"sum\")",
    "cross_entropy(x, [1, 2])",
    "cross_entropy(x, [1, 2], reduction=\"sum\", label_smoothing=0.1)",
    "cross_entropy(x, [[0.2, 0.3, 0.5], [0, 1, 0]])",
    "cross_entropy(v, 2)",
    "cross_entropy(x, [0, 1], \"none\")",
    "nll(log_softmax(x), [2, 0])",
    "bce(p, [[0, 1, 1], [1, 0, 1]])",
    "bce_with_logits(x, [[0, 1, 1], [1, 0, 1]])",
    "kl_div(log_softmax(x), softmax(p))",
    "kl_div(log_softmax(x), [[0.2, 0.3, 0.5], [0, 1, 0]], reduction=\"batchmean\")",
    "hinge(x, [[1, -1, 1], [-1, 1, -1]])",
    "hinge(v, [1, -1, 1], reduction=\"sum\")",
};

// The program with the inputs that the formula names.
std::string program_of(const std::string& formula) {
  std::string text;
  const std::string all = inputs;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    const std::string line = all.substr(begin, end - begin), name = line.substr(0, line.find(' '));
    const auto is_letter = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    for (std::size_t at = formula.find(name); at != formula.npos; at = formula.find(name, at + 1)) {
      const std::size_t after = at + name.size();
      if ((at > 0 && is_letter(formula[at - 1])) ||
          (after < formula.size() && is_letter(formula[after])))
        continue;
      text += line + "\n";
      break;
    }
    begin = end + 1;
  }
  return text + "y = " + formula + "\n";
}

// All formulas, and every elementwise function with a broadcast or a number.
std::vector<std::string> programs() {
  std::vector<std::string> all;
  for (const std::string& formula : formulas) all.push_back(program_of(formula));
  for (const ops::ElementwiseOp& rule : ops::catalogue()) {
    if (rule.arity == 1) {
      all.push_back(program_of(fmt::format("{}(p)", rule.name)));
      if (rule.domain == ops::Domain::everything)
        all.push_back(program_of(fmt::format("{}(x)", rule.name)));
    } else if (rule.name == "leaky_relu") {
      all.push_back(program_of("leaky_relu(x)"));
    } else {
      all.push_back(program_of(fmt::format("{}(p, v)", rule.name)));
      all.push_back(program_of(fmt::format("{}(p, u)", rule.name)));
      all.push_back(program_of(fmt::format("{}(u, 2)", rule.name)));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every function on arrays has a formula in these tests") {
  std::set<std::string> called;
  for (const std::string& text : programs()) {
    const expr::Program program = expr::parse(text);
    for (const expr::Instruction& instruction : program.instructions)
      if (instruction.what == expr::What::call) called.insert(program.word_of(instruction));
  }
  for (const std::string_view name : expr::array_function_names()) {
    INFO(name);
    CHECK(called.contains(std::string(name)));
  }
}

TEST_CASE("every function on arrays has the slopes that finite differences find") {
  for (const std::string& text : programs()) {
    INFO(text);
    testing::check_slopes(Told(text));
  }
}

TEST_CASE("NumPy finds every number of every function's trace", "[double]") {
  std::vector<std::string> traces;
  for (const std::string& text : programs()) traces.push_back(Told(text).text());
  CHECK(testing::python_finds(traces) == "");
}
