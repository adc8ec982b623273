// Which names a program reads, which it assigns, and which it wants from outside.
#pragma once

#include <string>
#include <vector>

#include "expr/program.hpp"

namespace downhill::expr {

// The names that are read before any assignment, in the order in which they are read first: they
// need a value from outside (a=2 on a command line).
std::vector<std::string> names_to_bind(const Program& program);

// Where each word of a program is used as a name: the first instructions that read it,
// assign it, and call it as a function.
struct NameUse {
  Id read = nothing, assigned = nothing, called = nothing;
  bool wanted() const { return read < assigned; }  // read before it has a value
};
std::vector<NameUse> name_uses(const Program& program);

// The words of the bound names, in their order, after check_names. UsageError for a name that is
// given twice.
std::vector<Word> bound_words(const Program& program, const std::vector<NameUse>& uses,
                              const std::vector<std::string>& bound);

// Throws ParseError at a name that is read but neither assigned before nor among those bound, or
// that is assigned although it is a function's; UsageError for a bound name that never occurs.
void check_names(const Program& program, const std::vector<NameUse>& uses,
                 const std::vector<std::string>& bound);

}  // namespace downhill::expr
