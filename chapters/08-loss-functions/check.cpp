// What is right in exercise 08: the engine's own losses, forward and backward.
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "ops/joined.hpp"
#include "tasks.hpp"

namespace downhill::learner {

using Rows = std::vector<Row>;
using Classes = std::vector<std::size_t>;

// Rows of equal length as an array. The learner's rows may not be.
static Array array_of(const Rows& rows) {
  std::vector<Real> numbers;
  for (const Row& row : rows) {
    if (row.size() != rows[0].size())
      throw Unfit(fmt::format("one row of the gradient has {} numbers, another {}", rows[0].size(),
                              row.size()));
    numbers.insert(numbers.end(), row.begin(), row.end());
  }
  return Array({rows.size(), rows.empty() ? 0 : rows[0].size()}, numbers);
}

static Array array_of(const Row& row) { return Array({row.size()}, row); }

static void mean_squared_error_task(Check& check) {
  const auto mine = [](const Row& prediction, const Row& truth) {
    const LossOfRow given = mean_squared_error(prediction, truth);
    Answers answers;
    answers.add("predicted", array_of(prediction)).add("loss", given.loss);
    answers.backward().add("dpredicted", array_of(given.gradient));
    return answers;
  };
  const auto right = [](const Row& prediction, const Row& truth) {
    TensorTape tape;
    Tensor predicted = tape.input("predicted", array_of(prediction));
    Tensor miss = name("miss", predicted - tape.data("truth", array_of(truth)));
    Tensor squares = name("squares", square(miss));
    return Answers(explain(backward(name("loss", mean(squares))), Places::hidden));
  };
  const Row houses = {2.35, 1.25, 4.05}, prices = {3.1, 1.4, 5.2};
  check.compare("three houses of the chapter", mine(houses, prices), right(houses, prices));
  const Row five = {-0.4, 1.7, 0.35, 2.9, -3.1}, truth = {0.6, 1.2, 0.3, 3.7, -2.4};
  check.compare("five numbers", mine(five, truth), right(five, truth));
}

static void softmax_task(Check& check) {
  for (const Row& z : {Row{2, 1, 0.1}, Row{-0.7, 0.4, 1.9, -2.2}, Row{1000, 1001.5, 998},
                       Row{-3, 904.5, 903}, Row{-1203, -1201.5, -1200}}) {
    TensorTape tape;
    Tensor p = name("p", downhill::softmax(tape.input("z", array_of(z))));
    Trace right;
    add_forward(right, p, Places::hidden);
    Answers mine;
    mine.add("z", array_of(z)).add("p", array_of(softmax(z)));
    check.compare(fmt::format("z = {}", joined(z, ", ")), mine, right);
  }
}

// Two pictures as in the chapter's trace; three samples of four classes; logits whose exponentials
// are too large, and some that are all too small.
static const std::pair<Rows, Classes> samples[] = {
    {{{2, 1, 0.1}, {0.5, 2.5, 0.3}}, {0, 2}},
    {{{0.3, -1.2, 0.8, 2.1}, {1.4, 0.2, -0.5, 0.9}, {-2.3, 0.7, 0.6, -0.1}}, {2, 0, 1}},
    {{{1000, -1000, 3}, {-5, 720, 718.5}, {0.5, 0.25, -800}, {-903, -901.5, -902}}, {1, 2, 0, 2}},
};

static void cross_entropy_task(Check& check) {
  for (const auto& [z, truth] : samples) {
    Answers mine;
    mine.add("z", array_of(z)).add("loss", cross_entropy(z, truth));
    TensorTape tape;
    const Array classes({truth.size()}, std::vector<Real>(truth.begin(), truth.end()));
    Tensor logits = tape.input("z", array_of(z));
    Trace right;
    add_forward(right, name("loss", downhill::cross_entropy(logits, classes)), Places::hidden);
    check.compare(fmt::format("{} samples, {} classes", z.size(), z[0].size()), mine, right);
  }
}

static void gradient_task(Check& check) {
  for (const auto& [z, truth] : samples) {
    const LossOfRows given = cross_entropy_and_gradient(z, truth);
    Answers mine;
    mine.add("z", array_of(z)).add("loss", given.loss);
    mine.backward().add("dz", array_of(given.gradient));
    const std::string words = fmt::format("{} samples, {} classes", z.size(), z[0].size());
    if (z.size() == 2) {
      check.compare_with_reference(words, mine, "cross-entropy");
      continue;
    }
    TensorTape tape;
    const Array classes({truth.size()}, std::vector<Real>(truth.begin(), truth.end()));
    Tensor loss = downhill::cross_entropy(tape.input("z", array_of(z)), classes);
    check.compare(words, mine, explain(backward(name("loss", loss)), Places::hidden));
  }
}

static const std::vector<Task> tasks = {
    {"mean_squared_error", "the classic choice for regression tasks", mean_squared_error_task},
    {"softmax", "a predicted probability distribution", softmax_task},
    {"cross_entropy", "how far off from the one-hot encoded truth", cross_entropy_task},
    {"gradient", "probabilities minus the truth", gradient_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
