#include "batch/shards.hpp"

#include <fmt/format.h>

namespace downhill {
namespace {

// Numbers are added in chunks of this many, so that what waits for its other half stays in cache.
constexpr std::size_t chunk = 512;

// The tree for n <= chunk numbers.
void add_chunk(std::span<const Real* const> parts, std::size_t begin, std::size_t n, Real* out) {
  if (parts.size() == 1) {
    std::copy_n(parts[0] + begin, n, out);
    return;
  }
  Real second_half[chunk];
  add_chunk(parts.first(parts.size() / 2), begin, n, out);
  add_chunk(parts.subspan(parts.size() / 2), begin, n, second_half);
  for (std::size_t i = 0; i < n; ++i) out[i] += second_half[i];
}

}  // namespace

void Sharding::check() const {
  constexpr std::size_t largest = 512;  // a tape per shard, and about a thousand can be alive
  if (samples_each == 0 || most == 0 || most > largest)
    throw UsageError(
        fmt::format("Sharding: {} samples each and at most {} shards make no sense: take at least "
                    "one sample and 1 to {} shards",
                    samples_each, most, largest));
}

void check_sizes(const char* batch, std::size_t parameters, std::size_t values,
                 std::size_t gradients, std::size_t samples) {
  if (values != parameters || gradients != parameters)
    throw UsageError(
        fmt::format("{}: it was made for {} parameters, and {} values with room for {} gradients "
                    "were given",
                    batch, parameters, values, gradients));
  if (samples == 0) throw UsageError(fmt::format("{}: a batch of 0 samples has no mean", batch));
}

void check_shard(const char* batch, std::size_t k, std::size_t count) {
  if (k >= count)
    throw UsageError(
        fmt::format("{}: shard {} was asked for, and the last batch had {}", batch, k, count));
}

void add_in_tree(std::span<const Real* const> parts, std::size_t begin, std::size_t end,
                 Real* out) {
  for (; begin < end; begin += chunk)
    add_chunk(parts, begin, std::min(chunk, end - begin), out + begin);
}

}  // namespace downhill
