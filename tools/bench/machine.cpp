#include "machine.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <vector>

namespace bench {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

#if defined(__clang__)
#define BENCH_FUSE _Pragma("clang fp contract(fast)")
#define BENCH_KERNEL
#else
#define BENCH_FUSE
#define BENCH_KERNEL gnu::optimize("O3", "fp-contract=fast")
#endif

// `rounds` times 16 independent sums go through sum = sum * factor + factor. They start from
// different numbers, or the compiler would find out that one sum is enough.
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline T multiply_add(std::size_t rounds) {
  BENCH_FUSE
  typedef T Vector __attribute__((vector_size(Bytes)));
  constexpr std::size_t count = 16;
  Vector sum[count] = {}, factor = {};
  factor += T(0.5);
  for (std::size_t i = 0; i < count; ++i) sum[i] += T(i);
  for (std::size_t k = 0; k < rounds; ++k)
    for (Vector& each : sum) each = each * factor + factor;
  Vector total = {};
  for (const Vector& each : sum) total += each;
  return total[0];
}

template <class T>
struct Loop {
  T (*run)(std::size_t rounds);
  double multiply_adds;  // in a round
};

template <class T>
[[BENCH_KERNEL]] T plain(std::size_t rounds) {
  return multiply_add<T, 16>(rounds);
}
#if defined(__x86_64__)
template <class T>
[[BENCH_KERNEL, gnu::target("avx2,fma")]] T avx2(std::size_t rounds) {
  return multiply_add<T, 32>(rounds);
}
template <class T>
[[BENCH_KERNEL, gnu::target("avx512f")]] T avx512(std::size_t rounds) {
  return multiply_add<T, 64>(rounds);
}
template <class T>
Loop<T> widest() {
  if (__builtin_cpu_supports("avx512f")) return {avx512<T>, 16 * 64.0 / sizeof(T)};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {avx2<T>, 16 * 32.0 / sizeof(T)};
  return {plain<T>, 16 * 16.0 / sizeof(T)};
}
#else
template <class T>
Loop<T> widest() {
  return {plain<T>, 16 * 16.0 / sizeof(T)};
}
#endif

constexpr int tries = 5;  // of which the fastest counts: a limit is what was possible once

template <class T>
double most_multiply_adds(int threads) {
  constexpr std::size_t rounds = 2'000'000;
  const Loop<T> loop = widest<T>();
  double best = 0;
  T sink = 0;
  for (int k = 0; k < tries; ++k) {
    const double begin = now();
#pragma omp parallel num_threads(threads) reduction(+ : sink)
    sink += loop.run(rounds);
    best = std::max(best, loop.multiply_adds * rounds * threads / (now() - begin));
  }
  return sink > 0 ? best : 0;  // it is; but so the loop has to be run
}

double most_bytes(int threads) {
  constexpr std::size_t size = 1 << 23;  // three arrays of 64 MB
  std::vector<double> x(size, 1), y(size, 2), z(size, 3);
  double best = 0;
  for (int k = 0; k < tries; ++k) {
    const double begin = now();
#pragma omp parallel for simd num_threads(threads)
    for (std::size_t i = 0; i < size; ++i) y[i] = x[i] + 3 * z[i];
    best = std::max(best, 3.0 * size * sizeof(double) / (now() - begin));
  }
  return best;
}

}  // namespace

Limits measure_limits(bool is_float, int threads) {
  return {is_float ? most_multiply_adds<float>(threads) : most_multiply_adds<double>(threads),
          most_bytes(threads)};
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "a processor without a name";
}

}  // namespace bench
