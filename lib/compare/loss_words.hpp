// A loss that a trace spells in plain words, recognised: mean(square(p - t)) is mse(p, t). As one
// operation it can be got wrong as a whole, where its words are many operations.
#pragma once

#include <map>
#include <string>

#include "tensor/array.hpp"

namespace downhill {

// The expression as a call of the loss; unchanged if it is none. held: the value of each name.
std::string as_loss(const std::string& expression,
                    const std::map<std::string, Array, std::less<>>& held);

}  // namespace downhill
