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

// Below about this many multiply-adds, waking threads costs more than they save.
inline constexpr std::size_t work_for_threads = 100'000;

// Calls f(begin, end) for ranges that together are 0 … n. work is the total of all.
// f must not throw.
template <class F>
void in_parallel(std::size_t n, std::size_t work, F f) {
  if (work < work_for_threads || n < 2 || omp_in_parallel()) return f(std::size_t{0}, n);
#pragma omp parallel
  {
    const auto threads = std::size_t(omp_get_num_threads());
    const auto mine = std::size_t(omp_get_thread_num());
    const std::size_t begin = n * mine / threads, end = n * (mine + 1) / threads;
    if (begin < end) f(begin, end);
  }
}

}  // namespace downhill
