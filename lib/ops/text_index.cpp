#include "ops/text_index.hpp"

#include <bit>
#include <functional>

namespace downhill {
namespace {

std::uint32_t hash_of(std::string_view text) {
  return std::uint32_t(std::hash<std::string_view>()(text));
}

}  // namespace

// The slot of the text, or the empty one where it would be: the first of these from the place that
// the hash says on.
const TextIndex::Slot& TextIndex::slot_of(std::string_view text, std::uint32_t hash,
                                          const std::vector<std::string>& texts) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].place != nowhere && !(slots_[i].hash == hash && texts[slots_[i].place] == text))
    i = (i + 1) & mask;
  return slots_[i];
}

std::uint32_t TextIndex::find(std::string_view text, const std::vector<std::string>& texts) const {
  return slot_of(text, hash_of(text), texts).place;
}

std::uint32_t TextIndex::add(std::string_view text, std::vector<std::string>& texts) {
  const std::uint32_t hash = hash_of(text);
  const Slot& slot = slot_of(text, hash, texts);
  if (slot.place != nowhere) return slot.place;
  const auto place = std::uint32_t(texts.size());
  texts.emplace_back(text);
  slots_[std::size_t(&slot - slots_.data())] = {place, hash};
  reserve(++taken_);
  return place;
}

void TextIndex::reserve(std::size_t count) {
  if (2 * count <= slots_.size()) return;
  std::vector<Slot> old(std::bit_ceil(2 * count));
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.place == nowhere) continue;
    std::size_t i = slot.hash & mask;
    while (slots_[i].place != nowhere) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace downhill
