#include "train_data.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "chapters.hpp"
#include "train/data_files.hpp"
#include "train/made_data.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

constexpr double held_out = 0.2;

struct KnownData {
  const char* name;
  const char* words;
  TrainDefaults defaults;
  std::function<Dataset(std::uint64_t seed)> make;
  bool standardised = false;  // features in units of their own
  bool held_out_too = false;  // so small that there is nothing to hold out
};

const std::vector<KnownData>& known() {
  static const std::vector<KnownData> all = {
      {"digits",
       "1797 handwritten digits, 8 x 8 pixels",
       {"mlp:64-64-10", "adamw", 0.003, 30, 32},
       [](std::uint64_t) { return read_digits(data_folder() / "digits.txt"); }},
      {"iris",
       "150 flowers of three species, 4 lengths",
       {"mlp:4-8-3", "adamw", 0.01, 60, 16},
       [](std::uint64_t) { return read_iris(data_folder() / "iris.csv"); },
       true},
      {"moons",
       "two half circles",
       {"mlp:2-16-2", "adamw", 0.01, 60, 32},
       [](std::uint64_t seed) { return make_moons(500, seed); }},
      {"circles",
       "a circle around another",
       {"mlp:2-16-2", "adamw", 0.01, 60, 32},
       [](std::uint64_t seed) { return make_circles(500, seed); }},
      {"spirals",
       "two arms around each other",
       {"mlp:2-32-32-2", "adamw", 0.01, 100, 32},
       [](std::uint64_t seed) { return make_spirals(500, seed); }},
      {"xor",
       "four corners; all of them are trained on",
       {"mlp:2-8-2:tanh", "adamw", 0.05, 200, 4},
       [](std::uint64_t seed) { return make_xor(4, seed, 0); },
       false,
       true},
      {"yinyang",
       "three parts of a disc",
       {"mlp:4-32-3", "adamw", 0.01, 100, 32},
       [](std::uint64_t seed) { return make_yin_yang(1000, seed); }},
      {"houses",
       "prices, a number each (no classes)",
       {"mlp:4-1", "sgd", 0.05, 40, 32},
       [](std::uint64_t seed) { return make_houses(500, seed); },
       true},
  };
  return all;
}

TrainTask idx_task(const std::string& folder) {
  fs::path path(folder);
  TrainTask task{fs::weakly_canonical(path).filename().string(), read_idx_folder(path), {}};
  task.defaults = {
      fmt::format("mlp:{}-128-{}", task.split.train.width(), task.split.train.classes.size()),
      "adamw", 0.001, 5, 64};
  task.split.train.name = task.split.test.name = task.name;
  return task;
}

}  // namespace

std::string data_sets() {
  std::string text;
  for (const KnownData& data : known())
    text += fmt::format("  {:<8} {:<42} {}, {}, rate {}, {} epochs, batch {}\n", data.name,
                        data.words, data.defaults.model, data.defaults.optimizer,
                        data.defaults.rate, data.defaults.epochs, data.defaults.batch);
  return text + fmt::format("  {:<8} {:<42} {}, {}, rate {}, {} epochs, batch {}\n", "FOLDER",
                            "MNIST's four files, unpacked", "mlp:784-128-10", "adamw", 0.001, 5,
                            64);
}

TrainTask train_task(const std::string& name, const std::string& split, std::uint64_t seed) {
  if (split == "writers" && name != "digits")
    throw UsageError(fmt::format(
        "--split writers: only digits are in the order of their writers; {} is not", name));
  for (const KnownData& data : known()) {
    if (name != data.name) continue;
    const Dataset all = data.make(seed);
    TrainTask task{name,
                   data.held_out_too    ? Split{all, all}
                   : split == "writers" ? split_last(all, digits_of_other_writers)
                                        : split_randomly(all, held_out, seed),
                   data.defaults};
    if (data.standardised) standardise(task.split);
    return task;
  }
  std::error_code ignored;
  if (fs::is_directory(name, ignored)) return idx_task(name);
  std::string names;
  for (const KnownData& data : known()) names += fmt::format("{}, ", data.name);
  throw UsageError(fmt::format(
      "train: there is no data set {}; there are {}or a folder with MNIST's files", name, names));
}

}  // namespace downhill::tool
