// What is right in exercise 15: the library's Loader cuts the batches, its engine finds the slopes.
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "ops/joined.hpp"
#include "tasks.hpp"

namespace downhill::learner {

static Loader loader_of(std::size_t examples, std::size_t batch_size) {
  return Loader(examples, {.batch_size = batch_size, .seed = 1});
}

Batch order_of_epoch(int epoch, std::size_t examples) {
  Loader loader = loader_of(examples, 1);
  loader.start_epoch(epoch);
  return {loader.order().begin(), loader.order().end()};
}

static Scalar record_loss(Tape& tape, Scalar w, Scalar b, std::span<const Example> data,
                          std::span<const std::size_t> batch) {
  Scalar total;
  for (const std::size_t i : batch) {
    if (i >= data.size())
      throw Unfit(
          fmt::format("a mini-batch asks for example {}, but there are {}", i, data.size()));
    Scalar x = tape.input(fmt::format("x{}", i), data[i].x);
    Scalar y = tape.input(fmt::format("y{}", i), data[i].y);
    Scalar square_of_miss = square(w * x + b - y);
    total = i == batch[0] ? square_of_miss : total + square_of_miss;
  }
  return name("loss", total / Real(batch.size()));
}

Slope of_batch(Line line, std::span<const Example> data, const Batch& batch) {
  if (batch.empty()) throw Unfit("a mini-batch is empty");
  Tape tape;
  Scalar w = tape.parameter("w", line.w), b = tape.parameter("b", line.b);
  const Gradients g = backward(record_loss(tape, w, b, data, batch));
  return {g.output().value(), g[w], g[b]};
}

static void steps_task(Check& check) {
  for (const auto& [examples, size] :
       {std::pair<std::size_t, std::size_t>{7, 3}, std::pair<std::size_t, std::size_t>{1437, 32},
        std::pair<std::size_t, std::size_t>{96, 8}}) {
    Answers mine, right;
    mine.add("steps", Real(steps_of_an_epoch(examples, size)));
    right.add("steps", Real(loader_of(examples, size).batches()));
    check.compare(fmt::format("{} examples in batches of {}", examples, size), mine, right);
  }
}

static Array numbers(std::span<const std::size_t> batch) {
  return Array({batch.size()}, std::vector<Real>(batch.begin(), batch.end()));
}

static void cut_task(Check& check) {
  for (const auto& [examples, size] :
       {std::pair<std::size_t, std::size_t>{7, 3}, std::pair<std::size_t, std::size_t>{20, 5},
        std::pair<std::size_t, std::size_t>{13, 40}}) {
    const Loader loader = loader_of(examples, size);
    const std::vector<Batch> batches = cut(order_of_epoch(0, examples), size);
    Answers mine, right;
    mine.add("batches", Real(batches.size()));
    right.add("batches", Real(loader.batches()));
    for (std::size_t k = 0; k < batches.size(); ++k)
      mine.add(fmt::format("batch{}", k), numbers(batches[k]));
    for (std::size_t k = 0; k < loader.batches(); ++k)
      right.add(fmt::format("batch{}", k), numbers(loader.batch(k)));
    check.compare(fmt::format("{} examples in batches of {}", examples, size), mine, right);
  }
}

static Answers my_training(Line line, std::span<const Example> data, std::size_t batch_size,
                           Real rate, int epochs) {
  Answers mine;
  mine.add("w", line.w).add("b", line.b);
  const std::vector<Step> steps = train(line, data, batch_size, rate, epochs);
  const std::size_t asked = std::size_t(epochs) * loader_of(data.size(), batch_size).batches();
  if (steps.size() != asked)
    throw Unfit(
        fmt::format("it gave back {} of {} steps; there is one for each mini-batch of each "
                    "epoch",
                    steps.size(), asked));
  for (const Step& step : steps)
    mine.add("loss", step.loss).add("w", step.line.w).add("b", step.line.b);
  return mine;
}

static Answers right_training(Line line, std::span<const Example> data, std::size_t batch_size,
                              Real rate, int epochs) {
  Trace trace;
  add_setting(trace, "rate", rate, "");
  Loader loader = loader_of(data.size(), batch_size);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    loader.start_epoch(epoch);
    for (std::size_t k = 0; k < loader.batches(); ++k) {
      Tape tape;
      Scalar w = tape.parameter("w", line.w), b = tape.parameter("b", line.b);
      const Gradients g = backward(record_loss(tape, w, b, data, loader.batch(k)));
      add_forward(trace, g.output(), Places::hidden);
      trace.heading("backward");
      add_backward(trace, g);
      trace.heading("step");
      const auto downhill = [](auto a, auto r, auto da) { return a - r * da; };
      line.w =
          add_update(trace, "w", downhill, Term{"w", line.w}, Term{"rate", rate}, Term{"dw", g[w]});
      line.b =
          add_update(trace, "b", downhill, Term{"b", line.b}, Term{"rate", rate}, Term{"db", g[b]});
    }
  }
  return trace;
}

static void train_task(Check& check) {
  const std::vector<Example> six = {{0.5, 2.1}, {1.0, 2.9}, {1.5, 4.2},
                                    {2.0, 5.1}, {2.5, 5.8}, {3.0, 7.1}};
  check.compare_with_reference("the chapter's six points, two at a time",
                               my_training({0, 0}, six, 2, Real(0.1), 1), "two-at-a-time");
  std::vector<Example> seven;
  Random random(4);
  for (int i = 0; i < 7; ++i) {
    const Real x = random.uniform(-2, 2);
    seven.push_back({x, Real(0.8) - Real(1.4) * x + random.uniform(Real(-0.3), Real(0.3))});
  }
  const Line start{Real(0.3), Real(-0.6)};
  check.compare("seven points, three at a time, four epochs",
                my_training(start, seven, 3, Real(0.05), 4),
                right_training(start, seven, 3, Real(0.05), 4));
}

static void noise_task(Check& check) {
  for (const std::vector<Real>& losses :
       {std::vector<Real>{1, 2, 3, 4}, std::vector<Real>{0.31, 0.84, 0.22, 1.7, 0.65}}) {
    TensorTape tape;
    Tensor all = tape.input("losses", Array({losses.size()}, losses));
    Tensor misses = name("misses", all - name("mean_loss", mean(all)));
    Tensor variance = name("variance", mean(name("squares", square(misses))));
    Trace right;
    add_forward(right, name("noise", sqrt(variance)), Places::hidden);
    Answers mine;
    mine.add("noise", noise(losses));
    check.compare(fmt::format("losses {}", joined(losses, ", ")), mine, right);
  }
}

static const std::vector<Task> tasks = {
    {"steps_of_an_epoch", "configurable batch sizes", steps_task},
    {"cut", "mini-batches of batch_size examples", cut_task},
    {"train", "a training loop with SGD", train_task},
    {"noise", "how the loss jumps", noise_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
