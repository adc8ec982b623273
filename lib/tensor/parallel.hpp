// Threads for loops over arrays. They share the outputs, never a sum: each number is computed by
// one thread in one fixed order, so results have the same bits for any number of threads.
#pragma once

#include <omp.h>

#include <cstddef>

// Says that the rounds of the next loop do not depend on each other, so that several can be done
// at once. clang finds that out by itself, and would warn wherever it cannot use it.
#if defined(__clang__)
#define DOWNHILL_INDEPENDENT
#else
#define DOWNHILL_INDEPENDENT _Pragma("omp simd")
#endif

namespace downhill {

// Work is counted in elements that are computed. Below about this many, waking threads costs more
// than they save: some microseconds, and what one core wrote has to travel to the other.
inline constexpr std::size_t work_for_threads = 100'000;

// The work of a matrix product, where ten multiply-adds take about as long as an element elsewhere.
inline std::size_t work_of_products(std::size_t multiply_adds) { return multiply_adds / 10; }

// Whether there is more than one thread, and this is not one of several already. (Even a parallel
// region of one thread takes a microsecond to begin.)
inline bool threads_are_free() { return omp_get_max_threads() > 1 && !omp_in_parallel(); }

// Calls f(begin, end) for ranges that together are 0 … n. work is the total of all.
// f must not throw.
template <class F>
void in_parallel(std::size_t n, std::size_t work, F f) {
  if (work < work_for_threads || n < 2 || !threads_are_free()) return f(std::size_t{0}, n);
#pragma omp parallel
  {
    const auto threads = std::size_t(omp_get_num_threads());
    const auto mine = std::size_t(omp_get_thread_num());
    const std::size_t begin = n * mine / threads, end = n * (mine + 1) / threads;
    if (begin < end) f(begin, end);
  }
}

}  // namespace downhill
