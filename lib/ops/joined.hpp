// joined: pieces of text as one string, for the formulas and explanations of which a trace has
// hundreds of thousands.
//
//     joined({"d", y, "/d", x, " is ", slope})          "dy/dx is b"
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace downhill {

inline std::string joined(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace downhill
