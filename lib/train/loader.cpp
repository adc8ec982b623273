#include "train/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "train/random.hpp"

namespace downhill {

Loader::Loader(std::size_t examples, LoaderSettings settings)
    : settings_(settings), order_(examples) {
  if (examples == 0) throw UsageError("Loader: there are no examples to load");
  if (settings.batch_size == 0) throw UsageError("Loader: the batch size must be at least 1");
  if (batches() == 0)
    throw UsageError(fmt::format(
        "Loader: {} examples do not fill one batch of {}, and the last partial batch is to be "
        "dropped",
        examples, settings.batch_size));
  start_epoch(0);
}

void Loader::start_epoch(int epoch) {
  std::iota(order_.begin(), order_.end(), std::size_t(0));
  if (!settings_.shuffle) return;
  Random random = Random(settings_.seed).split("epoch", std::uint64_t(epoch));
  random.shuffle(std::span(order_));
}

std::size_t Loader::batches() const {
  const std::size_t whole = order_.size() / settings_.batch_size;
  const bool has_part = order_.size() % settings_.batch_size != 0;
  return whole + (has_part && !settings_.drop_last ? 1 : 0);
}

std::span<const std::size_t> Loader::batch(std::size_t k) const {
  if (k >= batches())
    throw UsageError(fmt::format("Loader: batch {} of {} does not exist", k, batches()));
  const std::size_t begin = k * settings_.batch_size;
  return std::span(order_).subspan(begin, std::min(settings_.batch_size, order_.size() - begin));
}

}  // namespace downhill
