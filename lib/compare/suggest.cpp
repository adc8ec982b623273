#include "compare/suggest.hpp"

#include <algorithm>
#include <cctype>

#include "expr/nearest.hpp"

namespace downhill {
namespace {

// Small letters only; grad_a, a_grad, dL_da and da_ are all written da.
std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) text += char(std::tolower(static_cast<unsigned char>(c)));
  const auto erase = [&](std::string_view part) {
    const std::size_t at = text.find(part);
    if (at != std::string::npos) text.erase(at, part.size());
    return at != std::string::npos;
  };
  const std::size_t over = text.find("_d");  // dL_da
  if (text.starts_with('d') && over != std::string::npos && over > 1) text.erase(0, over + 1);
  const bool gradient = erase("gradient") || erase("grad");
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  return gradient ? "d" + text : text;
}

}  // namespace

std::string suggestion(std::string_view unknown, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 40;
  if (unknown.size() > longest) return {};
  const std::string wish = plain(unknown);
  std::string best;
  std::size_t least = wish.size() > 3 ? 2 : wish.size() > 2 ? 1 : 0;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest) continue;
    const std::string other = plain(candidate);
    if (std::max(wish.size(), other.size()) - std::min(wish.size(), other.size()) > least) continue;
    const std::size_t changes = expr::typing_mistakes(wish, other);
    if (changes < least || (changes == least && best.empty())) best = candidate, least = changes;
  }
  return best;
}

}  // namespace downhill
