// Drawings held against their references.
#pragma once

#include <string_view>

namespace downhill::tool {

// Whether two drawings in the DOT language are the same but for the last digits of their numbers,
// which drawings of arrays show in full: a product of arrays, or an exponential of another version
// of the C library, may differ there. Numbers agree to nine digits, or to 1e-12 where they are what
// is left of terms that cancel.
bool same_drawing(std::string_view mine, std::string_view reference);

}  // namespace downhill::tool
