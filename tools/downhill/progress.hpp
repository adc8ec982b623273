// Where a learner has got to: chapters/.progress, a small text file beside the exercises that git
// ignores. One fact a line, sorted; deleting a line takes the fact back.
//
//     03 hint walk 1          the first hint of this task was shown
//     03 passed 2026-11-22
//     03 right gradient       this task was right when it was last checked
//     03 run                  the chapter was run
#pragma once

#include <set>
#include <string>

namespace downhill::tool {

class Progress {
 public:
  Progress();  // as the file has it; nothing known if there is none

  bool has(const std::string& chapter, const std::string& fact) const;
  // Whether there is a fact that begins with this word: passed.
  bool has_any(const std::string& chapter, const std::string& word) const;
  std::size_t count(const std::string& chapter, const std::string& words) const;
  void add(const std::string& chapter, const std::string& fact);
  void remove(const std::string& chapter, const std::string& words);  // all that begin with these
  void save() const;  // leaves the file alone if it says the same

 private:
  std::set<std::string> facts_;
};

std::string today();  // 2026-11-22

}  // namespace downhill::tool
