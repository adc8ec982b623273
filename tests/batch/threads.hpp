// Runs a test body with several numbers of OpenMP threads, also more than the machine has.
#pragma once

#include <omp.h>

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

#include "ops/real.hpp"

namespace downhill::testing {

inline constexpr std::initializer_list<int> thread_counts = {1, 2, 3, 7, 16};
inline constexpr std::initializer_list<std::size_t> batch_sizes = {1, 2, 31, 32, 33, 100};

// This many threads until the end of the scope.
class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~Threads() { omp_set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

// The bits of a number, so that 0 and -0 differ and nan equals itself.
inline auto bits(Real number) {
  return std::bit_cast<std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>>(number);
}
inline auto bits(std::span<const Real> numbers) {
  std::vector<decltype(bits(Real()))> all;
  for (const Real number : numbers) all.push_back(bits(number));
  return all;
}

}  // namespace downhill::testing
