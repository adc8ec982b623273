// Softmax on plain arrays, as the tensor operation and the cross-entropy loss use it.
#pragma once

#include "tensor/array.hpp"

namespace downhill {

Array softmax(const Array& a, std::size_t axis);
Array log_softmax(const Array& a, std::size_t axis);

}  // namespace downhill
