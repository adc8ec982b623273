// The cut, the tree, and what happens to exceptions.
#include "batch/shards.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "batch/threads.hpp"
#include "catch.hpp"

using namespace downhill;
using namespace downhill::testing;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("shards are neighbours, cover the batch, and differ by one sample at most") {
  const Sharding sharding{8, 16};
  for (std::size_t samples = 1; samples < 400; ++samples) {
    INFO(samples << " samples");
    const std::size_t count = sharding.count(samples);
    CHECK(count == std::min<std::size_t>(16, (samples + 7) / 8));
    std::size_t next = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const Samples shard = sharding.shard(k, samples);
      CHECK(shard.begin == next);
      CHECK(shard.size() >= samples / count);
      CHECK(shard.size() <= samples / count + 1);
      next = shard.end;
    }
    CHECK(next == samples);
  }
}

TEST_CASE("shardings that make no sense are refused") {
  CHECK_THROWS_WITH((Sharding{0, 8}.check()), ContainsSubstring("0 samples each"));
  CHECK_THROWS_AS((Sharding{8, 0}.check()), UsageError);
  CHECK_THROWS_AS((Sharding{8, 100'000}.check()), UsageError);
}

TEST_CASE("parts are added in halves") {
  // Large numbers that cancel: another order has another result.
  const std::vector<Real> a = {1e10f, 1}, b = {1, 2}, c = {-1e10f, 3}, d = {2, 4}, e = {5, 5};
  const std::vector<const Real*> parts = {a.data(), b.data(), c.data(), d.data(), e.data()};
  std::vector<Real> sum(2);
  add_in_tree(parts, 0, 2, sum.data());
  CHECK(sum[0] == (a[0] + b[0]) + (c[0] + (d[0] + e[0])));
  CHECK(sum[1] == 15);
}

TEST_CASE("a long row is added chunk by chunk, and any range of it alone gives the same bits") {
  std::vector<std::vector<Real>> rows(7, std::vector<Real>(1300));
  std::vector<const Real*> parts;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    for (std::size_t i = 0; i < rows[k].size(); ++i)
      rows[k][i] = Real(1) / Real(1 + k + i) - Real(k) / 10;
    parts.push_back(rows[k].data());
  }
  std::vector<Real> whole(1300), pieces(1300);
  add_in_tree(parts, 0, 1300, whole.data());
  add_in_tree(parts, 0, 700, pieces.data());
  add_in_tree(parts, 700, 1299, pieces.data());
  add_in_tree(parts, 1299, 1300, pieces.data());
  CHECK(bits(whole) == bits(pieces));
}

TEST_CASE("the exception of the lowest shard arrives, and every shard was run") {
  for (const int threads : thread_counts) {
    INFO(threads << " threads");
    const Threads use(threads);
    std::atomic<int> runs = 0;
    const auto shard = [&](std::size_t k) {
      ++runs;
      if (k == 5 || k == 6 || k == 11) throw std::runtime_error("shard " + std::to_string(k));
    };
    CHECK_THROWS_WITH(for_each_shard(12, true, shard), "shard 5");
    CHECK(runs == 12);
  }
}

TEST_CASE("an exception keeps its type and what it carries") {
  struct Special {
    int number;
  };
  try {
    for_each_shard(4, true, [](std::size_t k) {
      if (k > 1) throw Special{int(k)};
    });
    FAIL("nothing was thrown");
  } catch (const Special& special) {
    CHECK(special.number == 2);
  }
}

TEST_CASE("without threads every shard runs on the calling one, in order") {
  const Threads use(7);
  std::vector<std::size_t> order;
  for_each_shard(9, false, [&](std::size_t k) {
    CHECK_FALSE(omp_in_parallel());
    order.push_back(k);
  });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
}
