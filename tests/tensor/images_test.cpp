#include "tensor/images.hpp"

#include <limits>

#include "support.hpp"

using namespace downhill;
using namespace downhill::testing;

TEST_CASE("convolution and pooling are right in values, slopes and words") {
  std::vector<Sample> samples;
  for (const auto& [x, w, stride, padding] :
       std::vector<std::tuple<Shape, Shape, int, int>>{{{1, 1, 3, 4}, {1, 1, 2, 2}, 1, 0},
                                                       {{2, 3, 5, 4}, {4, 3, 3, 2}, 1, 1},
                                                       {{2, 2, 6, 5}, {3, 2, 3, 3}, 2, 1},
                                                       {{1, 2, 7, 4}, {2, 2, 2, 1}, 3, 2}}) {
    samples.push_back(
        {"conv2d " + text(x) + text(w),
         {numbers(x, 1), numbers(w, 2)},
         [s = stride, p = padding](auto&, const auto& in) { return conv2d(in[0], in[1], s, p); }});
    samples.push_back({"conv2d with bias " + text(x) + text(w),
                       {numbers(x, 1), numbers(w, 2), numbers({w[0]}, 3)},
                       [s = stride, p = padding](auto&, const auto& in) {
                         return conv2d(in[0], in[1], in[2], s, p);
                       }});
  }
  for (const auto& [x, kernel, stride, padding] :
       std::vector<std::tuple<Shape, int, int, int>>{{{1, 1, 4, 6}, 2, 2, 0},
                                                     {{2, 3, 5, 4}, 3, 1, 1},
                                                     {{2, 1, 7, 5}, 3, 2, 1},
                                                     {{1, 2, 4, 5}, 2, 3, 1}}) {
    const auto add = [&, shape = x](const std::string& name, std::function<Tensor(Tensor)> f) {
      samples.push_back({name + text(shape), {numbers(shape, 7)}, [f](auto&, const auto& in) {
                           return f(in[0]);
                         }});
    };
    add("max_pool2d",
        [k = kernel, s = stride, p = padding](Tensor in) { return max_pool2d(in, k, s, p); });
    add("avg_pool2d",
        [k = kernel, s = stride, p = padding](Tensor in) { return avg_pool2d(in, k, s, p); });
  }
  check(samples);
}

// By hand: a window that hangs over the edge has only its inner numbers, and -1 beats the padding.
TEST_CASE("padding never wins a max_pool2d, and counts as zeros in an avg_pool2d") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array({1, 1, 2, 2}, {-1, -2, -3, -4}));
  const Tensor m = max_pool2d(x, 2, 2, 1), a = avg_pool2d(x, 2, 2, 1);
  CHECK(m.value() == Array({1, 1, 2, 2}, {-1, -2, -3, -4}));
  CHECK(a.value() == Array({1, 1, 2, 2}, {Real(-0.25), Real(-0.5), Real(-0.75), -1}));
}

TEST_CASE("a tie in max_pool2d goes to the first, as in PyTorch") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array({1, 1, 2, 2}, {5, 7, 7, 7}));
  CHECK(backward(max_pool2d(x, 2))[x] == Array({1, 1, 2, 2}, {0, 1, 0, 0}));
}

// The places that lie in the padding alone are not walked over: they would be 10^18.
TEST_CASE("a window may be far larger than its image") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array({1, 1, 2, 2}, {1, 4, 3, 2}));
  const Tensor y = max_pool2d(x, 1'000'000'000, 1, 500'000'000);
  CHECK(y.value() == Array::filled({1, 1, 3, 3}, 4));
  CHECK(backward(y, Array::filled({1, 1, 3, 3}, 1))[x] == Array({1, 1, 2, 2}, {0, 9, 0, 0}));
}

TEST_CASE("images say what does not fit") {
  TensorTape tape;
  const Tensor x = tape.input("x", Array::zeros({1, 2, 3, 4})),
               w = tape.input("w", Array::zeros({1, 3, 2, 2}));
  CHECK(message<ShapeError>([&] { conv2d(x, w); }) ==
        "conv2d: images [1, 2, 3, 4] and weights [1, 3, 2, 2]: they must be [N, C, H, W] and "
        "[O, C, h, w] with the same C.\n     Reshape them.");
  CHECK(message<ShapeError>([&] { avg_pool2d(x, 5, 1, 0); }) ==
        "avg_pool2d: a window of [5, 5] does not fit into images of [3, 4] with padding 0.\n"
        "     Use a smaller window or more padding.");
  CHECK(message<UsageError>([&] { max_pool2d(x, 2, 1, 2); }) ==
        "max_pool2d: kernel 2 and padding 2; a kernel is at least 1, and its padding at most half "
        "of it, or a window could lie in the padding alone");
  // So many windows that the bytes of two channels are 2^64, which is not 0.
  const Tensor one = tape.input("one", Array::zeros({1, 1, 2, 2})),
               many = tape.input("many", Array::zeros({2, 1, 3, 3}));
  CHECK(message<ShapeError>([&] { conv2d(one, many, 1, 1 << 29); }) != "");
  CHECK(message<UsageError>([&] { max_pool2d(one, 2, 1, std::numeric_limits<int>::max()); }) != "");
}
