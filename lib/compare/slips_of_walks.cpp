// The walk back through the graph: its beginning, its order, and what every node hands on.
#include <fmt/format.h>

#include "compare/slips.hpp"

namespace downhill {
namespace {

class WalkSlips {
 public:
  WalkSlips(const Rerun& run, std::vector<Slip>& all)
      : graph_(run.graph()), output_(run.output()), all_(all) {}

  // What every node hands back is wrong in the same way.
  void add() {
    Nodes operations, all;
    for (std::uint32_t i = 0; i <= output_; ++i) {
      if (graph_.nodes()[i].operation) operations.push_back(i);
      if (graph_.nodes()[i].wants_gradient) all.push_back(i);
    }
    if (operations.size() < 2) return;
    const auto nothing = [](const Moment&, Array usual) { return scaled(std::move(usual), 0); };
    const std::string y = graph_.call(output_);
    put_walk("the local slope is left out",
             "Every node hands on its gradient as it is: the local slope is nowhere multiplied in.",
             operations, passed_on);
    put_walk("the upstream gradient is left out",
             "Every node hands on its local slope alone, without its own gradient (the chain "
             "rule's other factor).",
             operations, without_upstream);
    put_walk("the sign is flipped", "Every contribution is subtracted where it is to be added.",
             operations, negated);
    put_walk("nothing is handed on",
             fmt::format("Only {} has a gradient: what it hands on reaches no other node.", y),
             operations, nothing);
    put_walk("the graph is walked the wrong way",
             fmt::format("Only what {} itself is computed from has a gradient. So it is when the "
                         "graph is walked from its beginning: no other node had anything yet to "
                         "hand on.",
                         y),
             {operations.begin(), operations.end() - 1}, nothing);
    put_walk("the seed is wrong",
             fmt::format("The walk begins with {0} as its own gradient; d{0}/d{0} is 1.", y),
             {output_}, nullptr);
    all_.back().fewest = 1;
    all_.back().total = [value = graph_.nodes()[output_].value](const std::vector<Array>&) {
      return value;
    };
    put_walk("the seed is missing",
             fmt::format(
                 "All gradients are 0: that of {} itself has to be 1 before the walk begins.", y),
             all, nullptr);
    all_.back().total = [](const std::vector<Array>& parts) { return scaled(parts[0], 0); };
  }

 private:
  using Nodes = std::vector<std::uint32_t>;

  void put_walk(const char* kind, const std::string& sentence, const Nodes& nodes,
                const Change& change) {
    Slip& mistake = add_slip(all_, kind, 45, sentence, nodes, change);
    mistake.general = true;
    mistake.fewest = 3;  // single nodes that are wrong in this way are told by themselves
  }

  const RerunGraph& graph_;
  std::uint32_t output_;
  std::vector<Slip>& all_;
};

// Gradients that are handed on before they are complete.
void add_hasty_walks(std::vector<Slip>& all) {
  const auto put = [&](Walk walk, const char* how) {
    Slip& hasty = all.emplace_back();
    hasty.kind = "gradients are handed on before they are complete";
    hasty.rank = 38, hasty.walk = walk, hasty.fewest = 2;
    hasty.sentence = std::string("Gradients are handed on before they are complete: ") + how +
                     " A value's turn comes when all that it flows into have had theirs: go "
                     "through the steps in the reverse of the order in which they were computed.";
  };
  const char* recursion =
      "the graph is walked along every path, and each time a value hands on all that it has so "
      "far. What came along earlier paths is counted again.";
  put(Walk::depth_first,
      "the graph is walked depth first, and a value hands on what it has when it is reached "
      "first.");
  put(Walk::breadth_first,
      "the graph is walked level by level, and a value hands on what it has when it is reached "
      "first.");
  put(Walk::every_path, recursion);
  put(Walk::every_path_late, recursion);
}

}  // namespace

void add_slips_of_walks(const Rerun& run, std::vector<Slip>& all) {
  WalkSlips(run, all).add();
  add_hasty_walks(all);
}

}  // namespace downhill
