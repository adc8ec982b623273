// Values that are used more than once: their gradient is the sum of several contributions.
#include <fmt/format.h>

#include <algorithm>

#include "compare/slips.hpp"
#include "tensor/broadcasting.hpp"

namespace downhill {
namespace {

class SumSlips {
 public:
  SumSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {
    for (std::uint32_t i = 0; i <= run.output(); ++i)
      if (times_used(i, run.output()) > 1) used_twice_.push_back(i);
  }

  void add() {
    for (const std::uint32_t node : used_twice_) add_sums(node);
    if (used_twice_.size() > 1) add_sums_everywhere();
  }

 private:
  std::size_t times_used(std::uint32_t node, std::uint32_t output) const {
    if (!graph_.nodes()[node].wants_gradient) return 0;
    return std::size_t(
        std::count_if(graph_.uses[node].begin(), graph_.uses[node].end(), [&](const auto& use) {
          return use.first <= output &&
                 graph_.nodes()[use.first].operation->differentiable(use.second);
        }));
  }

  // The n contributions to a value that is used n times, in the order of backward.
  void add_sums(std::uint32_t node) {
    std::vector<std::string> parts;
    std::vector<std::uint32_t> through;
    for (auto use = graph_.uses[node].rbegin(); use != graph_.uses[node].rend(); ++use) {
      if (!graph_.nodes()[use->first].operation->differentiable(use->second)) continue;
      parts.push_back(graph_.contribution(use->first, use->second));
      through.push_back(use->first);
    }
    const std::size_t n = parts.size();
    const std::string dx = gradient_of(graph_, node);
    for (std::size_t k = 0; k < n && n <= 64; ++k) {
      Slip& only = all_.emplace_back();
      only.kind = "only one of several contributions";
      only.rank = k + 1 == n ? 10 : 11;
      only.sentence = fmt::format(
          "{} holds only one of its contributions, {}: = stands where += is needed, or a path is "
          "missed.",
          dx, parts[k]);
      only.nodes = {node};
      only.total = [k](const std::vector<Array>& all) { return all[std::min(k, all.size() - 1)]; };
      for (const Real times : {Real(0), Real(2)}) {
        if (n == 2 && times == 0) continue;  // the same as only the other one
        Slip& one = all_.emplace_back();
        one.kind = times == 0 ? "a path is missed" : "a path is counted twice";
        one.rank = times == 0 ? 12 : 35;
        one.sentence =
            fmt::format("{}: the path through {}, {}, is {}.", dx, graph_.call(through[k]),
                        parts[k], times == 0 ? "missed" : "counted twice");
        one.nodes = {node};
        one.total = [k, times](const std::vector<Array>& all) {
          Array sum = Array::zeros(all[0].shape());
          Real* x = sum.writable();
          for (std::size_t p = 0; p < all.size(); ++p)
            for (std::size_t i = 0; i < sum.size(); ++i) x[i] += all[p][i] * (p == k ? times : 1);
          return sum;
        };
      }
    }
    const auto combined = [&](const char* kind, const std::string& sentence, bool product) {
      Slip& wrong = all_.emplace_back();
      wrong.kind = kind, wrong.rank = 36, wrong.sentence = sentence, wrong.nodes = {node};
      wrong.total = [product](const std::vector<Array>& some) {
        Array all = some[0];
        for (std::size_t p = 1; p < some.size(); ++p)
          all = map(all, some[p], [product](Real a, Real b) { return product ? a * b : a - b; });
        return all;
      };
    };
    combined("multiplied instead of added",
             fmt::format("{} is the product of its {} contributions; it is their sum.", dx, n),
             true);
    combined("subtracted instead of added",
             fmt::format("{}: later contributions are subtracted from the first, {}; they are "
                         "added.",
                         dx, parts[0]),
             false);
    Slip& mean = all_.emplace_back();
    mean.kind = "averaged instead of summed";
    mean.rank = 33;
    mean.sentence = fmt::format("{} is the mean of its {} contributions; it is their sum.", dx, n);
    mean.nodes = {node};
    mean.total = mean_of;
  }

  static Array mean_of(const std::vector<Array>& all) {
    Array sum = Array::zeros(all[0].shape());
    Real* x = sum.writable();
    for (const Array& part : all)
      for (std::size_t i = 0; i < sum.size(); ++i) x[i] += part[i] / Real(all.size());
    return sum;
  }

  void add_sums_everywhere() {
    for (const bool last : {true, false}) {
      Slip& only = all_.emplace_back();
      only.kind = "only one of several contributions";
      only.rank = 10;
      only.sentence = fmt::format(
          "Every value that is used more than once keeps only {} contribution: = stands where += "
          "is needed.",
          last ? "the last" : "the first");
      only.nodes = used_twice_;
      only.total = [last](const std::vector<Array>& all) { return last ? all.back() : all[0]; };
      // The same of values on the way alone, where leaves are added up as they should be.
      Slip inner = only;
      std::erase_if(inner.nodes,
                    [&](std::uint32_t node) { return !graph_.nodes()[node].operation; });
      if (inner.nodes.size() < 2 || inner.nodes.size() == used_twice_.size()) continue;
      inner.sentence.replace(0, std::string("Every value").size(),
                             "Every value between inputs and output");
      all_.push_back(std::move(inner));
    }
    Slip& mean = all_.emplace_back();
    mean.kind = "averaged instead of summed";
    mean.rank = 32;
    mean.sentence = "Contributions are averaged where they are to be summed.";
    mean.nodes = used_twice_;
    mean.total = mean_of;
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::vector<std::uint32_t> used_twice_;
};

}  // namespace

void add_slips_of_sums(const Rerun& run, std::vector<Slip>& all) { SumSlips(run, all).add(); }

}  // namespace downhill
