// Shards: how a mini-batch is cut, who runs the pieces, and how their results are added.
//
// Floating-point sums depend on their order: (a + b) + c and a + (b + c) differ in the last bits.
// So the order here is fixed by the batch alone. The cut depends on the number of samples only,
// each shard is computed by one thread from its first sample to its last, and the shards' results
// are added in a fixed tree. Which thread runs which shard, and when, changes no bit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <span>

#include "ops/error.hpp"
#include "ops/real.hpp"

namespace downhill {

// Samples begin, begin + 1, …, end - 1 of a batch.
struct Samples {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
};

// The rule of the cut: shards of about `samples_each`, and never more than `most` of them. Sizes
// differ by at most one sample: 33 samples in shards of 32 are 16 and 17, not 32 and 1.
struct Sharding {
  std::size_t samples_each, most;

  void check() const;  // UsageError if one of them is 0, or `most` more than tapes can be alive
  std::size_t count(std::size_t samples) const {
    return std::clamp<std::size_t>((samples + samples_each - 1) / samples_each, 1, most);
  }
  Samples shard(std::size_t k, std::size_t samples) const {
    const std::size_t n = count(samples);
    return {samples * k / n, samples * (k + 1) / n};
  }
};

// Calls f(k) for every shard k: one after another, or each on whichever thread of OpenMP's team is
// free. How many threads there are is OpenMP's business (OMP_NUM_THREADS, omp_set_num_threads; one
// inside another parallel region, unless nesting is switched on).
// All shards are run even if one throws. Then the exception of the lowest k goes on to the caller.
template <class F>
void for_each_shard(std::size_t count, bool with_threads, F f) {
  std::mutex mutex;
  std::size_t failed = count;
  std::exception_ptr error;
  const auto run = [&](std::size_t k) noexcept {  // no exception may leave a parallel loop
    try {
      f(k);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (k >= failed) return;
      failed = k;
      error = std::current_exception();
    }
  };
  if (with_threads && count > 1) {
#pragma omp parallel for schedule(dynamic, 1)
    for (std::size_t k = 0; k < count; ++k) run(k);
  } else {
    for (std::size_t k = 0; k < count; ++k) run(k);
  }
  if (error) std::rethrow_exception(error);
}

// What a batch says when it is used wrongly, as UsageError.
void check_sizes(const char* batch, std::size_t parameters, std::size_t values,
                 std::size_t gradients, std::size_t samples);
void check_shard(const char* batch, std::size_t k, std::size_t count);

// out[i] = the sum of parts[k][i] over k, for i from begin to end. The tree: the sum of the first
// half of the parts plus the sum of the second half, and so within each half.
void add_in_tree(std::span<const Real* const> parts, std::size_t begin, std::size_t end, Real* out);

}  // namespace downhill
