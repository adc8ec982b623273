#include "ops/utf8.hpp"

#include <algorithm>

namespace downhill {

std::size_t character_length(std::string_view text, std::size_t i) {
  const auto first = static_cast<unsigned char>(text[i]);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xf0 && first < 0xf5 ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2 && first < 0xe0 ? 2
                                                             : 0;
  if (length == 0 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if (begins_character(text[i + k])) return 0;
  return length;
}

std::size_t columns(std::string_view text) {
  return std::size_t(std::count_if(text.begin(), text.end(), begins_character));
}

std::string shortened(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  if (most == 0) return "";
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end)
    if (begins_character(text[end]) && count++ == most - 1) break;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace downhill
