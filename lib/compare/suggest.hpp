// Which known name a learner may have meant: da for dA, grad_a, a_grad or dy_da.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace downhill {

// The most similar known name, or empty if none is similar.
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace downhill
