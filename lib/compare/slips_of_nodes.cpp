#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compare/slips.hpp"

namespace downhill {
namespace {

Array ones(const Shape& shape) { return Array::filled(shape, 1); }

// The upstream gradient as it is; the usual contribution where the shapes differ.
Array passed_on(const Moment& m, Array usual) {
  return usual.shape() == m.dy.shape() ? m.dy : usual;
}

// The contribution with an upstream gradient of 1.
Array without_upstream(const Moment& m, const Array&) {
  return m.node.operation->contribution(m.slot, m.in, m.y, ones(m.dy.shape()));
}

// A change that concerns one input of the operation only.
std::function<Array(const Moment&, Array)> at_slot(
    std::size_t slot, std::function<Array(const Moment&, Array)> change) {
  return [slot, change](const Moment& m, Array usual) {
    return m.slot == slot ? change(m, std::move(usual)) : usual;
  };
}

// The slopes of the operation as if its two inputs stood in the other order.
Array operands_swapped(const Moment& m, const Array& usual) {
  if (m.in[0].shape() != m.in[1].shape()) return usual;
  std::vector<TensorNode> nodes(2);
  nodes[0].value = m.in[1], nodes[1].value = m.in[0];
  const std::uint32_t ids[] = {0, 1};
  return m.node.operation->contribution(m.slot, Inputs(nodes.data(), ids), m.y, m.dy);
}

// The slope along the other input.
Array slopes_exchanged(const Moment& m, const Array& usual) {
  if (m.in[0].shape() != m.in[1].shape()) return usual;
  return m.node.operation->contribution(1 - m.slot, m.in, m.y, m.dy);
}

// ReLU's mask, put on the sign of the gradient instead of the input's.
Array mask_of_gradient(const Moment& m, const Array&) {
  Array masked = m.dy;
  Real* x = masked.writable();
  for (std::size_t i = 0; i < masked.size(); ++i) x[i] = std::max(x[i], Real(0));
  return masked;
}

// -a / b instead of -a / b².
Array divided_once(const Moment& m, Array usual) {
  if (m.in[1].shape() != usual.shape()) return usual;
  Real* x = usual.writable();
  for (std::size_t i = 0; i < usual.size(); ++i) x[i] *= m.in[1][i];
  return usual;
}

class NodeSlips {
 public:
  NodeSlips(const Rerun& run, std::vector<Slip>& all)
      : graph_(run.graph()), all_(all), output_(run.output()) {
    for (std::uint32_t i = 0; i <= run.output(); ++i) {
      if (graph_.nodes()[i].operation)
        of_operation_[graph_.nodes()[i].operation->name()].push_back(i);
      if (times_used(i, run.output()) > 1) used_twice_.push_back(i);
    }
  }

  void add() {
    for (const auto& [name, nodes] : of_operation_) {
      for (const std::uint32_t node : nodes) add_of(name, {node});
      if (nodes.size() > 1) add_of(name, nodes);
    }
    for (const std::uint32_t node : used_twice_) add_sums(node);
    if (used_twice_.size() > 1) add_sums_everywhere();
    add_walks();
  }

 private:
  using Nodes = std::vector<std::uint32_t>;
  using Change = std::function<Array(const Moment&, Array)>;

  std::size_t times_used(std::uint32_t node, std::uint32_t output) const {
    if (!graph_.nodes()[node].wants_gradient) return 0;
    return std::size_t(
        std::count_if(graph_.uses[node].begin(), graph_.uses[node].end(), [&](const auto& use) {
          return use.first <= output &&
                 graph_.nodes()[use.first].operation->differentiable(use.second);
        }));
  }

  void put(std::string kind, int rank, std::string sentence, Nodes nodes, Change change) {
    Slip& mistake = all_.emplace_back();
    mistake.kind = std::move(kind);
    mistake.rank = rank + (nodes.size() > 1 ? 0 : 1);
    mistake.sentence = std::move(sentence);
    mistake.nodes = std::move(nodes);
    mistake.contribution = std::move(change);
  }

  // y = s * c, or every sigmoid.
  std::string place(std::string_view name, const Nodes& nodes) const {
    if (nodes.size() > 1) return fmt::format("Every {}", name);
    return line_of(graph_, nodes[0]);
  }

  std::string input(std::uint32_t node, std::size_t slot) const {
    return gradient_of(graph_, graph_.tape.inputs_of(graph_.nodes()[node])[slot]);
  }

  bool wants(std::uint32_t node, std::size_t slot) const {
    const auto inputs = graph_.tape.inputs_of(graph_.nodes()[node]);
    return slot < inputs.size() && graph_.nodes()[inputs[slot]].wants_gradient &&
           graph_.nodes()[node].operation->differentiable(slot);
  }

