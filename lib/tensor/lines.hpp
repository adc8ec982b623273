// The lines of an array along one axis: the numbers that share all other indices. Along axis 1 of
// [2, 3] these are the two rows, along axis 0 the three columns.
#pragma once

#include "tensor/shape.hpp"
#include "tensor/widest.hpp"

namespace downhill {

// Where in memory the numbers of one line are: line[0], line[1], …
struct Line {
  std::size_t start, step, size;
  std::size_t operator[](std::size_t i) const { return start + i * step; }
};

struct Lines {
  std::size_t outer, size, inner;

  Line line(std::size_t number) const {
    return {number / inner * inner * size + number % inner, inner, size};
  }

  // Calls f(line) for each. Of the last axis the compiler knows that numbers lie side by side.
  template <class F>
  void each(F f) const {
    if (size == 0) return;
    in_parallel(outer * inner, outer * inner * size,
                [=, *this](std::size_t begin, std::size_t end) {
                  with_widest_vectors([=, *this]() DOWNHILL_INLINE {
                    if (inner == 1) {
                      for (std::size_t k = begin; k < end; ++k) f(Line{k * size, 1, size});
                    } else {
                      for (std::size_t k = begin; k < end; ++k) f(line(k));
                    }
                  });
                });
  }
};

inline Lines lines(const Shape& shape, std::size_t axis) {
  Lines result{1, shape[axis], 1};
  for (std::size_t i = 0; i < shape.rank(); ++i)
    if (i != axis) (i < axis ? result.outer : result.inner) *= shape[i];
  return result;
}

}  // namespace downhill
