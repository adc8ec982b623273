// 15 Implement Mini-batch Training
//
// One loop whose batch size is a knob, turned from 1 to the whole set: speed, noise, accuracy.
#include <fmt/format.h>
#include <omp.h>

#include <chrono>
#include <cmath>

#include "downhill.hpp"
#include "train/fit.hpp"

using namespace downhill;

// What a training leaves behind: the loss of every mini-batch, and the time it took.
struct Training {
  std::vector<Real> losses;
  std::size_t steps_an_epoch = 0;
  double seconds = 0;
};

static void descend(Parameters& w, const std::vector<Array>& gradients, Optimizer& optimizer) {
  std::vector<std::span<const Real>> slopes;
  for (const Array& gradient : gradients) slopes.push_back(gradient.values());
  optimizer.step(w.spans(), slopes);
}

// The loop. Every epoch meets every example once, in an order of its own, batch_size at a time.
static Training train(const Mlp& network, Parameters& w, const Dataset& data,
                      std::size_t batch_size, Real rate, int epochs) {
  Training result;
  Optimizer optimizer(Sgd{.rate = rate});
  Loader loader(data.size(), {.batch_size = batch_size, .seed = 1});
  result.steps_an_epoch = loader.batches();
  TensorTape tape;
  const auto begin = std::chrono::steady_clock::now();
  for (int epoch = 0; epoch < epochs; ++epoch) {
    loader.start_epoch(epoch);
    for (std::size_t k = 0; k < loader.batches(); ++k) {
      const MiniBatch batch = mini_batch(data, loader.batch(k));

      tape.clear();
      const std::vector<Tensor> parameters = w.on(tape);
      Tensor guess = network.forward(tape.data("x", batch.x), parameters);  // 1. forward
      Tensor loss = cross_entropy(guess, batch.target);                     // 2. loss, their mean
      const TensorGradients g = backward(loss);                             // 3. backward
      result.losses.push_back(loss.value().number());
      std::vector<Array> gradients;
      for (const Tensor p : parameters) gradients.push_back(g[p]);
      tape.clear();                      // the parameters are ours alone again,
      descend(w, gradients, optimizer);  // 4. parameter update
    }
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

// How far the losses of single mini-batches are from their mean, over the last epoch.
static double noise(const Training& t) {
  const auto last = std::span(t.losses).last(t.steps_an_epoch);
  double mean = 0, square = 0;
  for (const Real loss : last) mean += double(loss) / double(last.size());
  for (const Real loss : last) square += std::pow(loss - mean, 2) / double(last.size());
  return std::sqrt(square);
}

// The same rate and the same number of epochs for every batch size.
static void turn_the_knob(const Chapter& chapter, const Split& digits) {
  constexpr int epochs = 5;
  const Mlp network({64, 16, 10});
  const std::size_t sizes[] = {1, 8, 32, 128, digits.train.size()};
  std::string curves = "batch_size,step,loss\n", speed;
  fmt::print("{} digits, a 64-16-10 network, SGD with rate 0.1, {} epochs\n", digits.train.size(),
             epochs);
  fmt::print("  {:>10} {:>7} {:>12} {:>10} {:>10}\n", "batch size", "steps", "loss at end", "noise",
             "held out");
  for (const std::size_t size : sizes) {
    Parameters w(network, 1);
    const Training t = train(network, w, digits.train, size, Real(0.1), epochs);
    const Score learned = score(network, w, digits.train),
                held_out = score(network, w, digits.test);
    fmt::print("  {:>10} {:>7} {:>12.2f} {:>10.2f} {:>8.0f} %\n", size, t.losses.size(),
               learned.loss, noise(t), 100 * held_out.accuracy());
    for (std::size_t k = 0; k < t.losses.size(); ++k)
      curves += fmt::format("{},{},{}\n", size, k + 1, t.losses[k]);
    speed += fmt::format("  {:>10} {:>12.1f} {:>14.1f}\n", size,
                         1e6 * t.seconds / double(t.losses.size()),
                         1e6 * t.seconds / double(epochs * digits.train.size()));
  }
  chapter.write_data("curves.csv", curves);
  fmt::print(
      "  loss at end: of all that was learned from; noise: how far the losses of single\n"
      "  mini-batches are from their mean, over the last epoch\n");
  fmt::print("\nSpeed on one thread of this machine, this time\n  {:>10} {:>12} {:>14}\n{}",
             "batch size", "us a step", "us an example", speed);
}

// One epoch of six points, small enough to print: which examples were drawn is a line of it, too.
static void one_epoch(const Chapter& chapter, std::size_t batch_size, const std::string& file) {
  const Array x({6, 1}, {0.5, 1, 1.5, 2, 2.5, 3}), y({6, 1}, {2.1, 2.9, 4.2, 5.1, 5.8, 7.1});
  Trace trace = chapter.trace(
      fmt::format("One epoch of a line w * x + b through six points, {} a step", batch_size));
  TrainingTrace story(trace);
  Loader loader(6, {.batch_size = batch_size, .seed = 1});
  Optimizer optimizer(Sgd{.rate = Real(0.1)});
  std::array<Real, 2> at = {0, 0};
  for (std::size_t k = 0; k < loader.batches(); ++k) {
    const auto drawn = loader.batch(k);
    TensorTape tape;
    Tensor all_x = tape.data("all_x", x);
    Tensor all_y = tape.data("all_y", y);
    Tensor batch =
        tape.data("batch", Array({drawn.size()}, std::vector<Real>(drawn.begin(), drawn.end())));
    Tensor w = tape.parameter("w", at[0]);
    Tensor b = tape.parameter("b", at[1]);
    Tensor x_drawn = name("x_drawn", gather(all_x, batch));
    Tensor y_drawn = name("y_drawn", gather(all_y, batch));
    Tensor rise = name("rise", w * x_drawn);
    Tensor line = name("line", rise + b);
    Tensor loss = name("loss", mse(line, y_drawn));
    const TensorGradients g = backward(loss);
    story.add_step(
        int(k) + 1, [&](Trace& t) { add_forward(t, loss); }, [&](Trace& t) { add_backward(t, g); },
        {trained(w, g), trained(b, g)}, optimizer, 1);
    optimizer.step({std::span(at).first(1), std::span(at).last(1)}, {g[w].values(), g[b].values()});
  }
  chapter.write(trace, file);
  fmt::print("  {} a step: {} step{}, then the line {:.3f} * x + {:.3f}\n", batch_size,
             loader.batches(), loader.batches() == 1 ? "" : "s", at[0], at[1]);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "15-mini-batch-training", "Implement Mini-batch Training");
  omp_set_num_threads(1);  // so that the times of all batch sizes can be compared
  turn_the_knob(chapter,
                split_last(read_digits(data_folder() / "digits.txt"), digits_of_other_writers));
  fmt::print("\nOne epoch on six points, from the line 0 * x + 0\n");
  one_epoch(chapter, 2, "two-at-a-time");
  one_epoch(chapter, 6, "whole-set");
}
