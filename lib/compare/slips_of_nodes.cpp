#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compare/slips.hpp"
#include "tensor/broadcasting.hpp"

namespace downhill {
namespace {

// A change that concerns one input of the operation only.
std::function<Array(const Moment&, Array)> at_slot(
    std::size_t slot, std::function<Array(const Moment&, Array)> change) {
  return [slot, change](const Moment& m, Array usual) {
    return m.slot == slot ? change(m, std::move(usual)) : usual;
  };
}

// The slopes of the operation as if its two inputs stood in the other order.
Array operands_swapped(const Moment& m, const Array& usual) {
  const Array& own = m.in[m.slot];
  if (m.in[0].shape() != m.in[1].shape() && m.node.operation->name() == "mul") {
    const Array all = broadcast_to("mul", own, m.y.shape());
    return sum_to(map(m.dy, all, [](Real d, Real x) { return d * x; }), own.shape());
  }
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
    for (std::uint32_t i = 0; i <= output_; ++i)
      if (graph_.nodes()[i].operation)
        of_operation_[graph_.nodes()[i].operation->name()].push_back(i);
  }

  void add() {
    for (const auto& [name, nodes] : of_operation_) {
      for (const std::uint32_t node : nodes) add_of(name, {node});
      if (nodes.size() > 1) add_of(name, nodes);
    }
    for (const char* product : {"mul", "matmul"}) add_stand_ins(product);
  }

 private:
  using Nodes = std::vector<std::uint32_t>;

  void put(std::string kind, int rank, std::string sentence, Nodes nodes, Change change) {
    if (nodes.size() == 1) ++rank;
    add_slip(all_, std::move(kind), rank, std::move(sentence), std::move(nodes), std::move(change));
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
    for (std::size_t slot = 0; slots > 1 && slot < slots && name != "mul" && !linear; ++slot)
      if (wants(nodes[0], slot) && name != "div")
        put("the upstream gradient is left out", 30,
            fmt::format("{} is the local slope alone, without {} (the chain rule's other factor).",
                        input(nodes[0], slot), gradient_of(graph_, nodes[0])),
            nodes, at_slot(slot, without_upstream));
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

  // Another value of the same shape stands where a factor belongs: h3 for h2.
  void add_stand_ins(std::string_view product) {
    constexpr std::size_t most = 400;  // products times values
    const auto known = of_operation_.find(product);
    if (known == of_operation_.end() || known->second.size() * output_ > most) return;
    for (const std::uint32_t node : known->second)
      for (std::size_t slot = 0; slot < 2; ++slot) {
        if (!wants(node, slot)) continue;
        const std::uint32_t belongs = graph_.tape.inputs_of(graph_.nodes()[node])[1 - slot];
        for (std::uint32_t other = 0; other <= output_; ++other) {
          const bool named = !graph_.tape.name_of(graph_.nodes()[other]).empty();
          if (!named || other == belongs || other == node ||
              other == graph_.tape.inputs_of(graph_.nodes()[node])[slot] ||
              graph_.nodes()[other].value.shape() != graph_.nodes()[belongs].value.shape())
            continue;
          put("another value stands in its place", 48,
              fmt::format("{}: {} is computed with {}, where {} belongs.", line_of(graph_, node),
                          input(node, slot), graph_.call(other), graph_.call(belongs)),
              {node}, at_slot(slot, [=](const Moment& m, const Array&) {
                const TensorNode* nodes = &m.node - node;  // they lie side by side
                std::vector<TensorNode> in(2);
                in[slot].value = m.in[slot], in[1 - slot].value = nodes[other].value;
                const std::uint32_t ids[] = {0, 1};
                return m.node.operation->contribution(slot, Inputs(in.data(), ids), m.y, m.dy);
              }));
          all_.back().general = true;
        }
      }
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::uint32_t output_;
  std::map<std::string_view, Nodes> of_operation_;
};

}  // namespace

void add_slips_of_nodes(const Rerun& run, std::vector<Slip>& all) { NodeSlips(run, all).add(); }

}  // namespace downhill
