// joined: pieces of text as one string, for the formulas and explanations of which a trace has
// hundreds of thousands.
//
//     joined({"d", y, "/d", x, " is ", slope})          "dy/dx is b"
//     joined(shape, ", ")                               "2, 3"
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace downhill {

inline std::string joined(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

// All of a list, as fmt writes each. (fmt::join takes a compiler up to a second in each file.)
template <class List>
std::string joined(const List& list, std::string_view between) {
  std::string text;
  bool first = true;
  for (const auto& one : list) {
    if (!first) text += between;
    first = false;
    if constexpr (std::is_convertible_v<decltype(one), std::string_view>) {
      text += one;
    } else {
      text += fmt::format("{}", one);
    }
  }
  return text;
}

}  // namespace downhill
