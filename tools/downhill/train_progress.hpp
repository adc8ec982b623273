// How a training goes, on the screen. On a terminal one line is written over and over; elsewhere
// each epoch is a line, and a long training leaves most of them out. What goes to standard output
// elsewhere has no times in it, so it is the same for every run; the speed goes to the other one.
#pragma once

#include <chrono>

#include "train/fit.hpp"

namespace downhill::tool {

class TrainProgress {
 public:
  TrainProgress(std::size_t examples, bool has_classes);

  void update(const FitEpoch& now);
  void finish();  // says how long it took

 private:
  double seconds() const;
  std::string speed() const;

  std::size_t examples_;  // in an epoch
  bool has_classes_, on_terminal_;
  std::size_t seen_ = 0;
  int epochs_ = 0;
  std::chrono::steady_clock::time_point start_, last_shown_;
};

}  // namespace downhill::tool
