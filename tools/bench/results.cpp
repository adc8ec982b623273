#include "results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "numbers.hpp"

namespace bench {
namespace {

constexpr std::string_view ours = "downhill";

const Entry* entry_of(const Row& row, std::string_view contestant) {
  for (const Entry& entry : row.entries)
    if (entry.contestant == contestant) return &entry;
  return nullptr;
}

// The fastest of the others that did the same work.
const Entry* best_peer(const Row& row) {
  const Entry* mine = entry_of(row, ours);
  const Entry* best = nullptr;
  for (const Entry& entry : row.entries) {
    if (&entry == mine || !mine || !same_losses(row.workload, *mine, entry)) continue;
    if (!best || entry.median() < best->median()) best = &entry;
  }
  return best;
}

std::string setting(const Workload& w) {
  return fmt::format("{:<11} {:<6} {:>2}", w.name, w.is_float ? "float" : "double", w.threads);
}

// What else there is to say: ns and bytes a node, and what the second thread brought.
std::string remarks(const std::vector<Row>& rows, const Row& row, const Entry& entry) {
  std::string text;
  if (row.workload.name == "W1a" || row.workload.name == "W1b")
    text +=
        fmt::format("  {:.2f} ns an operation", entry.median() * 1e9 / MoonsNetwork::operations);
  if (row.workload.name.starts_with("W2"))
    text +=
        fmt::format("  {:.2f} ns, {:.0f} bytes a node", entry.median() * 1e3, entry.bytes / 1e6);
  if (row.workload.threads > 1)
    for (const Row& other : rows) {
      if (other.workload.name != row.workload.name || other.workload.threads != 1 ||
          other.workload.is_float != row.workload.is_float)
        continue;
      if (const Entry* alone = entry_of(other, entry.contestant))
        text += fmt::format("  {:.2f} x its own one thread", alone->median() / entry.median());
    }
  return text;
}

}  // namespace

std::string time_text(double seconds) {
  if (seconds < 1e-3) return fmt::format("{:.2f} µs", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.2f} ms", seconds * 1e3);
  return fmt::format("{:.2f} s", seconds);
}

double Entry::median() const {
  std::vector<double> sorted = seconds;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double Entry::minimum() const { return *std::min_element(seconds.begin(), seconds.end()); }

Demand demand_of(const std::string& workload) {
  using Net = MoonsNetwork;
  if (workload.starts_with("W1")) {  // each weight but the biases: forward, and two ways backward
    constexpr std::size_t products = Net::hidden * (2 + Net::hidden + 1);
    return {3.0 * products * Moons::points, 0};
  }
  if (workload.starts_with("W2")) return {0, 1e6 * 2 * 32};  // 32 bytes a node, there and back
  if (workload.starts_with("W5")) return {std::pow(double(product(workload).n), 3), 0};
  if (!is_network(workload)) return {};
  const bench::Network net = network(workload);
  double products = 0;
  for (std::size_t l = 0; l + 1 < net.sizes.size(); ++l)  // nobody asks for the gradient of x
    products += (l == 0 ? 2.0 : 3.0) * double(net.sizes[l] * net.sizes[l + 1]);
  return {products * double(net.batch), 0};
}

// The first losses differ by rounding only. Training magnifies that: Adam's first updates are as
// large for a tiny gradient as for a large one, so 20 steps bring a few digits less.
bool same_losses(const Workload& workload, const Entry& a, const Entry& b) {
  const auto near = [](double x, double y, double tolerance) {
    return std::abs(x - y) <= tolerance * std::max({std::abs(x), std::abs(y), 1e-3});
  };
  return near(a.first_loss, b.first_loss, workload.is_float ? 1e-4 : 1e-10) &&
         near(a.last_loss, b.last_loss, workload.is_float ? 1e-3 : 1e-7);
}

std::string table(const std::vector<Row>& rows) {
  std::string text =
      fmt::format("{:<11} {:<6} {:>2}  {:<9} {:>11} {:>11} {:>12} {:>7}\n", "workload", "real", "t",
                  "who", "median", "minimum", "to best peer", "of limit");
  for (const Row& row : rows) {
    const Entry* mine = entry_of(row, ours);
    const Entry* best = best_peer(row);
    for (const Entry& entry : row.entries) {
      std::string ratio, limit;
      if (&entry == mine && best) ratio = fmt::format("{:.2f} x", best->median() / entry.median());
      if (&entry != mine && mine && !same_losses(row.workload, *mine, entry))
        ratio = "other losses";
      if (row.limit > 0) limit = fmt::format("{:.1f} %", 100 * row.limit / entry.median());
      text += fmt::format(
          "{}  {:<9} {:>11} {:>11} {:>12} {:>8}{}\n",
          &entry == &row.entries.front() ? setting(row.workload) : fmt::format("{:21}", ""),
          entry.contestant, time_text(entry.median()), time_text(entry.minimum()), ratio, limit,
          remarks(rows, row, entry));
    }
  }
  return text;
}

nlohmann::ordered_json json(const std::vector<Row>& rows) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    const Entry* mine = entry_of(row, ours);
    const Entry* best = best_peer(row);
    for (const Entry& entry : row.entries) {
      nlohmann::ordered_json one = {
          {"workload", row.workload.name},   {"real", row.workload.is_float ? "float" : "double"},
          {"threads", row.workload.threads}, {"contestant", entry.contestant},
          {"median", entry.median()},        {"minimum", entry.minimum()},
          {"first_loss", entry.first_loss},  {"last_loss", entry.last_loss}};
      if (&entry != mine) one["same_losses"] = mine && same_losses(row.workload, *mine, entry);
      if (&entry == mine && best) one["to_best_peer"] = best->median() / entry.median();
      if (row.limit > 0) one["of_limit"] = row.limit / entry.median();
      if (entry.bytes > 0) one["bytes"] = entry.bytes;
      all.push_back(one);
    }
  }
  return all;
}

}  // namespace bench
