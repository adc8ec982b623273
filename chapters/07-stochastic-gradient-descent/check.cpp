// What is right in exercise 07: what a sample must be, counted; and the engine's gradients.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static const std::vector<Example> six_points = {{0.5, 2.1}, {1.0, 2.9}, {1.5, 4.2},
                                                {2.0, 5.1}, {2.5, 5.8}, {3.0, 7.1}};
static const std::vector<Example> eight_points = {{-1.3, 0.4}, {0.2, -0.9}, {0.7, 1.6},
                                                  {1.1, 0.3},  {-0.6, 2.2}, {2.4, -1.7},
                                                  {1.9, 0.8},  {-2.2, 1.5}};

// How often something came up in so many samples that it belongs to with probability p: about
// samples * p times, give or take a few times sqrt(samples * p * (1 - p)). Six times that happens
// by chance once in 10 ** 9.
static bool by_chance(std::size_t times, std::size_t samples, double p) {
  const double expected = double(samples) * p;
  return std::abs(double(times) - expected) <= 6 * std::sqrt(expected * (1 - p));
}

static std::size_t together(const std::vector<std::set<std::size_t>>& samples, std::size_t i,
                            std::size_t j) {
  return std::size_t(std::count_if(samples.begin(), samples.end(),
                                   [&](const auto& s) { return s.contains(i) && s.contains(j); }));
}

// A sample is right if it is one of this size, and random: each example comes up equally often,
// alone and beside each of the others.
static void one_sample(std::size_t examples, std::size_t size, Random& random,
                       std::set<std::size_t>& members) {
  const std::string words = fmt::format("A sample of {} from {}", size, examples);
  const std::vector<std::size_t> batch = sample(examples, size, random);
  if (batch.size() != size) throw Wrong(fmt::format("{} has {} numbers.", words, batch.size()));
  members.insert(batch.begin(), batch.end());
  if (*members.rbegin() >= examples)
    throw Wrong(fmt::format("{} holds the number {}; the examples are 0 to {}.", words,
                            *members.rbegin(), examples - 1));
  if (members.size() < size)
    throw Wrong(fmt::format("{} holds only {} different numbers: one was drawn twice.", words,
                            members.size()));
}

