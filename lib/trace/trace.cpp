#include "trace/trace.hpp"

#include <cmath>

namespace downhill {

void Trace::line(Line line) {
  for (const Real number : line.value.data)
    if (!std::isfinite(number)) needs_ieee = true;
  entries.emplace_back(std::move(line));
}

bool Trace::holds(const std::string& name, const Value& value) const {
  for (; known_ < entries.size(); ++known_)
    if (const Line* line = std::get_if<Line>(&entries[known_]))
      state_.insert_or_assign(line->name, line->value);
  const auto known = state_.find(name);
  return known != state_.end() && known->second == value;
}

}  // namespace downhill
