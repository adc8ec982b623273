#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/slips.hpp"
#include "tensor/softmax_kernel.hpp"

namespace downhill {
namespace {

using Change = std::function<Array(const Moment&, Array)>;

// What softmax cross-entropy hands to the logits, taken apart: weight * (p - t), with the weight
// of each row (1 / N times the upstream gradient), probabilities p and targets t.
struct Parts {
  Array p, t;
  std::vector<Real> weight;
};

Parts parts_of(const Moment& m, const Array& usual) {
  const Array &z = m.in[0], &target = m.in[1];
  const std::size_t classes = z.shape()[z.rank() - 1], rows = z.size() / classes;
  Parts parts{softmax(z, z.rank() - 1), Array::zeros(z.shape()), std::vector<Real>(rows)};
  Real* t = parts.t.writable();
  for (std::size_t i = 0; i < rows; ++i) {
    if (target.shape() == z.shape()) {
      std::copy_n(target.data() + i * classes, classes, t + i * classes);
    } else {
      t[i * classes + std::size_t(target[i])] = 1;
    }
    std::size_t best = 0;  // where p - t is largest, its weight is known best
    const auto off = [&](std::size_t k) {
      return parts.p[i * classes + k] - parts.t[i * classes + k];
    };
    for (std::size_t k = 1; k < classes; ++k)
      if (std::abs(off(k)) > std::abs(off(best))) best = k;
    parts.weight[i] = off(best) == 0 ? 0 : usual[i * classes + best] / off(best);
  }
  return parts;
}

// A gradient of the logits, element by element: rule(p, t, z) times the row's weight.
template <class Rule>
Change of_logits(Rule rule) {
  return [rule](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    const Parts parts = parts_of(m, usual);
    const std::size_t classes = usual.size() / parts.weight.size();
    Real* d = usual.writable();
    for (std::size_t i = 0; i < usual.size(); ++i)
      d[i] = parts.weight[i / classes] * rule(parts.p[i], parts.t[i], m.in[0][i]);
    return usual;
  };
}

// Softmax of the operation's first input comes before it, once more than it should.
struct SoftmaxBefore {
  std::vector<TensorNode> nodes;
  std::vector<std::uint32_t> ids;

  explicit SoftmaxBefore(const Moment& m) : nodes(m.in.size()) {
    for (std::uint32_t k = 0; k < nodes.size(); ++k) {
      nodes[k].value = m.in[k];
      ids.push_back(k);
    }
    nodes[0].value = softmax(m.in[0], m.in[0].rank() - 1);
  }
  Inputs in() const { return Inputs(nodes.data(), ids); }
};

Array value_of_softmax_twice(const Moment& m, const Array&) {
  return m.node.operation->forward(SoftmaxBefore(m).in());
}

Array softmax_twice(const Moment& m, const Array&) {
  const SoftmaxBefore before(m);
  const Array& p = before.nodes[0].value;
  const Array y = m.node.operation->forward(before.in());
  Array d = m.node.operation->contribution(m.slot, before.in(), y, m.dy);
  if (m.slot != 0) return d;
  const std::size_t classes = p.shape()[p.rank() - 1];
  Real* x = d.writable();
  for (std::size_t begin = 0; begin < d.size(); begin += classes) {
    Real total = 0;
    for (std::size_t k = begin; k < begin + classes; ++k) total += x[k] * p[k];
    for (std::size_t k = begin; k < begin + classes; ++k) x[k] = p[k] * (x[k] - total);
  }
  return d;
}

class LossSlips {
 public:
  LossSlips(const Rerun& run, std::vector<Slip>& all) : run_(run), graph_(run.graph()), all_(all) {}

  void add() {
    for (std::uint32_t i = 0; i <= run_.output(); ++i) {
      const TensorNode& node = graph_.nodes()[i];
      if (!node.operation) continue;
      const std::string_view name = node.operation->name();
      const std::string where = line_of(graph_, i);
      if (name == "softmax") add_of_softmax(i, where);
      if (name == "cross_entropy" && node.operation->differentiable(0)) add_of_logits(i, where);
      if (name == "log_softmax")
        put("softmax's Jacobian is missing", 19,
            where + ": the gradient is passed on as it came. Softmax's Jacobian is missing.", i,
            [](const Moment& m, const Array&) { return m.dy; });
      if (name == "softmax" || name == "cross_entropy" || name == "log_softmax") {
        Slip& twice = put("softmax is applied twice", 21,
                          where +
                              ": softmax is applied twice, its result goes through softmax "
                              "once more.",
                          i, softmax_twice);
        twice.value = value_of_softmax_twice;
        put("softmax is applied twice", 21, twice.sentence, i, softmax_twice);
      }
      if (name == "log" || name == "cross_entropy" || name == "log_softmax" || name == "bce" ||
          name == "bce_with_logits" || name == "nll" || name == "logsumexp")
        add_of_logarithm(i, where);
      add_of_difference(i, name, where);
      if (name == "square" || name == "mul") add_of_penalty(i);
    }
  }

 private:
  Slip& put(std::string kind, int rank, std::string sentence, std::uint32_t node, Change change) {
    Slip& mistake = all_.emplace_back();
    mistake.kind = std::move(kind), mistake.rank = rank;
    mistake.sentence = std::move(sentence), mistake.nodes = {node};
    mistake.contribution = std::move(change);
    return mistake;
  }

  void add_of_softmax(std::uint32_t i, const std::string& where) {
    put("softmax's Jacobian is missing", 19,
        where + ": the gradient is passed on as it came. Softmax's Jacobian is missing.", i,
        [](const Moment& m, const Array&) { return m.dy; });
    put("softmax's Jacobian has only its diagonal", 22,
        where +
            ": only the diagonal p (1 - p) of softmax's Jacobian is there; every probability "
            "depends on every logit.",
        i, [](const Moment& m, Array usual) {
          Real* x = usual.writable();
          for (std::size_t k = 0; k < usual.size(); ++k) x[k] = m.dy[k] * m.y[k] * (1 - m.y[k]);
          return usual;
        });
  }

  void add_of_logits(std::uint32_t i, const std::string& where) {
    const std::string z = graph_.call(graph_.tape.inputs_of(graph_.nodes()[i])[0]);
    const std::string dz = gradient_of(graph_, graph_.tape.inputs_of(graph_.nodes()[i])[0]);
    put("softmax's Jacobian is missing", 19,
        fmt::format("{}: {} is -t / p, the gradient of the probabilities. Softmax's Jacobian is "
                    "missing, which makes it p - t.",
                    where, dz),
        i, of_logits([](Real p, Real t, Real) { return -t / p; }));
    put("softmax's Jacobian has only its diagonal", 22,
        fmt::format("{}: only the diagonal p (1 - p) of softmax's Jacobian is there; every "
                    "probability depends on every logit.",
                    where),
        i, of_logits([](Real p, Real t, Real) { return -t * (1 - p); }));
    put("softmax is left out", 20,
        fmt::format("{}: {} is computed from {} - t; it is softmax({}) - t.", where, dz, z, z), i,
        of_logits([](Real, Real t, Real z_) { return z_ - t; }));
    put("the target is not subtracted", 23,
        fmt::format("{}: {} is softmax({}) alone, the target is not subtracted.", where, dz, z), i,
        of_logits([](Real p, Real, Real) { return p; }));
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
};

}  // namespace

void add_slips_of_losses(const Rerun& run, std::vector<Slip>& all) { LossSlips(run, all).add(); }

}  // namespace downhill
