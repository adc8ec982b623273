#include "readme_table.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <vector>

#include "results.hpp"

namespace bench {
namespace {

using Json = nlohmann::json;

struct Named {
  const char *workload, *words;
};

// What the README shows of the many; a product of each size in the order that forward uses.
constexpr Named shown[] = {
    {"W1a", "2-16-16-1 on 100 points, every weight a scalar: `a * b + c`"},
    {"W1b", "the same, a neuron as `dot(w, x, b)`"},
    {"W1c", "the same, points side by side"},
    {"W2-1", "a million scalar operations in one chain"},
    {"W2-50", "in fifty chains"},
    {"W3", "2-16-16-1 on arrays, batch 32"},
    {"W4-64", "784-128-10, batch 64, Adam"},
    {"W4-512", "batch 512"},
    {"W4-large", "784-512-512-10, batch 256, Adam"},
    {"W6", "digits 64-32-10, batch 64, Adam"},
    {"W5-64-nn", "matrix product, 64 × 64"},
    {"W5-256-nn", "256 × 256"},
    {"W5-1024-nn", "1024 × 1024"},
    {"W7-text", "100,000 operations explained, as text"},
    {"W7-json", "as JSON"},
    {"W7-draw", "a drawing of 299 nodes"},
    {"W7-run", "a chapter's run"},
    {"W7-rebuild", "after its file changed, with compiling"},
};

struct Result {
  double ours = 0, peer = 0;
  std::string peer_name;
};

// Our median and the fastest peer's that did the same work; nothing if ours is not there.
std::optional<Result> result_of(const Json& run, std::string_view workload, std::string_view real,
                                int threads) {
  Result result;
  for (const Json& row : run.at("rows")) {
    if (row.at("workload") != workload || row.at("real") != real || row.at("threads") != threads)
      continue;
    const double median = row.at("median");
    if (row.at("contestant") == "downhill") {
      result.ours = median;
    } else if (row.value("same_losses", false) && (result.peer == 0 || median < result.peer)) {
      result.peer = median;
      result.peer_name = row.at("contestant");
    }
  }
  if (result.ours == 0) return {};
  return result;
}

std::string line_of(const Json& run, const Named& named, const char* real) {
  const auto one = result_of(run, named.workload, real, 1);
  if (!one) return "";
  const auto two = result_of(run, named.workload, real, 2);
  const bool compared = one->peer > 0;
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", named.words,
                     std::string_view(named.workload).starts_with("W7") ? "" : real,
                     time_text(one->ours),
                     compared ? fmt::format("{} {}", one->peer_name, time_text(one->peer)) : "",
                     compared ? fmt::format("{:.2f}", one->peer / one->ours) : "",
                     two ? fmt::format("{:.2f}", one->ours / two->ours) : "");
}

}  // namespace

std::string readme_table(const Json& run) {
  std::string text = fmt::format(
      "Medians on {}, one thread. *Ratio*: above 1, downhill is faster than the fastest peer. *Two "
      "threads*: how many times as fast.\n\n"
      "| a step of | numbers | downhill | fastest peer | ratio | two threads |\n"
      "|---|---|--:|--:|--:|--:|\n",
      run.at("processor").get<std::string>());
  for (const Named& named : shown)
    for (const char* real : {"double", "float"}) text += line_of(run, named, real);
  return text;
}

std::string with_table(const std::string& text, const std::string& table) {
  const std::string begin = "<!-- speed -->\n", end = "<!-- /speed -->";
  const std::size_t first = text.find(begin), last = text.find(end);
  if (first == std::string::npos || last == std::string::npos || last < first)
    throw std::runtime_error("there is no place for the table: <!-- speed --> … <!-- /speed -->");
  return text.substr(0, first + begin.size()) + table + text.substr(last);
}

}  // namespace bench
