// What is right in exercise 07: what a sample must be, counted; and the engine's gradients.
#include <fmt/format.h>

#include <set>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static const std::vector<Example> six_points = {{0.5, 2.1}, {1.0, 2.9}, {1.5, 4.2},
                                                {2.0, 5.1}, {2.5, 5.8}, {3.0, 7.1}};
static const std::vector<Example> eight_points = {{-1.3, 0.4}, {0.2, -0.9}, {0.7, 1.6},
                                                  {1.1, 0.3},  {-0.6, 2.2}, {2.4, -1.7},
                                                  {1.9, 0.8},  {-2.2, 1.5}};

// Numbers that hold for every proper sample, whatever random numbers it was drawn with.
static Answers counted(std::size_t examples, std::size_t batch_size) {
  constexpr std::size_t draws = 400;
  Random random(11);
  std::vector<std::size_t> times(examples, 0);
  std::set<std::vector<std::size_t>> batches;
  std::size_t size = batch_size, different = batch_size, outside = 0;
  for (std::size_t k = 0; k < draws; ++k) {
    const std::vector<std::size_t> batch = sample(examples, batch_size, random);
    if (batch.size() != batch_size) size = batch.size();
    const std::set<std::size_t> members(batch.begin(), batch.end());
    if (members.size() != batch.size()) different = members.size();
    for (const std::size_t i : members) {
      if (i >= examples) ++outside;
      if (i < examples) ++times[i];
    }
    batches.insert({members.begin(), members.end()});
  }
  // Each example belongs to a batch with probability p = batch_size / examples, so it is drawn
  // draws * p times, give or take a few times sqrt(draws * p * (1 - p)). Six times that is a
  // chance of about 1 in 10 ** 9.
  const double p = double(batch_size) / double(examples);
  const double expected = double(draws) * p, width = 6 * std::sqrt(expected * (1 - p));
  std::size_t too_seldom = 0, too_often = 0;
  for (const std::size_t count : times) {
    too_seldom += double(count) < expected - width;
    too_often += double(count) > expected + width;
  }
  Answers answers;
  answers.add("size", Real(size)).add("different", Real(different));
  answers.add("not_there", Real(outside)).add("always_the_same", batches.size() == 1 ? 1 : 0);
  answers.add("drawn_too_seldom", Real(too_seldom)).add("drawn_too_often", Real(too_often));
  return answers;
}

static void sample_task(Check& check) {
  for (const auto& [examples, batch_size] : {std::pair<std::size_t, std::size_t>{1797, 32},
                                             std::pair<std::size_t, std::size_t>{11, 4}}) {
    Answers right;
    right.add("size", Real(batch_size)).add("different", Real(batch_size));
    right.add("not_there", 0).add("always_the_same", 0);
    right.add("drawn_too_seldom", 0).add("drawn_too_often", 0);
    check.compare(fmt::format("400 samples of {} from {}", batch_size, examples),
                  counted(examples, batch_size), right);
  }
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
    for (const Line& line : stumble(at, *data, batches, rate))
      mine.add("w", line.w).add("b", line.b);

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
