// downhill compare: a learner's values beside the reference's.
#include "compare/compare.hpp"

#include <fmt/format.h>

#include "commands.hpp"
#include "source.hpp"

namespace downhill::tool {

int compare_command(const CompareSettings& settings) {
  const Source mine = read_source(settings.mine), reference = read_source(settings.reference);
  CompareOptions options;
  options.rtol = settings.rtol.value_or(options.rtol);
  const Comparison comparison = compare(read_trace(mine.text, mine.name),
                                        read_trace(reference.text, reference.name), options);
  fmt::print("{}", settings.json ? comparison_json(comparison) : report(comparison));
  return comparison.matches() ? fine : differs;
}

}  // namespace downhill::tool
