#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/slips.hpp"

namespace downhill {
namespace {

class LossSlips {
 public:
  LossSlips(const Rerun& run, std::vector<Slip>& all) : run_(run), graph_(run.graph()), all_(all) {}

  void add() {
    for (std::uint32_t i = 0; i <= run_.output(); ++i) {
      const TensorNode& node = graph_.nodes()[i];
      if (!node.operation) continue;
      const std::string_view name = node.operation->name();
      const std::string where = line_of(graph_, i);
      if (name == "log" || name == "cross_entropy" || name == "log_softmax" || name == "bce" ||
          name == "bce_with_logits" || name == "nll" || name == "logsumexp")
        add_of_logarithm(i, where);
      add_of_difference(i, name, where);
      if (name == "square" || name == "mul") add_of_penalty(i);
    }
  }

 private:
  Slip& put(std::string kind, int rank, std::string sentence, std::uint32_t node, Change change) {
    return add_slip(all_, std::move(kind), rank, std::move(sentence), {node}, std::move(change));
  }

  void add_of_logarithm(std::uint32_t i, const std::string& where) {
    for (const Real base : {Real(2), Real(10)})
      for (const bool lost : {false, true}) {
        const Real ln = std::log(base);
        const Real factor = lost ? ln : 1 / ln;
        const Change change = [factor](const Moment&, Array usual) {
          return scaled(std::move(usual), factor);
        };
        const std::string sentence = fmt::format(
            "{}: the wrong logarithm. The factor {} is {}log {}: {}.", where, short_number(factor),
            lost ? "" : "1 / ", base,
            lost
                ? fmt::format("the gradient of the logarithm to base {} was undone", base)
                : fmt::format("this is the logarithm to base {}, log(p) is the natural one", base));
        put("the wrong logarithm", 26, sentence, i, change);
        put("the wrong logarithm", 26, sentence, i, change).value = change;
        // All of them at once: one wrong function, called everywhere.
        std::vector<std::uint32_t>& all = logarithms_[{base, lost}];
        all.push_back(i);
        if (all.size() < 2) continue;
        put("the wrong logarithm", 25, "Every logarithm" + sentence.substr(where.size()), i, change)
            .nodes = all;
      }
  }

  // Prediction minus target, and losses that compute it.
  void add_of_difference(std::uint32_t i, std::string_view name, const std::string& where) {
    const bool loss = name == "mse" || name == "cross_entropy" || name == "bce" || name == "l1" ||
                      name == "bce_with_logits" || name == "huber" || name == "nll";
    const bool of_two =
        name == "sub" &&
        std::any_of(graph_.uses[i].begin(), graph_.uses[i].end(), [&](const auto& use) {
          const std::string_view by = graph_.nodes()[use.first].operation->name();
          return by == "square" || by == "abs" || by == "mul" || by == "pow" || by == "norm";
        });
    if (!loss && !of_two) return;
    const std::string sentence = fmt::format(
        "{}: target minus prediction, where the slope is prediction minus target. So its gradient "
        "has the opposite sign.",
        where);
    put("target minus prediction", 12, sentence, i, negated);
    const auto prediction = [](const Moment& m, Array usual) {
      return m.slot == 0 ? scaled(std::move(usual), -1) : usual;
    };
    put("target minus prediction", 12, sentence, i, prediction);
    // All of them at once: one formula for every output.
    if (of_two) differences_.push_back(i);
    if (differences_.size() > 1) {
      Slip& every =
          put("target minus prediction", 11,
              "Target minus prediction in every difference, where the slope is prediction minus "
              "target. So all gradients below have the opposite sign.",
              i, negated);
      every.nodes = differences_;
    }
  }

  // A penalty on the size of a parameter: square(w) or w * w, with w used elsewhere, too.
  void add_of_penalty(std::uint32_t i) {
    const auto inputs = graph_.tape.inputs_of(graph_.nodes()[i]);
    const TensorNode& w = graph_.nodes()[inputs[0]];
    if (w.operation || (inputs.size() == 2 && inputs[1] != inputs[0])) return;
    if (graph_.uses[inputs[0]].size() <= inputs.size() || !is_term(i, false)) return;
    penalties_.push_back(i);
    const std::string dw = gradient_of(graph_, inputs[0]);
    const auto nothing = [](const Moment&, const Array&) { return Array(); };
    put("the L2 term is missing", 9,
        fmt::format("{}: the L2 term, {}, is missing.", dw, graph_.formula(i)), i, nothing);
    for (const Real times : {Real(2), Real(0.5)})
      put(times == 2 ? "the L2 term is doubled" : "the L2 term is halved", 17,
          fmt::format("{}: the L2 term is {}; the slope of {} is 2 * {}.", dw,
                      times == 2 ? "doubled" : "halved (its factor 2 is left out)",
                      graph_.formula(i), graph_.call(inputs[0])),
          i, [times](const Moment&, Array usual) { return scaled(std::move(usual), times); });
    if (penalties_.size() > 1) {
      put("the L2 term is missing", 8, "The L2 term is missing in every parameter's gradient.", i,
          nothing)
          .nodes = penalties_;
      for (const Real times : {Real(2), Real(0.5)})
        put(times == 2 ? "the L2 term is doubled" : "the L2 term is halved", 16,
            fmt::format("The L2 term is {} in every parameter's gradient.",
                        times == 2 ? "doubled" : "halved"),
            i, [times](const Moment&, Array usual) { return scaled(std::move(usual), times); })
            .nodes = penalties_;
    }
  }

  // Whether the output is the node times constants, plus other terms.
  bool is_term(std::uint32_t node, bool weighted) const {
    if (node == run_.output()) return weighted;
    for (const auto& [by, slot] : graph_.uses[node]) {
      const std::string_view name = graph_.nodes()[by].operation->name();
      const auto inputs = graph_.tape.inputs_of(graph_.nodes()[by]);
      const bool of_two = name == "mul" || (name == "div" && slot == 0);
      const bool constant = of_two && !graph_.nodes()[inputs[1 - slot]].operation;
      const bool sums = name == "add" || name == "sub" || name == "sum" || name == "mean";
      if (sums || constant) return is_term(by, weighted || constant);
    }
    return false;
  }

  const Rerun& run_;
  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::vector<std::uint32_t> differences_, penalties_;
  std::map<std::pair<Real, bool>, std::vector<std::uint32_t>> logarithms_;
};

}  // namespace

void add_slips_of_losses(const Rerun& run, std::vector<Slip>& all) { LossSlips(run, all).add(); }

}  // namespace downhill
