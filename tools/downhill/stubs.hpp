// The stub of an exercise: its solution without what the learner is to write.
//
//     // [solution]                     these lines are left out
//     return 2 * x;
//     // [stub] not_started(x);         and these, without the mark, stand in their place
//     // [end]
//
// A stub begins with a head of its own, instead of the solution's first comment.
#pragma once

#include <string>

#include "chapters.hpp"

namespace downhill::tool {

// Throws ParseError, with the line, for marks that do not follow each other in this order.
std::string stub_of(const std::string& solution, const ChapterFolder& chapter);

// The solution as a learner reads it: without its head and the marks.
std::string without_marks(const std::string& solution);

}  // namespace downhill::tool
