#include "train/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/random.hpp"

namespace downhill {

std::size_t Dataset::width() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t(1), std::multiplies<>());
}

std::span<const Real> Dataset::row(std::size_t i) const {
  if (i >= size())
    throw UsageError(fmt::format("{}: example {} of {} does not exist", name, i, size()));
  return std::span(features).subspan(i * width(), width());
}

Dataset Dataset::pick(std::span<const std::size_t> indices) const {
  Dataset part{name, origin, shape, feature_names, {}, {}, classes, {}};
  part.features.reserve(indices.size() * width());
  for (const std::size_t i : indices) {
    const auto numbers = row(i);
    part.features.insert(part.features.end(), numbers.begin(), numbers.end());
    if (classes.empty()) {
      part.targets.push_back(targets[i]);
    } else {
      part.labels.push_back(labels[i]);
    }
  }
  return part;
}

namespace {

// Divides by a mark on each example.
Split divide(const Dataset& all, const std::vector<bool>& held_out) {
  std::vector<std::size_t> train, test;
  for (std::size_t i = 0; i < all.size(); ++i) (held_out[i] ? test : train).push_back(i);
  if (train.empty() || test.empty())
    throw UsageError(fmt::format("{}: of {} examples, {} would be held out and {} left to train on",
                                 all.name, all.size(), test.size(), train.size()));
  return {all.pick(train), all.pick(test)};
}

}  // namespace

Split split_randomly(const Dataset& all, double test_fraction, std::uint64_t seed) {
  if (!(test_fraction > 0 && test_fraction < 1))
    throw UsageError(fmt::format("{}: the part to hold out is {}, but must be between 0 and 1",
                                 all.name, test_fraction));
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  Random random = Random(seed).split("split");
  random.shuffle(std::span(order));
  const auto count = std::size_t(std::llround(test_fraction * double(all.size())));
  std::vector<bool> held_out(all.size(), false);
  for (std::size_t i = 0; i < count; ++i) held_out[order[i]] = true;
  return divide(all, held_out);
}

Split split_last(const Dataset& all, std::size_t count) {
  std::vector<bool> held_out(all.size(), false);
  for (std::size_t i = all.size() - std::min(count, all.size()); i < all.size(); ++i)
    held_out[i] = true;
  return divide(all, held_out);
}

Standardisation standardise(Split& split) {
  const std::size_t width = split.train.width(), count = split.train.size();
  if (count == 0 || split.test.width() != width)
    throw UsageError("standardise: there is nothing to train on, or the parts differ in width");
  Standardisation found;
  for (std::size_t f = 0; f < width; ++f) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < count; ++i) sum += double(split.train.features[i * width + f]);
    const double mean = sum / double(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double distance = double(split.train.features[i * width + f]) - mean;
      squares += distance * distance;
    }
    const double deviation = std::sqrt(squares / double(count));
    found.mean.push_back(Real(mean));
    found.deviation.push_back(Real(deviation));
    for (Dataset* part : {&split.train, &split.test})
      for (std::size_t i = 0; i < part->size(); ++i) {
        Real& x = part->features[i * width + f];
        x = deviation > 0 ? Real((double(x) - mean) / deviation) : Real(0);
      }
  }
  return found;
}

}  // namespace downhill
