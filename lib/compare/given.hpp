// A value of the learner beside the reference's, as it is handed to the diagnosis.
#pragma once

#include <cstddef>
#include <optional>

#include "trace/read.hpp"

namespace downhill {

struct Given {
  std::size_t definition;
  const PrintedValue* mine;
  const PrintedValue* reference;
  double terms = 0;  // the size of what it was summed from
  bool right = false;
  std::optional<std::size_t> wrong;  // its place in Comparison::wrong; nothing: a consequence
};

}  // namespace downhill