  void add_of(std::string_view name, const Nodes& nodes) {
    const std::string where = place(name, nodes);
    const bool linear = name == "add" || name == "sub" || name == "identity" || name == "neg";
    const bool layout = name == "transpose" || name == "reshape" || name == "broadcast_to" ||
                        name == "slice" || name == "gather" || name == "concatenate";
    if (layout || name == "detach") return;
    const std::size_t slots = graph_.tape.inputs_of(graph_.nodes()[nodes[0]]).size();
    if (name == "mul" || name == "div") add_of_operands(name, nodes, where);
    if (name == "relu") {
      put("ReLU's mask is missing", 20,
          fmt::format("{}: the gradient passes where the input is negative, too. ReLU's mask is "
                      "missing.",
                      where),
          nodes, passed_on);
      put("ReLU's mask is on the gradient's sign", 21,
          fmt::format("{}: the mask is taken from the sign of the gradient; it belongs to the "
                      "sign of the input.",
                      where),
          nodes, mask_of_gradient);
    } else if (!linear && slots == 1 && name != "sum" && name != "mean" && name != "softmax" &&
               name != "log_softmax") {
      put("the local slope is left out", 24,
          fmt::format("{}: the gradient is passed on as it came. The slope of {} is left out.",
                      where, name),
          nodes, passed_on);
    }
    if (name == "square" || name == "pow")
      put("the factor of the power is left out", 23,
          fmt::format("{}: the exponent comes down as a factor of the slope, and {} is left out.",
                      where, name == "square" ? "this 2" : "it"),
          nodes, at_slot(0, [name](const Moment& m, Array usual) {
            if (name == "square") return scaled(std::move(usual), Real(0.5));
            if (m.in[1].size() != 1) return usual;
            return scaled(std::move(usual), 1 / m.in[1][0]);
          }));
    if (!linear && name != "mul")
      put("the upstream gradient is left out", 30,
          fmt::format("{}: the local slope alone is handed on, without the gradient that came "
                      "from above (the chain rule's other factor).",
                      where),
          nodes, without_upstream);
    if (nodes.size() > 1) return;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      if (!wants(nodes[0], slot)) continue;
      if (name == "sub" && slot == 1) {
        put("the minus sign is lost", 22,
            fmt::format("{}: {} has lost its minus sign; {} is subtracted.", where,
                        input(nodes[0], 1),
                        graph_.call(graph_.tape.inputs_of(graph_.nodes()[nodes[0]])[1])),
            nodes, at_slot(1, negated));
      } else {
        put("the sign is flipped", 27,
            fmt::format("{}: {} has the opposite sign.", where, input(nodes[0], slot)), nodes,
            at_slot(slot, negated));
        all_.back().general = true;
      }
    }
  }

  void add_of_operands(std::string_view name, const Nodes& nodes, const std::string& where) {
    const bool product = name == "mul";
    std::string swapped = fmt::format(
        "{}: the operands are swapped. {}", where,
        product ? "In a product each input is scaled by the other one."
                : "The slope of a quotient a / b is 1 / b along a and -a / b² along b.");
    put("the operands are swapped", 15, swapped, nodes, operands_swapped);
    if (!product) put("the operands are swapped", 15, swapped, nodes, slopes_exchanged);
    if (nodes.size() > 1) return;
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (!wants(nodes[0], slot)) continue;
      const auto inputs = graph_.tape.inputs_of(graph_.nodes()[nodes[0]]);
      const std::string own = input(nodes[0], slot), other = graph_.call(inputs[1 - slot]);
      const std::string dy = gradient_of(graph_, nodes[0]);
      put("the operands are swapped", 15,
          product ? fmt::format("{} is {} * {}: the operands are swapped. In a product each input "
                                "is scaled by the other one, {}.",
                                own, dy, graph_.call(inputs[slot]), other)
                  : swapped,
          nodes, at_slot(slot, operands_swapped));
      if (!product)
        put("the operands are swapped", 15, swapped, nodes, at_slot(slot, slopes_exchanged));
      const bool divides = name == "div" && slot == 0 && !graph_.nodes()[inputs[1]].operation;
      put(divides ? "it is not averaged" : "a factor is left out", divides ? 18 : 25,
          divides ? fmt::format("{} is {} as it is: the division by {} is left out (a sum where "
                                "the mean is asked for).",
                                own, dy, other)
                  : fmt::format("{} is {} as it is: the factor {} is left out.", own, dy,
                                product ? other : graph_.contribution(nodes[0], slot)),
          nodes, at_slot(slot, passed_on));
      put("the upstream gradient is left out", 30,
          fmt::format("{} is the local slope alone, without {} (the chain rule's other factor).",
                      own, dy),
          nodes, at_slot(slot, without_upstream));
    }
    if (!product && wants(nodes[0], 1))
      put("the quotient's square is missing", 26,
          fmt::format("{}: the divisor counts squared in -a / b², here it stands only once.",
                      where),
          nodes, at_slot(1, divided_once));
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

  // The walk itself: what every node hands back is wrong in the same way.
  void add_walks() {
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
    put_walk("the seed is missing",
             fmt::format(
                 "All gradients are 0: that of {} itself has to be 1 before the walk begins.", y),
             all, nullptr);
    all_.back().total = [](const std::vector<Array>& parts) { return scaled(parts[0], 0); };
  }

  void put_walk(const char* kind, const std::string& sentence, const Nodes& nodes,
                const Change& change) {
    put(kind, 45, sentence, nodes, change);
    all_.back().general = true;
    all_.back().fewest = 3;  // single nodes that are wrong in this way are told by themselves
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
  std::uint32_t output_;
  std::map<std::string_view, Nodes> of_operation_;
  Nodes used_twice_;
};

}  // namespace

void add_slips_of_nodes(const Rerun& run, std::vector<Slip>& all) { NodeSlips(run, all).add(); }

}  // namespace downhill
