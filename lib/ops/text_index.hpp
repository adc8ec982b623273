// TextIndex: where in a list of texts one of them stands, each being there once: the names of a
// tape, the words of a program. The list stays with its owner.
//
// It is one table of 8 bytes for each text and as many empty ones: half the time and a tenth of the
// memory of a std::unordered_map of strings, where programs have names by the hundred thousand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace downhill {

class TextIndex {
 public:
  static constexpr std::uint32_t nowhere = ~0u;

  // The place of a text that was added, or nowhere. The list is always the same one.
  std::uint32_t find(std::string_view text, const std::vector<std::string>& texts) const;

  // The same; a text that is not there goes to the end of the list.
  std::uint32_t add(std::string_view text, std::vector<std::string>& texts);

  // Makes room for so many texts.
  void reserve(std::size_t count);

 private:
  struct Slot {
    std::uint32_t place = nowhere;
    std::uint32_t hash = 0;
  };
  const Slot& slot_of(std::string_view text, std::uint32_t hash,
                      const std::vector<std::string>& texts) const;

  std::vector<Slot> slots_ = std::vector<Slot>(8);  // a power of two, at most half of them taken
  std::size_t taken_ = 0;
};

}  // namespace downhill
