// A trace read back from its text: the reference that text.hpp wrote, or a learner's answers
// printed by a program in any language.
//
//     # -- backward: walk it in reverse, starting from y
//     ds = dy * c                # 4        dy/ds is c
//     da = 4.0
//
// A line is name = expression or name += expression, then # and the number (or array) that the
// name now holds; the words behind the number are for people. Where the expression is itself a
// number, an array or arithmetic of numbers (1/3), no comment is needed: its value counts, and
// name += 5 adds to what the name held. For = one may write :, and a line may end in ;.
// // starts a comment, too. Comment lines, blank lines and Python's import, from and def are
// passed over. read_value.hpp lists the numbers and arrays that are understood.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ops/error.hpp"
#include "trace/statement.hpp"

namespace downhill {

struct TraceText {
  std::string source;               // where it came from: a file's name
  std::string chapter;              // 06-computation-graphs · The Blueprint: Computation Graphs
  std::vector<std::string> titles;  // further lines of the head
  bool elided = false;              // some arrays were too large to print whole
  // The headings "# -- …" in order; the first is empty and holds what stands before any heading.
  std::vector<std::string> sections{""};
  std::vector<Statement> statements;
};

// Throws ParseError: source, line and column, what was expected and what to write, then the line
// and a caret under the place. A text without a single assignment gives a message of one line.
TraceText read_trace(std::string_view text, std::string_view source = "trace");

}  // namespace downhill
