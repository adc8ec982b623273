// Dataset: examples to learn from, as plain rows of numbers, and how they are divided into those
// to train on and those held out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ops/error.hpp"
#include "ops/real.hpp"

namespace downhill {

struct Dataset {
  std::string name;
  std::string origin;                      // who made it, or from which rule and seed it comes
  std::vector<std::size_t> shape;          // of one example: [4], [8, 8]
  std::vector<std::string> feature_names;  // may be empty
  std::vector<Real> features;              // [size(), shape…], row-major

  // One of the two: a class for each example, or a number.
  std::vector<std::size_t> labels;   // index into classes
  std::vector<std::string> classes;  // setosa, versicolor, …
  std::vector<Real> targets;

  std::size_t size() const { return classes.empty() ? targets.size() : labels.size(); }
  std::size_t width() const;  // numbers in one example: the product of shape
  std::span<const Real> row(std::size_t i) const;

  // The examples with these indices, in this order. UsageError for an index that is not there.
  Dataset pick(std::span<const std::size_t> indices) const;
};

struct Split {
  Dataset train, test;
};

// Holds out a random part of the examples, chosen by the seed alone; both parts keep the order of
// the whole. UsageError if the fraction is not in (0, 1), or leaves one part empty.
Split split_randomly(const Dataset& all, double test_fraction, std::uint64_t seed);

// Holds out the last `count` examples. UsageError if that leaves one part empty.
Split split_last(const Dataset& all, std::size_t count);

// Shifts and scales each feature so that it has mean 0 and deviation 1 over the training part; the
// test part is moved by the same numbers, which know nothing of it. A constant feature becomes 0.
struct Standardisation {
  std::vector<Real> mean, deviation;  // per feature; deviation with divisor N
};
Standardisation standardise(Split& split);

}  // namespace downhill
