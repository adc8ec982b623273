// Which word of those that are known may be meant by one that is not.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace downhill::expr {

// How many letters to put in, leave out, change or swap to get from a to b (Damerau 1964).
std::size_t typing_mistakes(std::string_view a, std::string_view b);

// The candidate with the fewest typing mistakes, at most one in three letters; of several one that
// is as long. Empty if none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace downhill::expr
