// Traces of tapes of arrays: the lines themselves, and where NumPy's own ways would change numbers.
#include "trace/from_tensor.hpp"
#include "catch.hpp"
#include "expr_arrays/told.hpp"
#include "tensor/losses.hpp"
#include "tensor/matmul.hpp"
#include "tensor/reductions.hpp"
#include "trace/json.hpp"
#include "trace/text.hpp"

using namespace downhill;
using testing::Told;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a trace of arrays has the lines of the design") {
  TensorTape tape;
  const Tensor x = tape.data("x", Array::matrix({{1, 2, 3}, {4, 5, 6}}));
  const Tensor w = tape.parameter("w", Array::matrix({{0.5, -1}, {0.25, 2}, {-0.75, 1.5}}));
  const Tensor loss = name("loss", mean(matmul(x, w)));
  const std::string text = write_text(explain(backward(loss), Places::hidden));
  CHECK(text ==
        R"(# downhill trace 1

from numpy import array, broadcast_to, mean

# -- forward: build the graph
x = array([[1., 2., 3.], [4., 5., 6.]])          # [2, 3]  1 2 3 / 4 5 6  data
w = array([[0.5, -1], [0.25, 2], [-0.75, 1.5]])  # [3, 2]  0.5 -1 / 0.25 2 / -0.75 1.5  parameter
p = x @ w                                        # [2, 2]  -1.25 7.5 / -1.25 15
loss = mean(p)                                   # 5

# -- backward: walk it in reverse, starting from loss
dloss = 1.                                       # 1        the blame starts here: dloss/dloss = 1
dp = broadcast_to(dloss / 4, (2, 2))             # [2, 2]  0.25 0.25 / 0.25 0.25
dw = x.T @ dp                                    # [3, 2]  1.25 1.25 / 1.75 1.75 / 2.25 2.25
)");
  CHECK(testing::python_finds({text}) == "");
}

TEST_CASE("adding to a gradient never changes the array it came from") {
  const std::vector<std::string> programs = {
      // dy, and what came of it, is read again after more was added to dx
      "x = [1, 2]; y = x + x; z = y * y",
      "x = [1, 2]; a = x; y = a + x; z = y * x",
      "x = [[1, 2], [3, 4]]; y = x.T + x; z = y * x",
      "x = [[1, 2, 3]]; y = reshape(x, [3]); z = y * sum(x) + x[0]",
      "x = [1, 2]; y = sum(x * x) + sum(x)",                 // broadcast_to cannot be written to
      "x = 3; v = [1, 2]; y = sum(v * x) + x + x",           // one number
      "x = 3; y = squeeze(x + x) + sum(x)",                  // NumPy's array of no axes
      "x = [1, 2]; y = concatenate([x, x]) + 1",             // parts of dy
      "x = [1, 2]; y = x[::-1] * x + expand_dims(x, 0)[0]",  // views of x
  };
  std::vector<std::string> traces;
  for (const std::string& program : programs) {
    traces.push_back(Told(program).text());
    testing::check_slopes(Told(program));
  }
  CHECK(testing::python_finds(traces) == "");
  CHECK(has(traces[0], "\ndx = array(dy) "));
  CHECK(has(traces[0], "\ndx += dy "));
  CHECK(has(traces[1], "\ndx = dz * y "));  // a product is an array of its own
  CHECK(has(traces[2], "\ndx = dz * y "));
  CHECK(has(traces[4], "array(broadcast_to("));
}

TEST_CASE("whole numbers stay real where they are computed with, and whole where they count",
          "[double]") {
  const Told told(
      "x = [[1, 2], [3, 4]]; t = [1, 0]; k = 2\n"
      "y = x ** -1 * k + x[t]; loss = cross_entropy(y, t) + sum(x > 1) + sum([1, 2] * x)");
  const std::string text = told.text();
  CHECK(has(text, "x = array([[1., 2.], [3., 4.]])"));
  CHECK(has(text, "t = array([1, 0])"));
  CHECK(has(text, "k = 2. "));
  CHECK(has(text, "array([1., 2.]) * x"));
  CHECK(testing::python_finds({text}) == "");
}

TEST_CASE("large constants have a line, very large arrays a summary") {
  const Told told(
      "x = [1, 2]; y = sum(reshape([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],"
      " [9, 2]) * x)");
  CHECK(has(told.text(), "\nk = array([[1., 2.], [3., 4.]"));
  CHECK(has(told.text(), "p = k * x"));
  CHECK(testing::python_finds({told.text()}) == "");
  const Told large("y = sum(x * 2)", {{"x", Array::filled({100}, 2)}});
  CHECK(has(large.text(), "# elided:"));
  CHECK(has(large.text(), "x = ... "));
  CHECK(has(large.text(), "[100]  mean 2 std 0"));
}

TEST_CASE("names that NumPy or our helpers have are free for values", "[double]") {
  const std::string text =
      Told("sum_to = [1, 2]; mean = sum_to * 2; s_ = mean[0:1] + sum_to; y = norm(s_)").text();
  CHECK(has(text, "sum_to_ = "));
  CHECK(has(text, "mean_ = "));
  CHECK(testing::python_finds({text}) == "");
}

TEST_CASE("inf and nan in arrays go on, in the trace and in NumPy") {
  CHECK(testing::python_finds({Told("x = [0, 1]; k = 0; y = sum(x / k) + 1 / k").text(),
                               Told("x = [0, 4]; y = sqrt(x) * x ** -1").text(),
                               Told("x = [-inf, 1]; y = softmax(x)").text()}) == "");
}

TEST_CASE("what has no gradient says so: masks, class numbers, data") {
  const Told told("x = [[1, 2], [3, 4]]; t = [1, 0]; m = x > 2; y = cross_entropy(x * m, t)");
  for (const char* name : {"t", "m"}) CHECK_FALSE(told.gradients.computed(*told.done.find(name)));
  const Trace trace = told.trace();
  CHECK_FALSE(has(write_text(trace), "dm"));
  CHECK(has(write_json(trace), "\"t\": null"));
  for (const Flow& flow : trace.graph.flows) {
    CHECK_FALSE(flow.local);
    CHECK_FALSE(flow.expression.empty());
  }
}
