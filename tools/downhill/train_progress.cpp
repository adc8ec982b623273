#include "train_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace downhill::tool {
namespace {

using Clock = std::chrono::steady_clock;

// Of a long training the first epochs, the last, and some twenty between.
bool shows(int epoch, int epochs) {
  const int every = std::max(1, (epochs + 19) / 20);
  return epochs <= 40 || epoch <= 3 || epoch == epochs || epoch % every == 0;
}

}  // namespace

TrainProgress::TrainProgress(std::size_t examples, bool has_classes)
    : examples_(examples),
      has_classes_(has_classes),
      on_terminal_(isatty(STDOUT_FILENO) != 0),
      start_(Clock::now()),
      last_shown_(start_) {}

double TrainProgress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

std::string TrainProgress::speed() const {
  return fmt::format("{:.0f} examples/s", double(seen_) / std::max(seconds(), 1e-9));
}

void TrainProgress::update(const FitEpoch& now) {
  const int steps_of_epoch = now.steps / now.epochs;
  const int step = now.step - (now.epoch - 1) * steps_of_epoch;
  seen_ = examples_ * std::size_t(now.epoch - 1) +
          examples_ * std::size_t(step) / std::size_t(steps_of_epoch);
  epochs_ = now.epochs;
  const bool ended = now.held_out != nullptr;
  const bool stays = ended && shows(now.epoch, now.epochs);
  if (!stays) {
    const bool is_time = Clock::now() - last_shown_ > std::chrono::milliseconds(50);
    if (!on_terminal_ || !is_time) return;
  }
  last_shown_ = Clock::now();

  const int width = int(std::to_string(now.epochs).size());
  std::string line = fmt::format("epoch {:>{}}/{}   loss {:<14.10g}", now.epoch, width, now.epochs,
                                 double(now.loss));
  if (ended && has_classes_) {
    line += fmt::format("   held out {:.2f} % right", 100 * now.held_out->accuracy());
  } else if (ended) {
    line += fmt::format("   held out {:.10g}", double(now.held_out->loss));
  } else {
    line += fmt::format("   step {} of {}", step, steps_of_epoch);
  }
  if (on_terminal_) line = fmt::format("\r{:<62} {:>18}\033[K", line, speed());
  if (stays) line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void TrainProgress::finish() {
  if (on_terminal_) fmt::print("\r\033[K");
  std::fflush(stdout);
  fmt::print(stderr, "{} epochs in {:.2f} s, {}\n", epochs_, seconds(), speed());
}

}  // namespace downhill::tool
