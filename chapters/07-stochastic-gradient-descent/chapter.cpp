// 07 The Shortcut: Stochastic Gradient Descent (SGD)
//
// The whole data set against mini-batches of 64, 32 and 1, on handwritten digits.
#include <fmt/format.h>
#include <omp.h>

#include <chrono>
#include <cmath>

#include "downhill.hpp"

using namespace downhill;

// A network, its data, and the gradient of any of its mini-batches.
struct Digits {
  Mlp network{{64, 32, 10}};
  Dataset data = read_digits(data_folder() / "digits.txt");
  Parameters w{network, 1};
  TensorBatch batch{w.names()};
  std::vector<Array> slopes = w.values();

  // Mean loss of these images; its gradient is in slopes then.
  Real gradient(std::span<const std::size_t> images) {
    const Dataset drawn = data.pick(images);
    const Array x({drawn.size(), drawn.width()}, drawn.features);
    const Array digit({drawn.size()}, std::vector<Real>(drawn.labels.begin(), drawn.labels.end()));
    return batch.gradient(
        w.values(), drawn.size(),
        [&](TensorTape& tape, std::span<const Tensor> parameters, Samples rows) {
          Tensor guess = network.forward(tape.data("images", rows_of(x, rows)), parameters);
          return cross_entropy(guess, rows_of(digit, rows));
        },
        slopes);
  }

  void step(Optimizer& optimizer) {
    std::vector<std::span<const Real>> all;
    for (const Array& slope : slopes) all.push_back(slope.values());
    optimizer.step(w.spans(), all);
  }
};

static std::vector<Real> flat(const std::vector<Array>& arrays) {
  std::vector<Real> all;
  for (const Array& array : arrays)
    all.insert(all.end(), array.values().begin(), array.values().end());
  return all;
}

static std::vector<std::size_t> everything(std::size_t size) {
  std::vector<std::size_t> all(size);
  for (std::size_t i = 0; i < size; ++i) all[i] = i;
  return all;
}

// How far a mini-batch's gradient is from the whole one, relative to its length, on average.
static double wobble(Digits& model, std::size_t size) {
  model.gradient(everything(model.data.size()));
  const std::vector<Real> whole = flat(model.slopes);
  Loader loader(model.data.size(), {.batch_size = size, .seed = 7});
  double apart = 0, length = 0;
  for (const Real g : whole) length += double(g) * g;
  const std::size_t draws = std::min<std::size_t>(loader.batches(), 20);
  for (std::size_t k = 0; k < draws; ++k) {
    model.gradient(loader.batch(k));
    const std::vector<Real> part = flat(model.slopes);
    double square = 0;
    for (std::size_t i = 0; i < part.size(); ++i) square += std::pow(part[i] - whole[i], 2);
    apart += std::sqrt(square / length) / double(draws);
  }
  return apart;
}

// Steps of SGD until the loss of all images is below 0.5, looked at after every pass through them.
static void race(std::size_t size, Real rate) {
  using Clock = std::chrono::steady_clock;
  Digits model;
  const double noise = wobble(model, size);
  const std::vector<std::size_t> all = everything(model.data.size());
  Optimizer optimizer(Sgd{.rate = rate});
  Loader loader(model.data.size(), {.batch_size = size, .seed = 3});
  double seconds = 0;
  std::size_t steps = 0, images = 0;
  Real loss = model.gradient(all);
  for (int epoch = 0; loss > Real(0.5) && epoch < 400; ++epoch) {
    loader.start_epoch(epoch);
    const auto begin = Clock::now();
    for (std::size_t k = 0; k < loader.batches(); ++k, ++steps) {
      images += loader.batch(k).size();
      model.gradient(loader.batch(k));
      model.step(optimizer);
    }
    seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    loss = model.gradient(all);
  }
  fmt::print("  {:>10} {:>9.1f} {:>12.2f} {:>8} {:>12} {:>9.2f}\n", size,
             1e6 * seconds / double(steps), noise, steps, images, seconds);
}

// The average of a mini-batch, small enough to print: three of six points, and the line w x + b.
static void mini_batch_of_three(const Chapter& chapter) {
  const std::array<Real, 6> xs = {0.5, 1.0, 1.5, 2.0, 2.5, 3.0};
  const std::array<Real, 6> ys = {2.1, 2.9, 4.2, 5.1, 5.8, 7.1};
  Loader loader(6, {.batch_size = 3, .seed = 5});
  const auto drawn = loader.batch(0);

  Tape tape;
  Scalar w = tape.parameter("w", 1.5);
  Scalar b = tape.parameter("b", 0.5);
  std::vector<Scalar> squares;
  for (const std::size_t i : drawn) {
    Scalar x = tape.input(fmt::format("x{}", i), xs[i]);
    Scalar y = tape.input(fmt::format("y{}", i), ys[i]);
    Scalar slope = name(fmt::format("slope{}", i), w * x);
    Scalar line = name(fmt::format("line{}", i), slope + b);
    Scalar miss = name(fmt::format("miss{}", i), line - y);
    squares.push_back(name(fmt::format("square{}", i), square(miss)));
  }
  Scalar two = name("two", squares[0] + squares[1]);
  Scalar total = name("total", two + squares[2]);
  Scalar loss = name("loss", total / 3);

  Trace trace = chapter.trace("A mini-batch: three of six points stand for all of them");
  trace.heading("forward: the loss is the mean over the mini-batch");
  add_forward(trace, loss);
  trace.heading("backward: so the gradient is the mean of three gradients");
  add_backward(trace, backward(loss));
  chapter.write(trace, "mini-batch");
}

// The OpenMP batch path: one and two threads give the same bits.
static void same_bits() {
  Digits model;
  const std::vector<std::size_t> all = everything(model.data.size());
  omp_set_num_threads(1);
  const Real alone = model.gradient(all);
  const std::vector<Real> slopes = flat(model.slopes);
  omp_set_num_threads(2);
  const Real together = model.gradient(all);
  std::size_t different = 0;
  const std::vector<Real> again = flat(model.slopes);
  for (std::size_t i = 0; i < slopes.size(); ++i) different += slopes[i] != again[i];
  fmt::print(
      "\nThe batch path with 1 and with 2 threads: loss {} and {}, {} of {} gradients differ\n",
      alone, together, different, slopes.size());
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "07-stochastic-gradient-descent",
                        "The Shortcut: Stochastic Gradient Descent (SGD)");
  mini_batch_of_three(chapter);
  fmt::print("1797 digits, a 64-32-10 network, SGD until the loss of all images is below 0.5\n");
  fmt::print("  {:>10} {:>9} {:>12} {:>8} {:>12} {:>9}\n", "mini-batch", "us/step", "wobble",
             "steps", "images seen", "seconds");
  race(1797, 0.5);
  race(64, 0.1);
  race(32, 0.1);
  race(1, 0.01);
  fmt::print("  wobble: how far a step's gradient is from the whole one, relative to its length\n");
  same_bits();
}
