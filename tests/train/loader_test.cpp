// The loader: every example once an epoch, whatever the batch size, in an order fixed by the seed.
#include <algorithm>
#include <numeric>

#include "catch.hpp"
#include "train/loader.hpp"

using namespace downhill;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::size_t> all_of(const Loader& loader) {
  std::vector<std::size_t> indices;
  for (std::size_t k = 0; k < loader.batches(); ++k)
    indices.insert(indices.end(), loader.batch(k).begin(), loader.batch(k).end());
  return indices;
}

}  // namespace

TEST_CASE("an epoch covers every example once, for every batch size") {
  for (const std::size_t examples : {1u, 2u, 10u, 31u}) {
    std::vector<std::size_t> expected(examples);
    std::iota(expected.begin(), expected.end(), std::size_t(0));
    for (std::size_t batch_size = 1; batch_size <= examples + 2; ++batch_size) {
      Loader loader(examples, {.batch_size = batch_size, .seed = 3});
      for (int epoch = 0; epoch < 3; ++epoch) {
        loader.start_epoch(epoch);
        std::vector<std::size_t> met = all_of(loader);
        std::sort(met.begin(), met.end());
        CHECK(met == expected);
        CHECK(loader.batches() == (examples + batch_size - 1) / batch_size);
      }
    }
  }
}

TEST_CASE("the last partial batch is kept, or dropped on demand") {
  const Loader keeps(10, {.batch_size = 4}), drops(10, {.batch_size = 4, .drop_last = true});
  CHECK(keeps.batches() == 3);
  CHECK(keeps.batch(2).size() == 2);
  CHECK(drops.batches() == 2);
  CHECK(drops.batch(1).size() == 4);
  CHECK_THROWS_AS(drops.batch(2), UsageError);
  CHECK(Loader(8, {.batch_size = 4, .drop_last = true}).batches() == 2);
}

TEST_CASE("an epoch's order depends on the seed and the epoch alone") {
  Loader a(100, {.seed = 1}), b(100, {.seed = 1}), c(100, {.seed = 2});
  a.start_epoch(3);
  a.start_epoch(7);
  b.start_epoch(7);
  c.start_epoch(7);
  CHECK(all_of(a) == all_of(b));
  CHECK(all_of(a) != all_of(c));
  const auto seventh = all_of(a);
  a.start_epoch(8);
  CHECK(all_of(a) != seventh);
  const Loader in_order(5, {.batch_size = 2, .shuffle = false});
  CHECK(all_of(in_order) == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("a loader with nothing to yield is refused") {
  CHECK_THROWS_WITH(Loader(0, {}), ContainsSubstring("no examples"));
  CHECK_THROWS_WITH(Loader(3, {.batch_size = 0}), ContainsSubstring("at least 1"));
  CHECK_THROWS_WITH(Loader(3, {.batch_size = 4, .drop_last = true}),
                    ContainsSubstring("do not fill one batch of 4"));
}
