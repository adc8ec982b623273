// Characters of a text in UTF-8, which downhill's texts are in: how many bytes one has, how many
// columns a text takes, and a text cut to so many.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace downhill {

// A byte that continues no character.
inline bool begins_character(char c) { return (c & 0xc0) != 0x80; }

// How many bytes the character at place i has, 1 to 4; 0 where the bytes are not UTF-8.
std::size_t character_length(std::string_view text, std::size_t i);

// How many columns of a terminal it takes, if each character takes one.
std::size_t columns(std::string_view text);

// At most so many columns, the last of them … if something was cut.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace downhill
