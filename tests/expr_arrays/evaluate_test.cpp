// Programs of arrays: names and bindings, whole networks, and what each mistake is told.
#include "catch.hpp"
#include "told.hpp"

using namespace downhill;
using testing::Told;

namespace {

std::string complaint(const std::string& text, const expr::ArrayBindings& values = {}) {
  TensorTape tape;
  try {
    evaluate_arrays(expr::parse(text), tape, values);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a linear model with cross-entropy, from outside", "[double]") {
  const Told told("z = x @ w + b; loss = cross_entropy(z, [1, 0])",
                  {{"x", Array::matrix({{1, 2, 3}, {4, 5, 6}})},
                   {"w", Array::matrix({{0.1, 0.2}, {0.3, -0.4}, {0.5, 0.6}})},
                   {"b", Array::vector({0.1, -0.2})}});
  CHECK(told.value("loss")[0] == Approx(0.8000206401));
  CHECK(told.gradient("b")[0] == Approx(0.3642554036));
  testing::check_slopes(told);
  CHECK(testing::python_finds({told.text()}) == "");
}

TEST_CASE("a two-layer network runs under NumPy", "[double]") {
  const Told told(
      "w1 = [[0.1, 0.2, -0.3, 0.4], [0.5, -0.6, 0.7, 0.8], [0.15, 0.25, 0.35, -0.45]]\n"
      "b1 = [0.01, 0.02, 0.03, 0.04]; w2 = [[0.3, -0.2], [0.1, 0.4], [-0.5, 0.6], [0.7, 0.8]]\n"
      "b2 = [0.1, -0.1]; x = [[1, 2, 3], [4, 5, 6]]\n"
      "h = tanh(x @ w1 + b1); z = h @ w2 + b2; loss = cross_entropy(z, [1, 0])");
  testing::check_slopes(told);
  CHECK(testing::python_finds({told.text()}) == "");
}

TEST_CASE("constants leave no node; names, bindings and outputs are those of numbers") {
  const Told constants("a = [1, 2] * 3 + sum([[1, 2]]); y = a * [4, 5]");
  CHECK(constants.tape.size() == 3);
  CHECK(constants.value("a") == Array::vector({6, 9}));
  const Told again("x = [1, 2]; x = x + 1; x * 2", {{"x", Array::vector({5, 6, 7})}});
  CHECK(again.done.output.value() == Array::vector({12, 14, 16}));
  CHECK(Told("x = 2; y = max(x, 3) + max([1, 5, 3]) + x").done.output.value()[0] == 10);
}

TEST_CASE("mistakes are shown where they are") {
  const std::pair<const char*, const char*> table[] = {
      {"x = [[1, 2, 3], [4, 5, 6]]; y = x + [1, 2]",
       "formula, line 1, column 35: add: shapes [2, 3] and [2] do not broadcast: the last axes are "
       "3 and 2, and neither is 1.\n     To use one number per row, reshape the second to [2, 1]."},
      {"x = [[1, 2], [3]]",
       "column 14: the rows of a list are alike: the first has shape [2], this "
       "one [1]"},
      {"x = [[[[[1]]]]]", "column 5: an array has at most 4 axes"},
      {"x = [1, 'a']", "column 9: expected a number or a list, found a string"},
      {"a = 1; b = 2; y = [a, b]",
       "column 19: expected a number or an array, found a list of "
       "values; stack([a, b]) makes an array of them"},
      {"x = [1, 2]; y = sum(x, axis=1)", "column 17: sum: axis 1 does not exist in shape [2]"},
      {"x = [1, 2]; y = sum(x, axis=0.5)",
       "column 29: sum(x, axis=None, keepdims=False): axis is a whole number or a list of them"},
      {"x = [1, 2]; y = sum()",
       "column 17: sum takes 1 to 3 arguments, sum(x, axis=None, "
       "keepdims=False), and got 0"},
      {"x = [1, 2]; y = softmax(x, dim=0)",
       "column 17: softmax knows no dim=: softmax takes 1 or 2 arguments, softmax(x, axis=-1)"},
      {"x = [1, 2]; y = mse(x, [1, 2], reduction='avg')",
       "column 42: mse(p, t, reduction=\"mean\"): reduction is \"mean\", \"sum\" or \"none\""},
      {"x = [1, 2]; y = concatenate(x)",
       "column 29: concatenate(arrays, axis=0): arrays is a list of arrays, [a, b]"},
      {"x = [1, 2]; y = softmx(x)", "column 17: softmx is not a function; did you mean softmax?"},
      {"x = [1, 2]; y = x[0.5]", "column 19: expected a whole number, a slice or a list of rows"},
      {"x = [1, 2]; y = x[5]", "column 18: slice: place 5 does not exist along axis 0"},
      {"x = [1, 2]; y = x[[5]]", "column 18: gather: index 5 is not a whole number from -2 to 1"},
      {"x = [1, 2]; y = x[x > 1]", "column 21: a mask does not pick"},
      {"x = [1, 2]; y = x[[0], 1]", "column 19: rows by number stand alone in [ ]"},
      {"x = [1, 2]; y = x[::0]", "column 18: slice: a step of 0 leads nowhere"},
      {"x = [1, 2]; y = exp(x > 1)", "column 17: exp of a mask alone: make it numbers first"},
      {"x = [1, 2]; y = x @ [1, 2, 3]", "column 19: matmul: shapes [2] and [3] do not fit"},
      {"x = [1, 2]; y = broadcast_to(x, [1000000, 1000000, 2])",
       "column 33: broadcast_to(x, "
       "shape): shape is more than 100"},
      {"x = [1, 2]; y = x * q", "column 21: q has no value: add q=... or assign it"},
  };
  for (const auto& [text, message] : table) {
    INFO(text << "\n" << complaint(text));
    CHECK(complaint(text).find(message) != std::string::npos);
    CHECK(complaint(text).ends_with("^"));
  }
  CHECK(complaint("x = [1, 2]; y = x", {{"q", Array(1)}}) ==
        "q=... is given, but formula has no q; did you mean x?");
  CHECK(complaint("x = [1, 2]; y = x * 2", {{"y", Array(1)}}).find("y is computed here") !=
        std::string::npos);
}