static void many_samples(Check& check, std::size_t examples, std::size_t size) {
  constexpr std::size_t draws = 400;
  Random random(11);
  std::vector<std::set<std::size_t>> samples(draws);
  for (std::set<std::size_t>& members : samples) one_sample(examples, size, random, members);
  const std::string words = fmt::format("In {} samples of {} from {}", draws, size, examples);
  if (std::count(samples.begin(), samples.end(), samples[0]) == draws)
    throw Wrong(words + " the numbers are always the same ones. Are they drawn from `random`?");

  const double n = double(examples), one = double(size) / n;
  for (std::size_t i = 0; i < examples; ++i)
    if (const std::size_t times = together(samples, i, i); !by_chance(times, draws, one))
      throw Wrong(fmt::format("{} example {} came up {} times; about {:.0f} times would be fair.",
                              words, i, times, double(draws) * one));
  const double both = one * double(size - 1) / (n - 1);
  for (std::size_t i = 0; i < std::min<std::size_t>(examples, 40); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (const std::size_t times = together(samples, i, j); !by_chance(times, draws, both))
        throw Wrong(
            fmt::format("{} the examples {} and {} came up together {} times; about {:.0f} "
                        "times would be fair. Does one number decide what the others are?",
                        words, j, i, times, double(draws) * both));
  check.accept(fmt::format("samples of {} from {}", size, examples));
}

static void sample_task(Check& check) {
  many_samples(check, 11, 4);
  many_samples(check, 60, 32);
}

static Answers told(Line line, const Slope& slope) {
  Answers mine;
  mine.add("w", line.w).add("b", line.b).add("loss", slope.loss);
  return mine.backward().add("dw", slope.dw).add("db", slope.db);
}

static void of_one_task(Check& check) {
  for (const auto& [line, example] : {std::pair{Line{1.5, 0.5}, Example{2, 5.1}},
                                      std::pair{Line{-0.7, 1.9}, Example{-1.3, 0.4}}}) {
    const expr::Bindings values = {
        {"w", line.w}, {"b", line.b}, {"x", example.x}, {"y", example.y}};
    check.compare(fmt::format("x = {}, y = {}", example.x, example.y),
                  told(line, of_one(line, example)),
                  worked_out("miss = w * x + b - y\nloss = miss ** 2", values));
  }
}

// The mean over these examples by the engine, every operation a line.
static Gradients right_mean(Tape& tape, Scalar w, Scalar b, std::span<const Example> data,
                            std::span<const std::size_t> batch) {
  Scalar total;
  for (const std::size_t i : batch) {
    Scalar x = tape.input(fmt::format("x{}", i), data[i].x);
    Scalar y = tape.input(fmt::format("y{}", i), data[i].y);
    Scalar miss = name(fmt::format("miss{}", i), w * x + b - y);
    Scalar loss = name(fmt::format("loss{}", i), square(miss));
    total = i == batch[0] ? loss : total + loss;
  }
  return backward(name("loss", total / Real(batch.size())));
}

static void of_batch_task(Check& check) {
  Loader loader(6, {.batch_size = 3, .seed = 5});  // as in the chapter's trace
  check.compare_with_reference("three of six points",
                               told({1.5, 0.5}, of_batch({1.5, 0.5}, six_points, loader.batch(0))),
                               "mini-batch");

  const std::size_t batch[] = {6, 1, 4, 0, 7};
  Tape tape;
  Scalar w = tape.parameter("w", -0.7), b = tape.parameter("b", 1.9);
  check.compare("five of eight points",
                told({-0.7, 1.9}, of_batch({-0.7, 1.9}, eight_points, batch)),
                explain(right_mean(tape, w, b, eight_points, batch), Places::hidden));
}

static void stumble_task(Check& check) {
  const std::pair<const std::vector<Example>*, std::vector<std::vector<std::size_t>>> walks[] = {
      {&six_points, {{1, 5}, {3, 4}, {2, 0}}},
      {&eight_points, {{6, 1, 4}, {0, 7, 2}, {5, 3}, {2, 6, 5}}}};
  for (const auto& [data, batches] : walks) {
    const Real rate = Real(0.07);
    Line at{Real(0.4), Real(-0.3)};
    Answers mine;
    mine.add("w", at.w).add("b", at.b);
    const std::vector<Line> path = stumble(at, *data, batches, rate);
    if (path.size() != batches.size())
      throw Unfit(fmt::format("it gave back {} lines, where {} steps were asked for", path.size(),
                              batches.size()));
    for (const Line& line : path) mine.add("w", line.w).add("b", line.b);

    Trace right;
    add_setting(right, "rate", rate, "");
    for (const std::vector<std::size_t>& batch : batches) {
      Tape tape;
      Scalar w = tape.parameter("w", at.w), b = tape.parameter("b", at.b);
      const Gradients g = right_mean(tape, w, b, *data, batch);
      add_forward(right, g.output(), Places::hidden);
      right.heading("backward");
      add_backward(right, g);
      right.heading("step");
      const auto downhill = [](auto a, auto r, auto da) { return a - r * da; };
      at.w =
          add_update(right, "w", downhill, Term{"w", at.w}, Term{"rate", rate}, Term{"dw", g[w]});
      at.b =
          add_update(right, "b", downhill, Term{"b", at.b}, Term{"rate", rate}, Term{"db", g[b]});
    }
    check.compare(fmt::format("{} steps on {} points", batches.size(), data->size()), mine, right);
  }
}

static const std::vector<Task> tasks = {
    {"sample", "a small, random sample of the data", sample_task},
    {"of_one", "one example's loss and gradient", of_one_task},
    {"of_batch", "estimates the gradient using a mini-batch", of_batch_task},
    {"stumble", "the drunk man stumbling downhill", stumble_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
