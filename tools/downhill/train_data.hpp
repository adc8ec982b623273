// The data sets that `downhill train` knows by name, and what it takes to learn each.
#pragma once

#include <optional>
#include <string>

#include "train/dataset.hpp"

namespace downhill::tool {

// What is used where the command line says nothing.
struct TrainDefaults {
  std::string model, optimizer;
  double rate;
  int epochs;
  std::size_t batch;
};

struct TrainTask {
  std::string name;  // digits; of a folder its last part
  Split split;
  TrainDefaults defaults;
};

// name: one of data_sets(), or a folder in MNIST's format. split: random holds out a fifth chosen
// by the seed, writers the last 360 of the digits; empty: random, or what the folder says. Throws
// UsageError for a name or split that is not there, and what reading files throws.
TrainTask train_task(const std::string& name, const std::string& split, std::uint64_t seed);

// One line for each data set with its defaults, for --help.
std::string data_sets();

}  // namespace downhill::tool
