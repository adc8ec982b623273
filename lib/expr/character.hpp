// Characters of a text in UTF-8, for columns and messages.
#pragma once

#include <cstddef>
#include <string_view>

namespace downhill::expr {

// How many bytes the character at place i has; 1 where the bytes are not UTF-8.
inline std::size_t character_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = byte(i);
  const std::size_t length = first >= 0xf0 && first < 0xf5   ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2 && first < 0xe0 ? 2
                                                             : 1;
  if (i + length > text.size()) return 1;
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xc0) != 0x80) return 1;
  }
  return length;
}

}  // namespace downhill::expr
