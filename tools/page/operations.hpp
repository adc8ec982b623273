// The operations: a reference page made from the two catalogues, of the elementwise rules and of
// the records of arrays. Every formula is spelled and every number computed by the operation
// itself.
#pragma once

#include "page/frame.hpp"

namespace downhill::page {

Frame operations_page();

}  // namespace downhill::page
