#include "expr/nearest.hpp"

#include <algorithm>

namespace downhill::expr {

std::size_t typing_mistakes(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t longest = 40;
  std::string_view best;
  std::size_t fewest = word.size() / 3 + (word.size() < 3 ? 1 : 0);
  if (word.size() > longest) return best;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t mistakes = typing_mistakes(word, candidate);
    const bool fits_better = best.size() != word.size() && candidate.size() == word.size();
    if (mistakes > fewest || (mistakes == fewest && !best.empty() && !fits_better)) continue;
    best = candidate;
    fewest = mistakes;
  }
  return best;
}

}  // namespace downhill::expr
