// A model in words: mlp:64-32-10, or mlp:64-32-10:tanh with another activation than relu.
#pragma once

#include <string>

#include "train/dataset.hpp"
#include "train/modules_layers.hpp"

namespace downhill::tool {

// UsageError if the words are none, or the model's first and last size are not the data's.
Mlp model_in_words(const std::string& words, const Dataset& data);

}  // namespace downhill::tool
