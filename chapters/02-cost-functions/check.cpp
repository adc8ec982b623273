// What is right in exercise 02: both costs and their gradients by the engine.
#include "exercise/check.hpp"

#include <fmt/format.h>

#include "tasks.hpp"

namespace downhill::learner {

static Array row(const Numbers& numbers) { return Array({numbers.size()}, numbers); }

// Predictions p, answers t, cost: the engine's mean squared error, told step by step.
static Answers right_squares(const Numbers& prediction, const Numbers& answer) {
  TensorTape tape;
  Tensor p = tape.parameter("p", row(prediction));
  Tensor miss = name("miss", p - tape.data("t", row(answer)));
  Tensor squares = name("squares", square(miss));
  return explain(backward(name("cost", mean(squares))), Places::hidden);
}

static Answers right_entropy(const Numbers& probability, std::size_t right) {
  TensorTape tape;
  Tensor p = tape.parameter("p", row(probability));
  Tensor believed = name("believed", slice(p, {Slice::at(int(right))}));
  Tensor certainty = name("certainty", log(believed));
  return explain(backward(name("cost", -certainty)), Places::hidden);
}

struct Guess {
  const char* words;
  Numbers prediction, answer;
};
static const Guess guesses[] = {
    {"21, 18.5, 25.4 guessed; 20, 19, 25 measured", {21, 18.5, 25.4}, {20, 19, 25}},
    {"a perfect prediction", {3.5, -2}, {3.5, -2}},
    {"five other numbers", {0.31, -4.2, 7.7, 1.9, -0.6}, {1.27, -3.6, 2.4, 1.1, -0.9}}};

static void squares_task(Check& check) {
  for (const Guess& g : guesses) {
    Answers mine;
    mine.add("cost", mean_squared_error(g.prediction, g.answer));
    check.compare(g.words, mine, right_squares(g.prediction, g.answer));
  }
}

static void squares_gradient_task(Check& check) {
  for (const Guess& g : guesses) {
    Answers mine;
    mine.backward().add("dp", mean_squared_error_gradient(g.prediction, g.answer));
    check.compare(g.words, mine, right_squares(g.prediction, g.answer));
  }
}

struct Choice {
  const char* words;
  Numbers probability;
  std::size_t right;
};
static const Choice choices[] = {{"30 % cat, 70 % dog: it was a cat", {0.3, 0.7}, 0},
                                 {"sure of the dog that it was", {0, 1}, 1},
                                 {"completely wrong: sure of a dog, and it was a cat", {0, 1}, 0},
                                 {"four classes", {0.12, 0.27, 0.56, 0.05}, 1}};

static void entropy_task(Check& check) {
  for (const Choice& c : choices) {
    Answers mine;
    mine.add("cost", cross_entropy(c.probability, c.right));
    check.compare(c.words, mine, right_entropy(c.probability, c.right));
  }
}

static void entropy_gradient_task(Check& check) {
  for (const Choice& c : choices) {
    Answers mine;
    mine.backward().add("dp", cross_entropy_gradient(c.probability, c.right));
    check.compare(c.words, mine, right_entropy(c.probability, c.right));
  }
}

static const std::vector<Task> tasks = {
    {"mean_squared_error", "a cost of numbers", squares_task},
    {"squared_gradient", "which prediction is to blame", squares_gradient_task},
    {"cross_entropy", "a cost of choices", entropy_task},
    {"entropy_gradient", "what would make the critic happier", entropy_gradient_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
