// What the tensor tests share: an operation is given as a small function that records it, and is
// then read in three ways: by its own backward, by central differences, and by NumPy.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "tensor/backward.hpp"
#include "tensor/operators.hpp"

namespace downhill::testing {

using Record = std::function<Tensor(TensorTape&, const std::vector<Tensor>&)>;

struct Sample {
  std::string name;
  std::vector<Array> inputs;  // recorded as inputs; record() adds constants by itself
  Record record;
};

// Numbers without zeros, symmetry, ties or order: in [low, high], different for each seed.
Array numbers(const Shape& shape, unsigned seed, Real low = -2, Real high = 2);

// CHECKs every gradient of the sample against central differences.
void check_slopes(const Sample& sample);

// Spells every node and every contribution of the samples as one Python program, and CHECKs that
// NumPy finds the numbers that the tape holds.
void check_numpy(const std::vector<Sample>& samples);

// Both, for all.
void check(const std::vector<Sample>& samples);

// The message of the exception that f throws; "" if it throws none.
template <class Exception, class F>
std::string message(F f) {
  try {
    f();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace downhill::testing
