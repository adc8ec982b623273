// What is right in exercise 10: the same functions put together from the engine's own operations.
#include "exercise/check.hpp"

#include <fmt/format.h>

#include "tasks.hpp"

namespace downhill::learner {

// Everything that the tape says of y, backward from this dy.
static Answers told(Tensor y, const Array& dy) { return explain(backward(y, dy), Places::hidden); }

struct Points {
  const char* words;
  Array a, dy;
};

static void softsign_task(Check& check) {
  const Points points[] = {{"a = 1 and -3", Array({2}, {1, -3}), Array({2}, {1, 1})},
                           {"four other numbers", Array({2, 2}, {0.37, -2.2, 0, 14}),
                            Array({2, 2}, {0.7, -1.3, 2.1, 0.4})}};
  for (const Points& p : points) {
    TensorTape mine, right;
    const Tensor y = name("y", record_softsign(mine.parameter("a", p.a)));
    Tensor a = right.parameter("a", p.a);
    Tensor size = name("size", abs(a));
    Tensor below = name("below", 1 + size);
    check.compare(p.words, told(y, p.dy), told(name("y", a / below), p.dy));
  }
}

struct PairOfPoints {
  const char* words;
  Array a, b, dy;
};

static void distance_task(Check& check) {
  const PairOfPoints points[] = {
      {"the point (3, 4)", Array({1}, {3}), Array({1}, {4}), Array({1}, {1})},
      {"six points that share their b", Array({3, 2}, {0.3, -1.1, 2.4, 0.8, -0.6, 1.9}),
       Array({2}, {0.7, -2.2}), Array({3, 2}, {1.2, 0.4, -0.9, 2.0, 0.6, -1.5})}};
  for (const PairOfPoints& p : points) {
    TensorTape mine, right;
    Tensor my_a = mine.parameter("a", p.a), my_b = mine.parameter("b", p.b);
    const Tensor y = name("y", record_distance(my_a, my_b));
    Tensor a = right.parameter("a", p.a), b = right.parameter("b", p.b);
    Tensor a_square = name("a_square", square(a));
    Tensor b_square = name("b_square", square(b));
    Tensor both = name("both", a_square + b_square);
    check.compare(p.words, told(y, p.dy), told(name("y", sqrt(both)), p.dy));
  }
}

// The learner's two functions as one operation of the tape.
class LearnersNorm final : public Operation {
 public:
  std::string_view name() const override { return "rms_norm"; }
  Array forward(const Inputs& in) const override { return in_shape(in[0], rms_norm(in[0])); }
  Array contribution(std::size_t, const Inputs& in, const Array& y,
                     const Array& dy) const override {
    return in_shape(in[0], rms_norm_gradient(in[0], y, dy));
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("rms_norm({})", w[0].text());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return fmt::format("rms_norm_gradient({}, {}, {})", w[0].text(), w.y.text(), w.dy.text());
  }

 private:
  static Array in_shape(const Array& x, Array result) {
    if (!result.given() || result.shape() != x.shape())
      throw Unfit(fmt::format("x has shape {}, and what came back {}", text(x.shape()),
                              result.given() ? text(result.shape()) : "nothing"));
    return result;
  }
};

static void rms_norm_task(Check& check) {
  const Points points[] = {{"x = 3, 4, 0, 0", Array({4}, {3, 4, 0, 0}), Array({4}, {1, 0, 0, 1})},
                           {"five other numbers", Array({5}, {0.9, -1.7, 0.25, 3.1, -0.6}),
                            Array({5}, {0.3, 1.4, -0.8, 0.5, 2.2})}};
  for (const Points& p : points) {
    TensorTape mine, right;
    Tensor my_x = mine.parameter("x", p.a);
    const Tensor y = name("y", record(LearnersNorm(), my_x, {my_x}));
    Tensor x = right.parameter("x", p.a);
    Tensor squares = name("squares", square(x));
    Tensor size = name("size", mean(squares));
    Tensor r = name("r", sqrt(size));
    check.compare(p.words, told(y, p.dy), told(name("y", x / r), p.dy));
  }
}

static const std::vector<Task> tasks = {
    {"softsign", "made of simple, known operations", softsign_task},
    {"distance", "two inputs, two slopes", distance_task},
    {"rms_norm", "an operation on a whole array", rms_norm_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
