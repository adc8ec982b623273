// One statement of a trace's text: name = expression  # number  words. See read.hpp for the
// grammar; this is the part that knows where a statement ends and which number it means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/text_index.hpp"
#include "trace/statement.hpp"

namespace downhill {

class StatementReader {
 public:
  // Reads the statement at the cursor, which moves to the next statement (behind a ;) or to the
  // end of the line. before: what was read so far, for += without a comment. Throws Mistake with
  // an offset in cursor.text.
  Statement read(Cursor& cursor, const std::vector<Statement>& before);

 private:
  PrintedValue total(const Statement& statement, PrintedValue part, std::size_t offset,
                     const std::vector<Statement>& before) const;

  std::vector<std::string> names_;   // that were assigned so far, …
  TextIndex name_places_;            // … where each stands among them, …
  std::vector<std::size_t> newest_;  // … and the last statement of each
};

// Without the blanks and line ends on both sides.
std::string_view trimmed(std::string_view text);

}  // namespace downhill
